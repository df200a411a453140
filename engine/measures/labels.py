"""The label of a head on a text: what at least half of its rows that can be judged do by themselves.

It is given only where so many rows are more than random heads of the same lengths and mask would have, 99 times of 100.
Tried in this order: uniform; at a place (a sink, itself, a neighbour, another offset, one token, the same word, after
an earlier occurrence), the one with the most rows; within a few places; at other words; broad. A head that rests on a
sink in part of its rows and does one thing in the others has two jobs. Else chance, or mixed. The rules, their sources
and how often they are right: docs/measures.md. A label belongs to a head on a text, not to a head.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.measures.chance import ONE_IN, is_above_chance
from engine.measures.claim import Claim, reason_of, reason_of_chance, reason_of_mixed, reason_of_two
from engine.measures.destinations import (
    ITSELF,
    NEAR,
    NEXT,
    PREVIOUS,
    SAME_WORD,
    SINK,
)
from engine.measures.evidence import Hits, LabelEvidence, gather_evidence
from engine.measures.rows import JUDGED_KEYS, RowStatistics
from engine.text.tokens import Token

FAMILIES = ("sink", "place", "words", "broad", "uniform", "mixed", "not judged")
"""What a head looks at, in one word."""

_FAMILY_OF = {
    "sink": "sink",
    "same word": "words",
    "induction": "words",
    "other words": "words",
    "column": "words",
    "broad": "broad",
    "uniform": "uniform",
    "mixed": "mixed",
    "chance": "not judged",
    "too few keys": "not judged",
}
_PLACES = {ITSELF: "itself", PREVIOUS: "previous", NEXT: "next", SAME_WORD: "same word"}
_EXTENTS = ("broad", "local")
"""What says how far the weight is spread, and not what is looked at."""

_JUST = 0.55
"""A label that fewer of the rows show than this is a close call."""

_MORE_THAN_RANDOM = 1.5
"""Of a text that is hardly longer than a width, random rows have half of their weight within it, too."""

_LEAST_OF_A_JOB = 0.1
"""A second job takes this share of the rows, and 2 rows."""


@dataclass(frozen=True)
class HeadLabel:
    """What a head does on this text, and how sure that is.

    name: sink, itself, previous, next, "offset -6", column, same word, induction, "local 2" (within 2 places), other
    words, uniform, broad, mixed, chance, or "too few keys"; "sink, else NAME" for a head with two jobs.
    rows: how many of the judged rows show it by themselves; of two jobs, either.
    """

    name: str
    rows: int
    judged_rows: int
    reason: str
    target: str = ""
    """The sinks, or the one token, that the head looks at, as a person reads them."""
    second_rows: int = 0
    """Of two jobs, how many rows do the second."""

    @property
    def agreement(self) -> float:
        """The share of judged rows that show the label by themselves, 0 to 1; NaN where no row is judged."""
        return self.rows / self.judged_rows if self.judged_rows else float("nan")

    @property
    def first(self) -> str:
        """The label's name; of two jobs, of the first."""
        return self.name.partition(", else ")[0]

    @property
    def second(self) -> str:
        """Of two jobs, the name of the second; "" otherwise."""
        return self.name.partition(", else ")[2]

    @property
    def just(self) -> bool:
        """Whether it is a close call: about half of the rows, and no more."""
        return self.name not in ("mixed", "chance") and self.agreement < _JUST

    @property
    def family(self) -> str:
        """What the head looks at: one of FAMILIES; of two jobs, the one with more rows."""
        name = self.second if 2 * self.second_rows > self.rows else self.first
        return _FAMILY_OF.get(name, "place")


def label_heads(
    rows: RowStatistics, query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...]
) -> tuple[tuple[HeadLabel, ...], ...]:
    """The label of every head, by layer and head."""
    return label_evidence(gather_evidence(rows, query_tokens, key_tokens))


def label_evidence(evidence: LabelEvidence) -> tuple[tuple[HeadLabel, ...], ...]:
    """The label of every head, by layer and head, from the evidence of one text or of several together."""
    n_layers, n_heads = evidence.uniform.shape
    return tuple(
        tuple(_HeadEvidence(evidence, layer, head).label() for head in range(n_heads)) for layer in range(n_layers)
    )


