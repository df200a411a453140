"""How far the labels of heads can be trusted: on constructed heads, on random ones, and when a text changes a little.

`python -m benchmarks.labels` prints the confusion table of heads whose label is known by construction
(tests/engine/constructed_heads.py), one for each share of noise, the share that is right by length, and how many random
heads are given a label. `--stability` prints the share of labels that stay when the final period goes, a word is
appended or prepended, on two halves of the corpus of 24 sentences, and with a thousandth of each row's weight spread as
a random row's; `--counts` how many heads have which label. Both need minilm and smollm2. `--write` puts the tables that
were made into docs/measures.md. All constructed heads take about 4 minutes, `--lengths 12 40` less.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from benchmarks.shared.confusion import NOISES, Outcome, by_length, confusion, outcomes, random_labels
from benchmarks.shared.label_stability import label_counts, stability
from benchmarks.shared.marked import Table, write_tables
from tests.engine.constructed_heads import LENGTHS

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/measures.md"
SHORTEST = (4, 6)
"""Lengths at which random heads do the most, and constructed ones say little."""

CORPUS = ROOT / "tests/data/sentences24.txt"


def constructed_tables(lengths: Sequence[int]) -> list[Table]:
    """The confusion tables, the share that is right by length, and the labels of random heads."""
    found = list(outcomes(lengths))

    def with_share(share: float) -> list[Outcome]:
        return [one for one in found if one.noise[1] == share]

    shares = sorted({share for _, share in NOISES})
    return [
        *(confusion(with_share(share), f"confusion at {share:.0%} noise") for share in shares),
        by_length(found, "right by length"),
        random_labels(sorted({*lengths, *SHORTEST}), "random heads"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lengths", type=int, nargs="+", default=LENGTHS, metavar="TOKENS")
    parser.add_argument("--stability", action="store_true")
    parser.add_argument("--counts", action="store_true")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/measures.md")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    sentences = CORPUS.read_text(encoding="utf-8").splitlines()
    tables = []
    if arguments.stability:
        tables.append(stability(sentences, "stability"))
    if arguments.counts:
        tables.append(label_counts(sentences, "counts of labels"))
    if not tables:
        tables = constructed_tables(arguments.lengths)
    for table in tables:
        table.print()
    if arguments.write:
        write_tables(PAGE, tables)


if __name__ == "__main__":
    main()
