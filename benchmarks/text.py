"""From text to all statistics of minilm, against the bare forward and against eager weights followed by SciPy.

`python -m benchmarks.text` prints CPU times (one thread, medians of runs that take turns) for texts of 12, 128 and 512
tokens; `--lengths 12` takes that one alone. Ours: every measure of every row and the means of all heads; with their
labels in a line of its own. Theirs: Transformers' own eager model with output_attentions=True, then scipy.stats.entropy
of the weights, which is the entropy and nothing else.
"""

import argparse
from collections.abc import Callable

import numpy as np
import torch
from scipy.stats import entropy
from transformers import AutoModel

from benchmarks.shared.machine import machine_line
from benchmarks.shared.sentences import sentence_of
from benchmarks.shared.table import print_table
from benchmarks.shared.turns import in_one_process
from engine.measures.computing.survey import measure
from engine.measures.heads import HeadStatistics
from engine.models.loading import load_model, model_folder

LENGTHS = (12, 128, 512)
RUNS = {12: 200, 128: 30, 512: 8}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lengths", type=int, nargs="+", default=LENGTHS)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    loaded = load_model("minilm")
    eager = AutoModel.from_pretrained(model_folder(loaded.card), attn_implementation="eager").eval()
    rows = []
    for n_tokens in arguments.lengths:
        text = sentence_of(n_tokens)
        ids, tokens = loaded.tokenize(text)
        assert len(tokens) == n_tokens
        inputs = torch.tensor([ids])

        @torch.inference_mode()
        def bare_forward(inputs: torch.Tensor = inputs) -> object:
            return loaded.model(input_ids=inputs)

        def ours(text: str = text) -> HeadStatistics:
            capture = loaded.capture(text)
            return HeadStatistics.of(measure(capture), capture.query_tokens, capture.key_tokens)

        def ours_and_labels(text: str = text) -> object:
            return ours(text).labels

        @torch.inference_mode()
        def eager_and_scipy(inputs: torch.Tensor = inputs) -> list[np.ndarray]:
            attentions = eager(input_ids=inputs, output_attentions=True).attentions
            return [entropy(weights[0].numpy(), base=2, axis=-1) for weights in attentions]

        ways: dict[str, Callable[[], object]] = {
            "bare forward": bare_forward,
            "ours, all numbers": ours,
            "ours, numbers and labels": ours_and_labels,
            "eager and SciPy, entropy only": eager_and_scipy,
        }
        costs = in_one_process(ways, RUNS.get(n_tokens, 8), n_before=2)
        times = {way: cost.cpu_s for way, cost in costs.items()}
        for way, seconds in times.items():
            rows.append(
                [
                    f"{n_tokens} tokens: {way}",
                    f"{1000 * seconds:.2f} ms",
                    f"x{seconds / times['bare forward']:.2f}",
                    f"x{times['eager and SciPy, entropy only'] / seconds:.2f}",
                ]
            )
    print(f"minilm, 6 x 12 heads, float32, one thread; {machine_line()}")
    print_table(["way", "CPU time", "to the forward", "eager and SciPy to it"], rows)


if __name__ == "__main__":
    main()
