"""What destinations add to measuring everything: of every row, where its weight goes, its reach and its repeats.

`python -m benchmarks.destinations` prints, for 2,048 and 8,192 tokens, the CPU time of measuring all numbers of one
layer (engine.measures.computing.survey.measure) as a ratio to the same without destinations: without the neighbours,
the same words, what comes after an earlier occurrence, the reach, and how many keys are seen at each. The words are
drawn as they come in English: the word of rank r with a chance of 1/r (Zipf 1949), of 5,000. The layer is one of a
model with many, so what is looked up once for all layers counts for a share: the time of twelve layers is measured, as
few as a model for texts of that length has. Medians of runs that take turns in one process.
"""

import argparse
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import torch
from torch import Tensor

from benchmarks.shared.aims import Aim
from benchmarks.shared.machine import machine_line
from benchmarks.shared.table import print_table
from benchmarks.shared.turns import in_one_process
from benchmarks.statistics import SHAPES, make_capture
from engine.attention.blocks import Rows
from engine.attention.capture import AttentionCapture
from engine.measures.computing import blockwise
from engine.measures.computing.marks import RowLayout
from engine.measures.computing.shares import BlockShares
from engine.measures.computing.survey import measure
from engine.measures.destinations import DESTINATIONS, NEAR
from engine.text.tokens import plain_tokens

LENGTHS = (2048, 8192)
RUNS = {2048: 5, 8192: 3}
LAYERS = 12
LIMIT = 1.15


class WithoutDestinations(BlockShares):
    """Sinks and what is left, as the other numbers need it."""

    def __init__(self, layout: RowLayout, rows: Rows, n_heads: int, dtype: torch.dtype) -> None:
        sinks = layout.sink_keys.nonzero()[:, 0]
        self.sinks = sinks[(sinks >= rows.keys.start) & (sinks < rows.keys.stop)] - rows.keys.start
        self._own_first = False
        self._rest = torch.zeros(n_heads, len(rows.numbers), dtype=dtype)

    def take(self, heads: slice, weights: Tensor) -> None:
        weights.index_fill_(-1, self.sinks, 0.0)
        self._rest[heads] = weights.sum(dim=-1)

    def results(self) -> dict[str, Tensor]:
        rest = self._rest
        nothing = {name: torch.zeros_like(rest) for name in ("reach", "after_occurrence")}
        return {"rest": rest, "destinations": rest.new_zeros((*rest.shape, len(DESTINATIONS))), **nothing}


def measure_without(capture: AttentionCapture) -> object:
    """Everything but the destinations."""

    def no_counts(layout: RowLayout, mask: object) -> np.ndarray:
        return np.zeros((layout.n_queries, len(DESTINATIONS) + len(NEAR) + 1), np.int32)

    with patch.object(blockwise, "BlockShares", WithoutDestinations), patch.object(RowLayout, "keys_at", no_counts):
        return measure(capture)


def zipf_words(n_tokens: int) -> list[str]:
    """So many words as they come in English."""
    chances = 1 / np.arange(1, 5001)
    return [f"w{rank}" for rank in np.random.default_rng(9).choice(5000, n_tokens, p=chances / chances.sum())]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lengths", type=int, nargs="+", default=LENGTHS, metavar="TOKENS")
    torch.set_num_threads(1)
    print(machine_line())
    lines, aims = [], []
    for n_tokens in parser.parse_args().lengths:
        tokens = plain_tokens(zipf_words(n_tokens))
        for shape in SHAPES:
            one = make_capture(shape, n_tokens)
            capture = replace(one, layers=one.layers * LAYERS, query_tokens=tokens, key_tokens=tokens)
            ways = {"with": lambda c=capture: measure(c), "without": lambda c=capture: measure_without(c)}
            costs = in_one_process(ways, RUNS.get(n_tokens, 3))
            ratio = costs["with"].cpu_s / costs["without"].cpu_s
            lines.append([shape.name, f"{n_tokens:,}", *(f"{costs[way].cpu_s:.2f} s" for way in ways), f"x{ratio:.2f}"])
            aims.append(Aim(f"{shape.name}, {n_tokens:,} tokens, to without", LIMIT).line(ratio))
    print_table(["layer", "tokens", "with", "without", "ratio"], lines)
    print("\n".join(aims))


if __name__ == "__main__":
    main()
