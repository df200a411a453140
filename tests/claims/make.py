"""The page docs/claims.md, made anew: `python -m tests.claims.make`."""

from pathlib import Path

from tests.claims.heads import KnownHead, known_heads
from tests.claims.sources import Published
from tests.claims.tools import PREVIOUS, PUBLISHED
from tests.claims.without import DETECTOR, RATIO, WITHOUT

PAGE = Path(__file__).parents[2] / "docs/claims.md"

OFF = 0.005
"""A number that is farther than this from what the head does is bold. Two digits are shown."""

SPREAD = {"normalised_entropy": "Headlight, normalised entropy", "rest_entropy": "Headlight, without sinks"}

BEFORE_IT = {"to_previous": "Headlight, to the previous token"}
"""Numbers of Headlight by their titles on the page; another is one more line."""

DOES_NOTHING_ELSE = "one-hot"
"""The head that looks at the token before, and at nothing else."""

TOP = """\
# What numbers say of heads that are known

How spread out is a head? Other tools answer that too. Their formulas, written anew from their public sources, stand
here on heads whose answer is known, beside Headlight's two: what each gives, where it is right, where it misleads, and
who did what before us. Every number is computed: `python -m tests.claims.make` makes this page from
`tests/claims/`, and a test compares the two. Where a word of Headlight's says more than this page shows, the word is
wrong.

## The heads
"""

TABLE = """
## What each formula gives

**Bold** is a number that is not what the head does: on its own scale the formula should read uniform on a head that
shares all its weight evenly among the keys that it sees, and one-hot on one that does not share. Nats and largest
weights have no such ends, and some formulas only the first. Sink and rest and the last two heads have more than one
right answer. attention-atlas, Oculi, LLMVis and TransformerLens's notebook are not made for windows or padding, nor
Oculi for tokens that see later ones: each reads texts that fill their rows. Bold in columns that a tool is not made for
is what would happen, not a fault of its own.
"""

LOOKS = """
## How far a head looks at the token before

A name for a head says what it looks at, not how spread out it is. Of the token before, other tools have a number, too.
One-hot is a head that does nothing else: it should read 1, and **bold** is what does not. Of the other heads no one
answer is right; an even head, which looks at nothing, shows what chance is on this scale.
"""

OWN = """
## Headlight itself

`normalised_entropy` divides each row's entropy by the log2 of the keys that this row sees, under any mask, and takes
the mean over the rows that see two keys or more. `rest_entropy` does the same without sinks, the rest rescaled to sum
to 1. The mask is the one that the model used. Padding is cut away before.

- Every row counts alike, so the heads that are uniform late and early read 0.51 and 0.49. attention-atlas weighs a row
  by the log of its keys and reads 0.60 and 0.40. Neither is wrong: the first says how spread a row is on average, the
  second how much of its possible entropy the head has used. With us early rows count as much as late ones, though they
  choose among few keys.
- One number does not tell sink and rest (0.77) from a head that looks at a few words with a normalised entropy of 0.77.
  That is what the second number is for. Which keys are sinks is a convention of ours, special tokens and the first
  token of a sequence; a sink elsewhere is not seen as one.
- `entropy_bits` and `effective_keys` depend on the length, as the nats above do, and `max_weight` counts the first row
  of a causal head, where it is 1 whatever the head does; attention-atlas leaves that row out.
- `to_previous` is of the rows that see four keys or more, and a previous token that is the first one counts as a sink.
  So a head that does nothing else reads 1. Weight on a sink counts, as with the others: a head that looks at the token
  before with what a sink leaves reads low. What it does in its other rows is in its label, which can name two jobs.
"""

