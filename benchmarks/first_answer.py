"""What a reader of a long text would gain from a first answer: entropy and shares of all heads before everything else.

`python -m benchmarks.first_answer [--tokens 8000] [--every 1]` reads a text with smollm2, with one thread as the page
does, and times the model's run, then the entropy and shares of every layer (benchmarks/shared/entropy_and_shares.py)
and everything with the labels (engine.reading.readers.read_capture), the two in turns, layer by layer, in one process.
It prints when each answer would be there: everything without a first answer; entropy and shares first; and an answer
that grows as the layers are measured, which costs nothing. And it prints for how many heads entropy and shares decide
the label. `--every 3` measures each third layer and counts it three times. 8,000 tokens take about 4 minutes.
"""

import argparse
import os
from collections import Counter
from statistics import median

import torch

from benchmarks.long import ids_of, recorded
from benchmarks.shared.entropy_and_shares import measure_shares
from benchmarks.shared.machine import machine_line
from benchmarks.shared.table import print_table
from benchmarks.shared.turns import Cost, Work, in_one_process
from engine.attention.capture import AttentionCapture
from engine.measures.labels import HeadLabel
from engine.models.device import DEVICE
from engine.reading.captures import read_capture

N_TOKENS = 8000
_FIRST_TOKENS = 256
"""Read and measured before anything is counted; long enough for the way that long texts take."""

RUN, SHARES, EVERYTHING = "the model's run, recorded", "entropy and shares", "everything, with labels"

TOLD = {"uniform", "broad", "sink"}
"""Labels that entropy and the shares on first and special tokens decide, of heads that nothing else fits.

The others need the largest weight of each row and its key, or the weight on neighbours, same words and repeats.
"""


def costs_of_run(n_tokens: int) -> tuple[AttentionCapture, Cost]:
    """What attention saw, and what the model's run cost."""
    record, captures = recorded(ids_of(n_tokens)), []
    (cost,) = in_one_process({RUN: lambda: captures.append(record())}, n_runs=1, n_before=0).values()
    return captures[0], cost


def one_layer(capture: AttentionCapture, number: int) -> AttentionCapture:
    return AttentionCapture((capture.layers[number],), capture.query_tokens, capture.key_tokens, capture.kind)


def costs_of_layer(capture: AttentionCapture, labels: list[HeadLabel], shares_first: bool) -> dict[str, Cost]:
    """What entropy and shares, and everything, cost for a capture of one layer. Adds the labels of its heads."""
    ways: dict[str, Work] = {
        SHARES: lambda: measure_shares(capture),
        EVERYTHING: lambda: labels.extend(read_capture(capture).heads.labels[0]),
    }
    order = list(ways) if shares_first else list(reversed(ways))
    return in_one_process({way: ways[way] for way in order}, n_runs=1, n_before=0)


def added(costs: list[Cost], times: float) -> Cost:
    """The cost of all of them, each counted so many times."""
    return Cost(times * sum(cost.cpu_s for cost in costs), times * sum(cost.wall_s for cost in costs))


def print_costs(costs: dict[str, Cost]) -> None:
    """A table with the ratio of each to the model's run."""
    rows = [
        [name, f"{cost.cpu_s:,.1f} s", f"x{cost.cpu_s / costs[RUN].cpu_s:.2f}", f"{cost.wall_s:,.1f} s"]
        for name, cost in costs.items()
    ]
    print_table(["what", "CPU time", "to the run", "time"], rows)


def when(run: Cost, shares: Cost, everything: Cost, n_layers: int) -> dict[str, Cost]:
    """When each answer is there, counted from the beginning of the model's run."""
    return {
        "everything, without a first answer": added([run, everything], 1),
        "entropy and shares first: these, at the earliest": added([run, shares], 1),
        "entropy and shares first: everything": added([run, shares, everything], 1),
        "growing: everything of the first layer": added([run, added([everything], 1 / n_layers)], 1),
        "growing: everything of half of the layers": added([run, added([everything], 1 / 2)], 1),
    }


def print_when(answers: dict[str, Cost]) -> None:
    """A table with the ratio of each to everything without a first answer."""
    (without, *_) = answers.values()
    rows = [
        [
            name,
            f"{cost.cpu_s:,.1f} s",
            f"x{cost.cpu_s / without.cpu_s:.2f}",
            f"{cost.wall_s:,.1f} s",
            f"x{cost.wall_s / without.wall_s:.2f}",
        ]
        for name, cost in answers.items()
    ]
    print_table(["there after", "CPU time", "to the first", "time", "to the first"], rows)


def print_labels(labels: list[HeadLabel]) -> None:
    """How many heads get a label that entropy and shares decide."""
    counts = Counter(label.name for label in labels)
    told = sum(count for name, count in counts.items() if name in TOLD)
    print(f"labels: {', '.join(f'{count} {name}' for name, count in counts.most_common())}")
    print(f"entropy and shares decide the label of {told} of {len(labels)} heads; the others need the largest weights")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tokens", type=int, default=N_TOKENS)
    parser.add_argument("--every", type=int, default=1, metavar="LAYERS")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    os.environ[DEVICE] = "cpu"
    costs_of_layer(one_layer(recorded(ids_of(_FIRST_TOKENS))(), 0), [], shares_first=True)
    capture, run = costs_of_run(arguments.tokens)
    numbers, labels = range(0, capture.n_layers, arguments.every), []
    layers = [
        costs_of_layer(one_layer(capture, number), labels, shares_first=place % 2 == 0)
        for place, number in enumerate(numbers)
    ]
    shares, everything = (
        added([costs[way] for costs in layers], capture.n_layers / len(layers)) for way in (SHARES, EVERYTHING)
    )
    print(
        f"smollm2, {arguments.tokens:,} tokens, {len(layers)} of {capture.n_layers} layers measured, float32, one "
        f"thread; {machine_line()}"
    )
    print_costs({RUN: run, SHARES: shares, EVERYTHING: everything})
    ratios = [costs[SHARES].cpu_s / costs[EVERYTHING].cpu_s for costs in layers]
    print(
        f"entropy and shares to everything, layer by layer, CPU time: median x{median(ratios):.2f}, "
        f"x{min(ratios):.2f} to x{max(ratios):.2f}\n"
    )
    print_when(when(run, shares, everything, capture.n_layers))
    done = capture.n_layers * shares.cpu_s / everything.cpu_s
    print(f"when entropy and shares come, {done:.0f} of {capture.n_layers} layers of a growing answer are whole")
    print_labels(labels)


if __name__ == "__main__":
    main()
