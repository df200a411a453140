"""Every head of smollm2 on long texts, against its own bare forward and against making the weights.

`python -m benchmarks.long` prints, for each length, what each way takes in CPU time, in time and in memory beyond the
loaded model: one thread, each way in a process of its own, the ways taking turns. The text is this repository's README
and docs, repeated. All lengths take about 20 minutes, 8,192 tokens 8 of them; `--lengths 2048` takes that one alone.

- bare forward: the model with Transformers' own attention ("sdpa"), without its head over the vocabulary.
- entropy and shares: the model, recorded; then benchmarks.shared.entropy_and_shares.measure_shares.
- everything: the model, recorded; then engine.reading.readers.read_capture, from which every page is made.
- output_attentions: Transformers' own "eager" attention hands over all weights; their entropy. Where they fit.
- one head at a time: the model, recorded; then the weights of one head after another, and their entropy.
"""

import argparse
import math
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import psutil
import torch
from torch import Tensor
from transformers import AutoModel, PreTrainedModel

from benchmarks.shared.aims import Aim
from benchmarks.shared.entropy_and_shares import measure_shares
from benchmarks.shared.machine import machine_line
from benchmarks.shared.table import print_table
from benchmarks.shared.turns import Cost, Work, each_in_its_own
from engine.attention.capture import AttentionCapture
from engine.models.catalogue import SMOLLM2
from engine.models.device import DEVICE
from engine.models.loading import load_model, model_folder
from engine.models.transformers_library import quiet_transformers
from engine.reading.captures import read_capture
from engine.reading.reading import Reading
from engine.recording.layers import record_layers
from engine.text.tokenizing import tokens_of_ids

LENGTHS = (128, 1024, 2048, 4096, 8192)
RUNS = {128: 15, 1024: 5, 2048: 3, 4096: 2, 8192: 1}

_ROOT = Path(__file__).parents[1]
_FIRST_TOKENS = 32
"""Each way reads so many tokens before anything is counted."""


def ids_of(n_tokens: int) -> list[int]:
    """So many token ids of this repository's README and docs, repeated to that length."""
    files = (_ROOT / "README.md", *sorted((_ROOT / "docs").glob("*.md")))
    text = "\n\n".join(file.read_text(encoding="utf-8") for file in files)
    ids = load_model(SMOLLM2.name).text_tokenizer().encode(text).ids
    return (ids * math.ceil(n_tokens / len(ids)))[:n_tokens]


@cache
def own_model(implementation: str) -> PreTrainedModel:
    """The model with an attention of Transformers' own."""
    folder = model_folder(SMOLLM2)
    with quiet_transformers():
        return AutoModel.from_pretrained(folder, attn_implementation=implementation, local_files_only=True).eval()


def bare_forward(ids: list[int]) -> Callable[[], Tensor]:
    """The last hidden states."""
    model, inputs = own_model("sdpa"), torch.tensor([ids])
    return torch.inference_mode()(lambda: model(input_ids=inputs, use_cache=False).last_hidden_state[0])


def recorded(ids: list[int]) -> Callable[[], AttentionCapture]:
    """What attention saw, as engine.running.run records it."""
    loaded = load_model(SMOLLM2.name)
    inputs = torch.tensor([ids], device=loaded.model.device)
    tokens = tokens_of_ids(loaded.text_tokenizer(), ids)

    def run() -> AttentionCapture:
        layers = record_layers(loaded.model.base_model, {"input_ids": inputs})["self"]
        return AttentionCapture(layers, tokens, tokens)

    return run


def entropy_and_shares(ids: list[int]) -> Callable[[], dict[str, Tensor]]:
    record = recorded(ids)
    return lambda: measure_shares(record())


def everything(ids: list[int]) -> Callable[[], Reading]:
    record = recorded(ids)
    return lambda: read_capture(record())


def output_attentions(ids: list[int]) -> Callable[[], Tensor]:
    """The entropy of every row [layer, head, query], in bits."""
    model, inputs = own_model("eager"), torch.tensor([ids])

    @torch.inference_mode()
    def run() -> Tensor:
        attentions = model(input_ids=inputs, use_cache=False, output_attentions=True).attentions
        return torch.stack([torch.special.entr(weights[0]).sum(dim=-1) for weights in attentions]) / math.log(2)

    return run