@dataclass(frozen=True, eq=False)
class _HeadEvidence:
    """One head's part of the evidence."""

    all: LabelEvidence
    layer: int
    head: int

    @property
    def n_rows(self) -> int:
        return int(self.all.n_rows[self.layer])

    def label(self) -> HeadLabel:
        """The first rule that holds, and the sentence that says why."""
        if self.n_rows == 0:
            reason = f"No row can be judged: that takes an ordinary token that sees {JUDGED_KEYS} keys or more."
            return HeadLabel("too few keys", 0, 0, reason)
        uniform, broad = self._even()
        claims = [uniform, *sorted(self._places(), key=lambda claim: -claim.rows), *self._near(), self._words(), broad]
        done = [claim for claim in claims if 2 * claim.rows >= self.n_rows]
        earned = next((claim for claim in done if self._is_earned(claim)), None)
        two = self._two_jobs(earned)
        if two is not None:
            return two
        if earned is not None:
            return HeadLabel(earned.name, earned.rows, self.n_rows, reason_of(earned, self.n_rows), earned.target)
        # Chance is said of something that a head seems to look at: not of rows as even or as near as random ones are.
        seems = [claim for claim in done if not claim.name.startswith(_EXTENTS)]
        if seems:
            return HeadLabel("chance", seems[0].rows, self.n_rows, reason_of_chance(seems[0], self.n_rows))
        shares = (self.all.weight[self.layer, self.head] / self.n_rows).tolist()
        return HeadLabel("mixed", 0, self.n_rows, reason_of_mixed(shares, self.n_rows))

    def _is_earned(self, claim: Claim) -> bool:
        if claim.name in ("uniform", "broad"):  # No finding of a place: random heads may be called so 1 time in 100.
            return is_above_chance(claim.rows, self.n_rows, claim.by_chance, alpha=1 / ONE_IN)
        return is_above_chance(claim.rows, self.n_rows, claim.by_chance, claim.candidates)

    def _even(self) -> tuple[Claim, Claim]:
        found, place = self.all, (self.layer, self.head)
        return (
            Claim("uniform", int(found.uniform[place]), float(found.chance_uniform[self.layer])),
            Claim("broad", int(found.broad[place]), float(found.chance_broad[self.layer])),
        )

    def _sink(self) -> Claim:
        rows, by_chance = self._at(SINK)
        return Claim("sink", rows, by_chance, target=self._sink_names())

    def _places(self) -> Iterator[Claim]:
        """Of claims with equally many rows the first counts."""
        yield self._sink()
        for number, name in _PLACES.items():
            yield Claim(name, *self._at(number))
        place = (self.layer, self.head)
        yield Claim("induction", int(self.all.after[place]), float(self.all.chance_after[self.layer]))
        one_key, most = float(self.all.chance_one_key[self.layer]), int(self.all.most_keys[self.layer])
        offset, rows = _most(self.all.at_offset, *place)
        if rows and abs(offset) > 1:
            yield Claim(f"offset {offset:+d}", rows, one_key, most)
        key, rows = _most(self.all.at_key, *place)
        if rows:
            yield Claim("column", rows, one_key, most, target=f"token {key + 1}")

    def _near(self) -> Iterator[Claim]:
        """Widths in which half of the weight lies half as often again as in random rows, at least."""
        for number, within in enumerate(NEAR):
            rows = int(self.all.near[self.layer, self.head, number])
            by_chance = float(self.all.chance_near[self.layer, number])
            if rows >= _MORE_THAN_RANDOM * by_chance:
                yield Claim(f"local {within}", rows, by_chance, len(NEAR))

    def _words(self) -> Claim:
        rows = int(self.all.at_words[self.layer, self.head])
        return Claim("other words", rows, float(self.all.chance_words[self.layer]))

    def _at(self, destination: int) -> tuple[int, float]:
        return int(self.all.at[self.layer, self.head, destination]), float(self.all.chance_at[self.layer, destination])

    def _two_jobs(self, earned: Claim | None) -> HeadLabel | None:
        """At a sink in part of the rows and one thing in the others, where the two explain more rows than one label.

        A place goes before other words: what lies on an offset lies on other words, too.
        """
        sink = self._sink()
        if not self._is_earned(sink) or (earned is not None and earned.name in ("uniform", "column")):
            return None
        places = [claim for claim in self._places() if claim.name not in ("sink", "column")]
        for second in (max(places, key=lambda claim: claim.rows), self._words()):
            rows = sink.rows + second.rows
            if 2 * rows >= self.n_rows and (earned is None or rows > earned.rows) and self._are_two(sink, second):
                reason = reason_of_two(sink, second, self.n_rows)
                return HeadLabel(f"sink, else {second.name}", rows, self.n_rows, reason, sink.target, second.rows)
        return None

    def _are_two(self, sink: Claim, second: Claim) -> bool:
        """Whether the lesser job has enough rows, and half of those that the other leaves."""
        less, more = sorted((sink.rows, second.rows))
        enough = less >= max(2, _LEAST_OF_A_JOB * self.n_rows, (self.n_rows - more) / 2)
        return enough and self._is_earned(second)

    def _sink_names(self) -> str:
        """The sink with the most rows, and the next where it has a third of them."""
        hits = self.all.at_sink
        counts = sorted(
            zip(hits.rows[self.layer, self.head].tolist(), hits.places, strict=True), key=lambda one: -one[0]
        )
        total = sum(rows for rows, _ in counts)
        names = [str(name) for rows, name in counts[:2] if rows and 3 * rows >= total]
        return " and ".join(names)


def _most(hits: Hits, layer: int, head: int) -> tuple[int, int]:
    """The place with the most rows, the nearest one where several have as many; 0 rows where there is none."""
    rows = hits.rows[layer, head].tolist()
    best = max(zip(rows, hits.places, strict=True), key=lambda one: (one[0], -abs(int(str(one[1])))), default=(0, 0))
    return int(str(best[1])), best[0]
