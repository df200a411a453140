"""All heads' statistics of one layer, against materialised weights and against the fused forward alone.

`python -m benchmarks.statistics` prints, for each length, the CPU time of every way as a ratio to the fused forward
(PyTorch's scaled_dot_product_attention, which gives the output and no statistics), and the memory that each takes
beyond its inputs. Times are medians of runs that take turns in one process; memory is the peak of the resident set
of a process of its own, counted from when the inputs are there. Everything: what the app measures. Entropy, with shares
or without: benchmarks/shared/entropy_and_shares.py. Materialised: the weights of all heads are made, then their
entropy, as a program would that asks a model for its weights.
"""

import argparse
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch.nn.functional import scaled_dot_product_attention

from benchmarks.shared.entropy_and_shares import measure_entropy, measure_shares
from benchmarks.shared.machine import machine_line
from benchmarks.shared.table import print_table
from benchmarks.shared.turns import Work, each_in_its_own, in_one_process
from engine.attention.capture import AttentionCapture, AttentionLayer
from engine.attention.mask import MaskRule
from engine.measures.computing.survey import measure
from engine.text.tokens import Token

Way = Callable[[AttentionCapture], object]


@dataclass(frozen=True)
class Shape:
    """The heads of a layer as a model has them."""

    name: str
    heads: int
    key_heads: int
    width: int
    causal: bool


SHAPES = (Shape("12 x 32", 12, 12, 32, False), Shape("9/3 x 64 causal", 9, 3, 64, True))
LENGTHS = (512, 2048, 8192)
RUNS = {512: 31, 2048: 7, 8192: 3}


def make_capture(shape: Shape, n_tokens: int) -> AttentionCapture:
    """One layer of normal queries, keys and values; the first and the last token are special, as in BERT."""
    generator = torch.Generator().manual_seed(n_tokens)

    def normal(heads: int) -> torch.Tensor:
        return torch.randn(heads, n_tokens, shape.width, generator=generator)

    layer = AttentionLayer(
        normal(shape.heads),
        normal(shape.key_heads),
        normal(shape.key_heads),
        1 / math.sqrt(shape.width),
        MaskRule(causal=shape.causal),
    )
    tokens = tuple(Token(f"t{place}", special=place in (0, n_tokens - 1)) for place in range(n_tokens))
    return AttentionCapture((layer,), tokens, tokens)


def fused_forward(capture: AttentionCapture) -> torch.Tensor:
    """What the model itself computes of this layer."""
    layer = capture.layers[0]
    return scaled_dot_product_attention(
        layer.queries[None],
        layer.keys_by_head()[None],
        layer.values_by_head()[None],
        is_causal=layer.mask.causal,
        scale=layer.scale,
    )


def materialised(capture: AttentionCapture) -> torch.Tensor:
    """The entropy of every row from the weights of all heads."""
    layer = capture.layers[0]
    scores = layer.queries @ layer.keys_by_head().mT * layer.scale
    if layer.mask.causal:
        scores += torch.full((layer.n_queries, layer.n_keys), -torch.inf).triu(1)
    return torch.special.entr(torch.softmax(scores, dim=-1)).sum(dim=-1) / math.log(2)


WAYS: dict[str, Way] = {
    "fused forward": fused_forward,
    "entropy": measure_entropy,
    "entropy, shares": measure_shares,
    "everything": measure,
    "materialised": materialised,
}


def prepare(way: str, shape: Shape, n_tokens: int) -> Work:
    """One way, run once on a short layer."""
    WAYS[way](make_capture(shape, 64))
    capture = make_capture(shape, n_tokens)
    return lambda: WAYS[way](capture)


def peaks_mib(shape: Shape, n_tokens: int) -> dict[str, float]:
    """The peak memory of each way beyond its inputs, in a process of its own, one after another."""
    return {way: each_in_its_own(prepare, {way: (way, shape, n_tokens)}, n_runs=1)[way].peak_mib for way in WAYS}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lengths", type=int, nargs="*", default=LENGTHS)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print(f"One layer, all heads, float32, one thread; {machine_line()}")
    rows = []
    for shape in SHAPES:
        for n_tokens in arguments.lengths:
            capture = make_capture(shape, n_tokens)
            ways: dict[str, Work] = {name: partial(way, capture) for name, way in WAYS.items()}
            times = {way: cost.cpu_s for way, cost in in_one_process(ways, RUNS.get(n_tokens, 5)).items()}
            forward, whole = times["fused forward"], times["materialised"]
            peaks = peaks_mib(shape, n_tokens)
            for way, seconds in times.items():
                rows.append(
                    [
                        f"{shape.name}, {n_tokens:,}: {way}",
                        f"{1000 * seconds:,.1f} ms",
                        f"x{seconds / forward:.2f}",
                        f"x{whole / seconds:.1f}",
                        f"{peaks[way]:,.1f} MiB",
                        f"x{peaks['materialised'] / max(peaks[way], 0.1):,.0f}",
                    ]
                )
    print_table(["way", "CPU time", "to the forward", "materialised to it", "peak memory", "materialised to it"], rows)


if __name__ == "__main__":
    main()
