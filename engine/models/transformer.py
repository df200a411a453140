"""Loading a Transformers model from a folder of safetensors: which class, and whether all of it is really there."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import torch
from transformers import (
    CONFIG_MAPPING,
    MODEL_FOR_CAUSAL_LM_MAPPING,
    MODEL_FOR_MASKED_LM_MAPPING,
    MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING,
    AutoConfig,
    AutoModel,
    AutoModelForCausalLM,
    AutoModelForSeq2SeqLM,
    PreTrainedConfig,
    PreTrainedModel,
)

from engine.errors import InputError
from engine.failures import first_line
from engine.models.files import read_config_file
from engine.models.transformers_library import building, quiet_transformers
from engine.recording.interface import IMPLEMENTATION

_STATE_SPACES = "state spaces"
WITHOUT_ATTENTION = {
    "falcon_mamba": _STATE_SPACES,
    "fnet": "Fourier transforms",
    "mamba": _STATE_SPACES,
    "mamba2": _STATE_SPACES,
    "rwkv": "a recurrence",
    "xlstm": "a recurrence",
}
"""What architectures without a softmax over keys do instead."""

_CAUSAL = ("ForCausalLM", "LMHeadModel")

_BUFFERS = re.compile(r"(\.(masked_)?bias|inv_freq|position_ids|relative_position_index)$")
"""Names that older files keep for what a model computes by itself: masks, rotary frequencies, positions."""

_OF_AN_ATTENTION_LAYER = re.compile(r"\.\d+\..*att(n|ention)")


def read_config(folder: Path, name: str) -> PreTrainedConfig:
    """The settings of a model; InputError for one that Transformers cannot build by itself, in ordinary numbers."""
    written = read_config_file(folder, name)
    kind = written.get("model_type")
    if not kind:
        raise InputError(f"config.json of {name} does not say what kind of model it is (model_type).")
    if kind not in CONFIG_MAPPING and written.get("auto_map"):
        raise InputError(
            f"{name} is of the kind {kind!r}, which needs code of its own that comes with the model. Headlight runs no "
            "code of others; choose a model of a kind that Transformers knows."
        )
    if kind not in CONFIG_MAPPING:
        raise InputError(f"{name} is of the kind {kind!r}, which this version of Transformers does not know.")
    if written.get("quantization_config"):
        raise InputError(
            f"the weights of {name} are quantised, which needs kernels of their own. Choose the model with its "
            "weights in float32, float16 or bfloat16."
        )
    try:
        with quiet_transformers():
            return AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except Exception as error:  # Whatever stands in the file, Transformers may stumble over it anywhere.
        raise InputError(f"config.json of {name} cannot be used ({first_line(error)}).") from None


Bounds = Callable[[], AbstractContextManager[None]]
"""What is open while a model is built, and may end it."""


def load_transformer(
    folder: Path, config: PreTrainedConfig, name: str, within: Bounds = nullcontext
) -> tuple[PreTrainedModel, bool]:
    """The model, in float32, ready to be recorded; and whether it can continue a text.

    A model that was trained to continue texts comes with the head that does so, if its weights are there. An
    encoder-decoder always does. InputError where weights are missing that attention depends on, or left over that it
    should depend on.
    """
    auto = _auto_class(config)
    if auto is AutoModel and config.is_encoder_decoder:
        raise InputError(
            f"{name} ({config.model_type}) has an encoder and a decoder, but does not write a text for a text, as T5, "
            "BART or Marian do. Only those are shown."
        )
    model, found = _load(auto, folder, config, name, within)
    headless = any(not _of_the_body(model, key) for key in found["missing_keys"])
    if headless and auto is AutoModelForCausalLM:
        auto = AutoModel
        model, found = _load(auto, folder, config, name, within)
    elif headless and auto is AutoModelForSeq2SeqLM:
        raise InputError(f"{name} lacks the weights that it writes with: it was saved without its head over the words.")
    missing = sorted(key for key in found["missing_keys"] if _of_the_body(model, key))
    if missing:
        raise InputError(
            f"{name} lacks weights that its attention depends on: {_some(missing)}. They would be random numbers. "
            "Copy or download it again, or choose a model that was saved whole."
        )
    left_over = sorted(key for key in found["unexpected_keys"] if _is_left_over(key))
    if left_over:
        raise InputError(
            f"{name} has weights of attention that a model of the kind {config.model_type!r} does not use: "
            f"{_some(left_over)}. It would not attend as it was trained to, so it is not shown."
        )
    return model.eval(), auto is AutoModelForCausalLM


def vocabulary_rows(model: PreTrainedModel) -> int:
    """How many token ids the model has weights for."""
    weight = model.get_input_embeddings().weight
    assert isinstance(weight, torch.Tensor)
    return len(weight)


def no_interface(name: str, kind: str) -> InputError:
    """For an architecture that computes its attention where nobody can listen, or that has none."""
    if kind in WITHOUT_ATTENTION:
        return InputError(
            f"{name} is of the architecture {kind}, which has no attention: it mixes its tokens by "
            f"{WITHOUT_ATTENTION[kind]}. There are no weights to be shown. Choose another model."
        )
    return InputError(
        f"{name} is of the architecture {kind}, whose attention does not go through Transformers' attention interface, "
        "so Headlight cannot see it. BERT, GPT-2, Llama, T5, BART, ViT and most others do."
    )


def _auto_class(config: PreTrainedConfig) -> Any:
    kind = type(config)
    if config.is_encoder_decoder:
        return AutoModelForSeq2SeqLM if kind in MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING else AutoModel
    if kind not in MODEL_FOR_CAUSAL_LM_MAPPING:
        return AutoModel
    # BERT and its kin can be made to continue texts, but were trained to see both sides.
    reads_both_sides = kind in MODEL_FOR_MASKED_LM_MAPPING and not getattr(config, "is_decoder", False)
    return AutoModelForCausalLM if saved_to_continue(config) or not reads_both_sides else AutoModel


def saved_to_continue(config: PreTrainedConfig) -> bool:
    """Whether the settings name a class that continues texts."""
    return any(architecture.endswith(_CAUSAL) for architecture in config.architectures or ())


def _load(
    auto: Any, folder: Path, config: PreTrainedConfig, name: str, within: Bounds
) -> tuple[PreTrainedModel, dict[str, Any]]:
    try:
        with building, quiet_transformers(), within():
            model, found = auto.from_pretrained(
                folder,
                config=config,
                attn_implementation=IMPLEMENTATION,
                dtype=torch.float32,
                use_safetensors=True,
                local_files_only=True,
                trust_remote_code=False,
                output_loading_info=True,
            )
    except InputError:
        raise
    except Exception as error:  # Of many kinds: sizes that do not match, a class that there is not, a missing library.
        if error.args == (
            IMPLEMENTATION,
        ):  # Older code keeps a table of its own attentions, and has none of this name.
            raise no_interface(name, config.model_type) from None
        if str(error).startswith("Unrecognized configuration class"):
            raise InputError(
                f"{name} is of the kind {config.model_type!r}, a part of a larger model that is not loaded "
                "by itself. Name the whole model's folder."
            ) from None
        raise InputError(f"{name} ({config.model_type}) cannot be loaded: {first_line(error)}") from None
    return model, found


def _of_the_body(model: PreTrainedModel, key: str) -> bool:
    """Whether a weight is of the part that attends: not of a head on top of it, nor of a pooler beside it."""
    prefix = model.base_model_prefix
    on_top = key.startswith("lm_head.") or (hasattr(model, prefix) and not key.startswith(f"{prefix}."))
    return not on_top and "pooler" not in key.split(".")


def _is_left_over(key: str) -> bool:
    return bool(_OF_AN_ATTENTION_LAYER.search(key)) and not _BUFFERS.search(key)


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