def one_head_at_a_time(ids: list[int]) -> Callable[[], Tensor]:
    """The entropy of every row [layer, head, query], in bits: as lean as making the weights can be."""
    record, n = recorded(ids), len(ids)

    @torch.inference_mode()
    def run() -> Tensor:
        layers = record().layers
        new = layers[0].queries.new_empty
        entropy, scores, weights = new(len(layers), layers[0].n_heads, n), new(n, n), new(n, n)
        hidden = new(n, n, dtype=torch.bool).fill_(True).triu_(1)
        for number, layer in enumerate(layers):
            for head, keys in enumerate(layer.keys_by_head()):
                torch.mm(layer.queries[head] * layer.scale, keys.mT, out=scores)
                torch.softmax(scores.masked_fill_(hidden, -torch.inf), dim=-1, out=weights)
                entropy[number, head] = torch.special.entr(weights, out=scores).sum(dim=-1) / math.log(2)
        return entropy

    return run


WAYS: dict[str, Callable[[list[int]], Work]] = {
    "bare forward": bare_forward,
    "entropy and shares": entropy_and_shares,
    "everything": everything,
    "output_attentions": output_attentions,
    "one head at a time": one_head_at_a_time,
}


def prepare(way: str, ids: list[int]) -> Work:
    """One way, its model loaded and run once on the beginning of the text."""
    WAYS[way](ids[:_FIRST_TOKENS])()
    return WAYS[way](ids)


def weights_bytes(n_tokens: int) -> int:
    """What output_attentions needs: the weights of all heads, and four times those of one layer to make them."""
    return 4 * n_tokens**2 * SMOLLM2.heads * (SMOLLM2.layers + 4)


def print_aims(n_tokens: int, costs: dict[str, Cost]) -> None:
    """What is wanted at this length, if anything."""
    forward, ours, eager = (costs.get(way) for way in ("bare forward", "everything", "output_attentions"))
    if n_tokens == 4096 and forward and ours:
        shares = costs["entropy and shares"]
        print(Aim("entropy and shares to the forward, CPU time", 1.5).line(shares.cpu_s / forward.cpu_s))
        print(Aim("everything to the forward, CPU time", 2).line(ours.cpu_s / forward.cpu_s))
    if n_tokens == 2048 and ours and eager:
        print(Aim("output_attentions to everything, CPU time", 2.5, at_least=True).line(eager.cpu_s / ours.cpu_s))
        print(Aim("output_attentions to everything, memory", 8, at_least=True).line(eager.peak_mib / ours.peak_mib))


def print_length(n_tokens: int) -> None:
    """The table of one length."""
    ids, ways = ids_of(n_tokens), list(WAYS)
    fits = weights_bytes(n_tokens) < 0.8 * psutil.virtual_memory().available
    if not fits:
        ways.remove("output_attentions")
    n_runs = RUNS.get(n_tokens, 3)
    costs = each_in_its_own(prepare, {way: (way, ids) for way in ways}, n_runs, n_before=int(n_tokens <= 1024))
    forward, ours = costs["bare forward"], costs["everything"]
    rows = [
        [
            way,
            f"{cost.cpu_s:,.2f} s",
            f"x{cost.cpu_s / forward.cpu_s:.2f}",
            f"x{cost.cpu_s / ours.cpu_s:.2f}",
            f"{cost.wall_s:,.2f} s",
            f"x{cost.wall_s / forward.wall_s:.2f}",
            f"{cost.peak_mib:,.0f} MiB",
            f"x{cost.peak_mib / ours.peak_mib:.2f}",
        ]
        for way, cost in costs.items()
    ]
    head = ["CPU time", "to the forward", "to everything", "time", "to the forward", "peak memory", "to everything"]
    print(f"\n{n_tokens:,} tokens, {n_runs} runs; {machine_line()}")
    print_table(["way", *head], rows)
    if not fits:
        needed = 4 * n_tokens**2 * SMOLLM2.heads * SMOLLM2.layers
        print(f"output_attentions: {needed / 1e9:,.0f} GB of weights: not run")
    print_aims(n_tokens, costs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lengths", type=int, nargs="+", default=LENGTHS)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    os.environ[DEVICE] = "cpu"
    print(f"smollm2, {SMOLLM2.layers} x {SMOLLM2.heads} heads, float32, one thread", flush=True)
    for n_tokens in arguments.lengths:
        print_length(n_tokens)


if __name__ == "__main__":
    main()