BEFORE = f"""
## Who did it before us

Nothing here is claimed as new.

- Entropy over its maximum is the evenness of Pielou (1966), and 2 to the entropy the effective number of Hill (1973).
  Ghader and Monz (2017) took the entropy of attention, Clark et al. (2019) that of each head of BERT.
- Causal heads normalised by the keys that they see: Oculi since 1 January 2026, each row by its own visible keys, as
  Headlight does it ({RATIO}).
  attention-atlas since 6 July 2026, in a way of its own, one ratio of sums for a head. Headlight was begun on 21
  November 2026. A search of public code showed the first way in research code, too, without the repository's name, so
  that no source stands here.
- Effective keys: Oculi has e to the entropy of a row since 1 January 2026.
- Leaving sinks out: Voita et al. (2019) leave the end of sentence out of a head's confidence. TransformerLens can leave
  the first token out of a head's score since April 2023 ({DETECTOR}).
  The entropy of a row without its first key, with the rest rescaled, was in what the same search showed, again without
  a name.
- Leaving padding out: run_bertology by January 2020, Clark et al. in 2019.
- The first row of a causal head left out of the largest weight: attention-atlas since June 2026. Headlight does not.
- How far a head looks at the token before: Clark et al. (2019). By induction: Elhage et al. (2021), Olsson et al.
  (2022). At duplicates: Wang et al. (2022). TransformerLens's detector has all three since April 2023.

## Tools in which we found no such number

Looked for in the source at the commit that is named; a later version may have one.
"""


def table(rows: list[tuple[str, ...]]) -> str:
    """A table in Markdown; the first row is its head."""
    lines = ["| " + " | ".join(cells) + " |" for cells in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(lines) + "\n"


def shown(value: float, right: float | None = None) -> str:
    """Two digits; bold where it is not right."""
    # Not -0.00, which rounding makes of a tiny negative.
    text = f"{round(value, 2) + 0.0:.2f}"
    return f"**{text}**" if right is not None and abs(value - right) > OFF else text


def right_of(published: Published, head: KnownHead) -> float | None:
    """What this formula should read of the head on its own scale; None where there is no one answer."""
    uniform, one_hot = published.spread
    return {None: None, 1: uniform, 0: one_hot}[head.spread]


def spread_of(heads: tuple[KnownHead, ...]) -> str:
    """The table of how spread out the heads are."""
    rows = [("formula", "scale", *(head.name for head in heads))]
    for number, title in SPREAD.items():
        rows.append((title, "1 is uniform", *(shown(head.headlight(number), head.spread) for head in heads)))
    for one in PUBLISHED:
        values = (shown(one.formula(head.weights, head.visible), right_of(one, head)) for head in heads)
        rows.append((one.name, one.scale, *values))
    return table(rows)


def previous_of(heads: tuple[KnownHead, ...]) -> str:
    """The table of how far the heads look at the token before."""
    right = [1.0 if head.name == DOES_NOTHING_ELSE else None for head in heads]
    rows = [("formula", "scale", *(head.name for head in heads))]
    for number, title in BEFORE_IT.items():
        values = (shown(head.headlight(number), wanted) for head, wanted in zip(heads, right, strict=True))
        rows.append((title, "share", *values))
    for one in PREVIOUS:
        values = (
            shown(one.formula(head.weights, head.visible), wanted) for head, wanted in zip(heads, right, strict=True)
        )
        rows.append((one.name, one.scale, *values))
    return table(rows)


def one_by_one(tools: tuple[Published, ...]) -> str:
    """Each formula with its source, what it does well and where it misleads."""
    parts = []
    for one in tools:
        text = f"\n### {one.name}\n\n{one.formula.__doc__.splitlines()[0]}\n"
        parts.append(
            f"{text}\n- Source: {one.source}.\n- What it does well: {one.well}\n- Where it misleads: {one.misleads}\n"
        )
    return "".join(parts)


def page() -> str:
    """The whole page."""
    heads = known_heads()
    described = table([("head", "what it does"), *((head.name, head.what) for head in heads)])
    spread = f"{TABLE}\n{spread_of(heads)}\n## Formula by formula\n{one_by_one(PUBLISHED)}"
    looks = f"{LOOKS}\n{previous_of(heads)}{one_by_one(PREVIOUS)}"
    without = "\n" + "".join(f"- {said} ({source})\n" for source, said in WITHOUT)
    return f"{TOP}\n{described}{spread}{looks}{OWN}{BEFORE}{without}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
