"""Parts and pictures of long heads: a window, the overviews of a layer, and one layer of 65,536 tokens.

`python -m benchmarks.windows` prints each against what would be done without it: a window of 512 x 512 against making
all weights of its head, the overviews of all heads of a layer against their entropy. The layer has 9 query heads over
3 key heads of width 64 and is causal; float32, one thread. Memory is the most beyond the inputs, in a process of its
own. The layer of 65,536 tokens takes 5 minutes; `--without-longest` leaves it out.
"""

import argparse

import torch
from torch import Tensor

from benchmarks.shared.aims import Aim
from benchmarks.shared.entropy_and_shares import measure_entropy
from benchmarks.shared.machine import machine_line
from benchmarks.shared.table import print_table
from benchmarks.shared.turns import Cost, Work, each_in_its_own
from benchmarks.statistics import SHAPES, make_capture
from engine.attention.capture import AttentionCapture
from engine.attention.windows import CaptureWeights, overviews
from engine.measures.computing.survey import measure, survey

SHAPE = SHAPES[1]
SIDE = 512
HEAD = 4
WINDOW_LENGTHS = (8192, 16384)
LAYER_LENGTH = 8192
LONGEST = 65536


def part_of(n_tokens: int) -> tuple[range, range]:
    """The queries and the keys of the window: in the middle, and partly masked."""
    start, side = n_tokens // 2, min(SIDE, n_tokens // 4)
    return range(start, start + side), range(start - side // 2, start - side // 2 + side)


def window_of(capture: AttentionCapture) -> Work:
    """The window, as a page asks for it."""
    source = CaptureWeights(capture, survey(capture).logsumexp)
    return lambda: source.window(0, HEAD, *part_of(len(capture.query_tokens)))


def materialised_head(capture: AttentionCapture) -> Work:
    """The same part of all weights of the head."""
    layer = capture.layers[0]
    queries, keys = (slice(part.start, part.stop) for part in part_of(layer.n_queries))

    @torch.inference_mode()
    def run() -> Tensor:
        scores = layer.queries[HEAD] @ layer.keys_by_head()[HEAD].mT * layer.scale
        hidden = torch.ones(scores.shape, dtype=torch.bool).triu_(1)
        weights = torch.softmax(scores.masked_fill_(hidden, -torch.inf), dim=-1)
        return weights.masked_fill_(hidden, torch.nan)[queries, keys]

    return run


def overviews_of(capture: AttentionCapture) -> Work:
    """The overviews of all heads."""
    logsumexp = survey(capture).logsumexp[0]
    return lambda: overviews(capture.layers[0], logsumexp)


WAYS = {
    "window": window_of,
    "materialised head": materialised_head,
    "overviews, all heads": overviews_of,
    "entropy, all heads": lambda capture: lambda: measure_entropy(capture),
    "everything, all heads": lambda capture: lambda: measure(capture),
}


def prepare(way: str, n_tokens: int) -> Work:
    """One way, run once on a short layer."""
    WAYS[way](make_capture(SHAPE, 64))()
    return WAYS[way](make_capture(SHAPE, n_tokens))


def in_turns(n_tokens: int, ways: list[str], n_runs: int, n_before: int) -> dict[str, Cost]:
    """The cost of these ways at this length."""
    return each_in_its_own(prepare, {way: (way, n_tokens) for way in ways}, n_runs, n_before)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--without-longest", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print(f"One layer of {SHAPE.name}, float32, one thread; {machine_line()}", flush=True)
    windows = {n_tokens: in_turns(n_tokens, ["window", "materialised head"], 7, 2) for n_tokens in WINDOW_LENGTHS}
    print_costs({f"{n_tokens:,}: {way}": cost for n_tokens, costs in windows.items() for way, cost in costs.items()})
    for n_tokens, (part, whole) in ((n_tokens, costs.values()) for n_tokens, costs in windows.items()):
        print(f"{n_tokens:,}: the head takes {whole.cpu_s / part.cpu_s:,.0f} times the CPU time of its window")
        print(Aim(f"a window at {n_tokens:,}", 5, unit="ms").line(1000 * part.cpu_s))
    pictures, entropy = in_turns(LAYER_LENGTH, ["overviews, all heads", "entropy, all heads"], 5, 1).values()
    print_costs({f"{LAYER_LENGTH:,}: overviews, all heads": pictures, f"{LAYER_LENGTH:,}: entropy, all heads": entropy})
    print(Aim("overviews to entropy, CPU time", 1.2).line(pictures.cpu_s / entropy.cpu_s))
    print(Aim("overviews, memory", 64, unit="MiB").line(pictures.peak_mib), flush=True)
    if arguments.without_longest:
        return
    for way in ("entropy, all heads", "everything, all heads"):
        (cost,) = in_turns(LONGEST, [way], 1, 0).values()
        print_costs({f"{LONGEST:,}: {way}": cost})
        print(Aim(f"{way}, memory", 512, unit="MiB").line(cost.peak_mib), flush=True)


def print_costs(costs: dict[str, Cost]) -> None:
    """A table with a row for each."""
    rows = [
        [name, f"{1000 * cost.cpu_s:,.1f} ms", f"{1000 * cost.wall_s:,.1f} ms", f"{cost.peak_mib:,.1f} MiB"]
        for name, cost in costs.items()
    ]
    print()
    print_table(["tokens: way", "CPU time", "time", "peak memory"], rows)


if __name__ == "__main__":
    main()
