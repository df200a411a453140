"""The verdict on one input, in words: what its heads do, and what is worth a look."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from engine.measures.chance import ONE_IN
from engine.measures.labels import FAMILIES, HeadLabel
from engine.measures.worth import Link, head_worth_a_look, strongest_link
from engine.plain import HeadName, count, head_name
from engine.reading.reading import Reading
from viz.shown_text import plain_label
from viz.words.label_words import short_title

LABELS_AND_CHANCE = (
    "A head is said to do what at least half of its rows do by themselves, and only where random scores would do as "
    f"much in fewer than 1 of {ONE_IN} heads."
)
"""The control of every label, for a hover."""

_RARE = 0.05
"""By chance so many weights as large, and no more: then it is no likely find of chance."""


@dataclass(frozen=True)
class Verdict:
    """What is said above the pictures. text, link_words: plain sentences. The heads and the link: buttons of the page.

    counts: heads in each of FAMILIES. at_words: the head with the most weight on other words beyond chance; None where
    none has more than the best of as many random heads. link: the largest weight between two words, where there is no
    such head.
    """

    text: str
    counts: dict[str, int]
    at_words: HeadName | None
    link: Link | None
    link_words: str
    most_even: HeadName | None


def give_verdict(reading: Reading) -> Verdict:
    """The verdict on all heads of a reading."""
    labels = [label for of_layer in reading.heads.labels for label in of_layer]
    at_words = head_worth_a_look(reading.heads)
    link = strongest_link(reading.rows, reading.query_tokens, reading.key_tokens) if at_words is None else None
    judged = any(label.judged_rows for label in labels)
    return Verdict(
        text=_sentences(labels) if judged else _nothing_judged(len(labels)),
        counts={family: sum(label.family == family for label in labels) for family in FAMILIES},
        at_words=at_words,
        link=link,
        link_words=_link_words(reading, link) if judged and at_words is None else "",
        most_even=_most_even(reading) if judged else None,
    )


def _nothing_judged(n_heads: int) -> str:
    return (
        f"Too few keys to judge {'this head' if n_heads == 1 else f'these {n_heads} heads'}: with 3 visible keys "
        "or fewer, random scores look focused and uniform alike. The numbers below are exact all the same."
    )


def _sentences(labels: list[HeadLabel]) -> str:
    parts = []
    for family in FAMILIES:
        some = [label for label in labels if label.family == family and label.name != "too few keys"]
        if some:
            parts.append(_part(family, some))
    if too_few := sum(label.name == "too few keys" for label in labels):
        parts.append(f"{too_few} {_verb(too_few, 'has', 'have')} too few keys to judge")
    if len(labels) == 1:
        return f"The one head on this input {parts[0].removeprefix('1 ')}."
    listed = f"{'; '.join(parts[:-1])}; and {parts[-1]}" if len(parts) > 1 else parts[0]
    return f"Of {count(len(labels), 'head')} on this input, {listed}."


def _part(family: str, labels: list[HeadLabel]) -> str:
    """What the heads of one family do: "5 go by position (the previous token, within 2 places)"."""
    n_heads = len(labels)
    if family == "sink":
        names = Counter(name for label in labels for name in label.target.split(" and "))
        two_jobs = sum(bool(label.second) for label in labels)
        jobs = f"{two_jobs} of them with a second job" if n_heads > 1 else "with a second job"
        return f"{n_heads} {_verb(n_heads, 'looks', 'look')} at a sink ({_most(names)})" + (
            f", {jobs}" if two_jobs else ""
        )
    names = Counter(short_title(label.name) for label in labels)
    says = {
        "place": f"{_verb(n_heads, 'goes', 'go')} by position ({_most(names)})",
        "words": f"{_verb(n_heads, 'looks', 'look')} at words ({_most(names)})",
        "not judged": f"{_verb(n_heads, 'does', 'do')} no more than random scores would",
    }.get(family, f"{_verb(n_heads, 'is', 'are')} {family}")
    return f"{n_heads} {says}"


def _most(names: Counter[str]) -> str:
    """The two that are most frequent, of equally frequent ones the first."""
    return ", ".join(name for name, _ in names.most_common(2))


def _verb(number: int, one: str, several: str) -> str:
    return one if number == 1 else several


def _link_words(reading: Reading, link: Link | None) -> str:
    """That no head stands out; the link, from how many weights it is the largest, and how many chance would give."""
    n_heads = reading.n_layers * reading.n_heads
    said = [f"No head looks at other words more than the best of {n_heads} random heads would."] if n_heads > 1 else []
    if link is not None:
        ends = (reading.query_tokens[link.query], reading.key_tokens[link.key])
        query, key = (f"“{plain_label(token, 24)}”" for token in ends)
        often = f"{link.by_chance:.1f}" if link.by_chance >= _RARE else "fewer than 0.1"
        said.append(
            f"Of {count(link.looked_at, 'weight')} between words that are not neighbours, the largest is {query} → "
            f"{key}, {link.weight:.2f} in {head_name(*link.head)}. Among as many random ones {often} on average would "
            f"be as large{', so this may be chance' if link.by_chance >= _RARE else ''}."
        )
    return " ".join(said)


def _most_even(reading: Reading) -> HeadName | None:
    spread = reading.heads.normalised_entropy
    if spread.size < 2 or np.isnan(spread).all():
        return None
    layer, head = np.unravel_index(int(np.nanargmax(spread)), spread.shape)
    return int(layer), int(head)
