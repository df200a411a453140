"""How often the labels of constructed heads are right, and how often random heads are given one: as tables."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.shared.marked import Table
from tests.engine.constructed_heads import (
    MASKS,
    NONE,
    ConstructedHead,
    constructed_heads,
    labels_of,
    random_heads,
    row_of_table,
    with_noise,
)

NOISES = (("none", 0.0), ("rows", 0.1), ("rows", 0.3), ("weights", 0.1), ("weights", 0.3))
ORDER = (
    "uniform",
    "broad",
    "sink",
    "column",
    "itself",
    "previous",
    "next",
    "offset",
    "local",
    "same word",
    "induction",
)
ORDER += ("other words", "two jobs", "mixed", "chance", "too few keys")
N_RANDOM = {128: 400, 500: 40, 2000: 4}
"""How many random heads of a mask are tried at these lengths; 2,000 of shorter ones."""

_CELLS_AT_ONCE = 20_000_000


@dataclass(frozen=True)
class Outcome:
    """What became of one head."""

    truth: str
    label: str
    right: bool
    n_tokens: int
    noise: tuple[str, float]


def outcomes(lengths: Iterable[int], seed: int = 0) -> Iterator[Outcome]:
    """Every constructed head without noise, and with each of NOISES."""
    for n_tokens in lengths:
        for number, mask in enumerate(MASKS):
            rng = np.random.default_rng([seed, n_tokens, number, 2])
            waiting: list[tuple[tuple[str, float], ConstructedHead]] = []
            for head in constructed_heads(n_tokens, mask, seed):
                for of, share in NOISES:
                    waiting.append(((of, share), with_noise(head, share, of, rng) if share else head))
                if len(waiting) * n_tokens**2 > _CELLS_AT_ONCE:
                    yield from _labelled(waiting)
                    waiting = []
            yield from _labelled(waiting)


def _labelled(heads: Sequence[tuple[tuple[str, float], ConstructedHead]]) -> Iterator[Outcome]:
    labels = labels_of([head for _, head in heads])
    for (noise, head), label in zip(heads, labels, strict=True):
        yield Outcome(head.truth, row_of_table(label.name), label.name in head.right, head.n_tokens, noise)


def confusion(found: Sequence[Outcome], name: str) -> Table:
    """Rows: what the heads are; columns: how many were given which label; and the share that is right."""
    given = [label for label in ORDER if any(one.label == label for one in found)]
    rows = []
    for truth in ORDER:
        heads = [one for one in found if one.truth == truth]
        if heads:
            counts = Counter(one.label for one in heads)
            cells = [str(counts[label]) if counts[label] else "" for label in given]
            rows.append([truth, *cells, percent(one.right for one in heads)])
    return Table(name, ["constructed", *given, "right"], rows)


def by_length(found: Sequence[Outcome], name: str) -> Table:
    """The share that is right by length and noise; in brackets the share with a wrong label of something looked at."""
    rows = []
    for n_tokens in sorted({one.n_tokens for one in found}):
        cells = []
        for noise in NOISES:
            heads = [one for one in found if one.n_tokens == n_tokens and one.noise == noise]
            wrong = [not one.right and one.label not in NONE for one in heads]
            cells.append(f"{percent(one.right for one in heads)} ({percent(wrong)})")
        rows.append([f"{n_tokens:,}", str(len(heads)), *cells])
    return Table(name, ["tokens", "heads", *(spelled(noise) for noise in NOISES)], rows)


def spelled(noise: tuple[str, float]) -> str:
    of, share = noise
    return f"{share:.0%} of {of}" if share else "no noise"


def random_labels(lengths: Iterable[int], name: str) -> Table:
    """Of heads of random scores, the share that is given a label of something looked at; in brackets, of how many."""
    rows = []
    for n_tokens in lengths:
        cells, given = [], Counter[str]()
        for mask in MASKS:
            n_heads, labels = N_RANDOM.get(n_tokens, 2000), []
            at_once = max(1, min(n_heads, _CELLS_AT_ONCE // n_tokens**2))
            for seed, start in enumerate(range(0, n_heads, at_once)):
                heads = random_heads(n_tokens, mask, min(at_once, n_heads - start), seed)
                labels += [label.name for label in labels_of(heads)]
            labelled = [label for label in labels if label not in NONE]
            given.update(row_of_table(label) for label in labelled)
            cells.append(f"{len(labelled) / n_heads:.2%} ({n_heads:,})")
        rows.append([f"{n_tokens:,}", *cells, ", ".join(f"{count} {label}" for label, count in given.most_common())])
    return Table(name, ["tokens", *MASKS, "which"], rows)


def percent(right: Iterable[bool]) -> str:
    """The share in whole percent, 100% only where it is all of them; a dash without one."""
    values = list(right)
    if not values:
        return "–"
    share = 100 * sum(values) / len(values)
    return f"{min(share, 99) if share < 100 else share:.0f}%"
