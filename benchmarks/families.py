"""A model that is ready to be recorded, against the same model with the attention that Transformers gives it.

`python -m benchmarks.families` prints the CPU time (one thread, medians of runs that take turns) of a forward with
Headlight's attention, while nothing is recorded and while everything is. minilm and smollm2 have their weights, and
their own attention is PyTorch's ("sdpa"). gemma2 (soft-cap, sliding window) and gpt_oss (learned sinks, sliding
window) are random and small; PyTorch's attention knows neither cap nor sink, so their own attention is "eager".
"""

import argparse
import os
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import Tensor
from transformers import AutoModel, Gemma2Config, GptOssConfig, PreTrainedConfig, PreTrainedModel

from benchmarks.shared.aims import Aim
from benchmarks.shared.machine import machine_line
from benchmarks.shared.table import print_table
from benchmarks.shared.turns import in_one_process
from engine.models.catalogue import CATALOGUE
from engine.models.device import DEVICE
from engine.models.loading import load_model, model_folder
from engine.models.transformers_library import quiet_transformers
from engine.recording.interface import IMPLEMENTATION, recording

N_TOKENS = 512
RUNS = {512: 9, 2048: 3}
LIMIT = 1.2

_LAYERS = ["sliding_attention", "full_attention"] * 2
_SMALL = {
    "vocab_size": 1000,
    "hidden_size": 256,
    "intermediate_size": 512,
    "num_hidden_layers": len(_LAYERS),
    "layer_types": _LAYERS,
    "num_attention_heads": 8,
    "num_key_value_heads": 4,
    "head_dim": 32,
    "sliding_window": 128,
    "max_position_embeddings": 8192,
    "pad_token_id": 0,
}
CONFIGS: dict[str, PreTrainedConfig] = {
    "gemma2": Gemma2Config(**_SMALL, query_pre_attn_scalar=32, attn_logit_softcapping=20.0),
    "gpt_oss": GptOssConfig(
        **_SMALL,
        num_local_experts=4,
        num_experts_per_tok=2,
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
    ),
}


@dataclass(frozen=True)
class Family:
    """One model twice, with the same weights: as Headlight loads it, and with the attention named `own`."""

    name: str
    own: str
    headlight: PreTrainedModel
    theirs: PreTrainedModel

    def ways(self, n_tokens: int) -> dict[str, Callable[[], Tensor]]:
        """The last hidden states by the three ways."""
        rows = self.theirs.get_input_embeddings().weight.shape[0]
        inputs = torch.randint(1, rows, (1, n_tokens), generator=torch.Generator().manual_seed(n_tokens))

        @torch.inference_mode()
        def forward(model: PreTrainedModel) -> Tensor:
            cache = {} if self.name == "minilm" else {"use_cache": False}
            return model(input_ids=inputs.to(model.device), **cache).last_hidden_state[0].cpu()

        def recorded() -> Tensor:
            with recording() as layers:
                output = forward(self.headlight)
            assert len(layers) == self.theirs.config.num_hidden_layers
            return output

        return {
            self.own: lambda: forward(self.theirs),
            "headlight": lambda: forward(self.headlight),
            "headlight, recording": recorded,
        }


def trained(name: str) -> Family:
    """A model of the catalogue."""
    folder = model_folder(CATALOGUE[name])
    with quiet_transformers():
        theirs = AutoModel.from_pretrained(folder, attn_implementation="sdpa", local_files_only=True)
    return Family(name, "sdpa", load_model(name).model.base_model, theirs.eval())


def drawn(name: str) -> Family:
    """One of CONFIGS, its weights drawn by chance."""

    def model(implementation: str) -> PreTrainedModel:
        torch.manual_seed(1)
        # The attention is a setting of the configuration: two models may not share one.
        return AutoModel.from_config(deepcopy(CONFIGS[name]), attn_implementation=implementation).eval()

    return Family(name, "eager", model(IMPLEMENTATION), model("eager"))


FAMILIES: dict[str, Callable[[str], Family]] = {
    "minilm": trained,
    "smollm2": trained,
    "gemma2": drawn,
    "gpt_oss": drawn,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tokens", type=int, default=N_TOKENS)
    n_tokens = parser.parse_args().tokens
    torch.set_num_threads(1)
    os.environ[DEVICE] = "cpu"
    rows, aims = [], []
    for name, make in FAMILIES.items():
        family = make(name)
        costs = in_one_process(family.ways(n_tokens), RUNS.get(n_tokens, 5), n_before=2)
        own = costs[family.own].cpu_s
        for way, cost in costs.items():
            rows.append([f"{name}: {way}", f"{1000 * cost.cpu_s:,.1f} ms", f"x{cost.cpu_s / own:.2f}"])
            if way != family.own:
                aims.append(Aim(f"{name}, {way}, to its own {family.own}", LIMIT).line(cost.cpu_s / own))
    print(f"{n_tokens:,} tokens, float32, one thread; {machine_line()}")
    print_table(["forward", "CPU time", "to its own"], rows)
    print("\n".join(aims))


if __name__ == "__main__":
    main()
