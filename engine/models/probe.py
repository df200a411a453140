"""Trying out a model that nobody has vouched for: is its attention recorded whole, and as the model computes it?

The model reads a few token ids (or a picture of noise), once through Headlight's recording attention and once through
its own "eager" attention, which every architecture of Transformers writes out by itself.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from transformers import PreTrainedConfig, PreTrainedModel

from engine.attention.capture import Kind
from engine.attention.weights import visible_weights
from engine.errors import InputError
from engine.failures import first_line
from engine.models.transformer import WITHOUT_ATTENTION, no_interface, saved_to_continue, vocabulary_rows
from engine.models.transformers_library import quiet_transformers
from engine.recording.interface import IMPLEMENTATION
from engine.recording.layers import Layers, modules_of_kind, run_recorded, without_cache

TOLERANCE = 1e-3
"""Of weights, and of the output relative to its largest number. Two kernels in float32 differ by about 1e-6 a layer,
and dozens of layers by 1e-4 at most; a bias, a cap or a mask that is left out changes a trained model by far more."""

_READ, _WRITTEN = 10, 7

_MOST_PIXELS = 4_096**2

_ATTENTIONS: dict[Kind, str] = {
    "self": "attentions",
    "encoder": "encoder_attentions",
    "decoder": "decoder_attentions",
    "cross": "cross_attentions",
}


@dataclass(frozen=True)
class Probed:
    """What the layers of a model turned out to be; the decoder's numbers are 0 where there is none."""

    layers: int
    heads: int
    key_heads: int
    decoder_layers: int
    decoder_heads: int


@torch.inference_mode()
def probe(model: PreTrainedModel, name: str) -> Probed:
    """Runs the model and compares. InputError, naming the architecture, unless every layer is recorded and right."""
    kind = model.config.model_type
    wanted = _layers_by_config(model.config, name)
    if kind in WITHOUT_ATTENTION or not model._can_set_attn_implementation():
        raise no_interface(name, kind)
    try:
        inputs = probe_inputs(model)
        with quiet_transformers():
            recorded, output = run_recorded(model, inputs)
    except InputError as error:
        raise InputError(f"{name} ({kind}) cannot be shown: {error}") from None
    except Exception as error:  # In a model of whatever kind anything may happen; what matters is that it did not run.
        raise InputError(f"{name} ({kind}) does not run on a text or a picture alone: {first_line(error)}") from None
    found = {kind_of: len(layers) for kind_of, layers in recorded.items()}
    if not found:
        raise no_interface(name, kind)
    if sum(found.values()) > sum(wanted.values()):
        raise InputError(
            f"{name} is of the architecture {kind}, which computes more than one attention in a layer: "
            f"{sum(found.values())} were recorded in {sum(wanted.values())} layers. Headlight shows models with one."
        )
    if found != wanted:
        each = ", ".join(f"{count} of {wanted.get(side, 0)} {side}" for side, count in sorted(found.items()))
        raise InputError(
            f"{name} is of the architecture {kind}: {sum(found.values())} of its {sum(wanted.values())} attention "
            f"layers could be recorded ({each}). The rest are layers of another sort, or attend where Headlight cannot "
            "listen. A model is shown whole or not at all."
        )
    if any(len({layer.n_heads for layer in layers}) > 1 for layers in recorded.values()):
        raise InputError(f"{name} ({kind}) has layers with different numbers of heads, which Headlight does not show.")
    same = _is_same(model, inputs, recorded, output[0])
    if not same and _mark_causal(model):
        recorded, output = run_recorded(model, inputs)
        same = _is_same(model, inputs, recorded, output[0])
    if not same:
        raise InputError(
            f"{name} ({kind}) computes its attention in a way that Headlight does not reproduce: its own attention "
            "gives other numbers. It is not shown."
        )
    first = recorded["encoder" if "encoder" in recorded else "self"][0]
    return Probed(
        layers=found.get("self", 0) + found.get("encoder", 0),
        heads=first.n_heads,
        key_heads=first.keys.shape[0],
        decoder_layers=found.get("decoder", 0),
        decoder_heads=recorded["decoder"][0].n_heads if "decoder" in recorded else 0,
    )


def _layers_by_config(config: PreTrainedConfig, name: str) -> dict[Kind, int]:
    """How many attention layers of each kind the model's settings say that it has."""
    if config.is_encoder_decoder:
        # Most say both in one place; those put together from two models say each in a part of its own.
        encoder = _number(getattr(config, "encoder", None)) or _number(config, "encoder_layers")
        decoder = _number(getattr(config, "decoder", None)) or _number(config, "decoder_layers", "num_decoder_layers")
        if encoder and decoder:
            return {"encoder": encoder, "decoder": decoder, "cross": decoder}
    else:
        # One half of an encoder-decoder, saved by itself, still says how long the other half was.
        own = ("decoder_layers",) if saved_to_continue(config) else ()
        layers = _number(config, *own)
        if layers:
            return {"self": layers}
    raise InputError(
        f"{name} is of the architecture {config.model_type}, whose settings do not say how many attention layers it "
        "has, so Headlight could not tell whether it shows them all."
    )


def _number(config: PreTrainedConfig | None, *names: str) -> int:
    """The first of these settings, or else num_hidden_layers; 0 if none of them is there."""
    values = (getattr(config, name, None) for name in (*names, "num_hidden_layers"))
    found = next((value for value in values if isinstance(value, int)), 0)
    text = getattr(config, "text_config", None)
    return found if found or text is None else _number(text)


def probe_inputs(model: PreTrainedModel) -> dict[str, Any]:
    """A few token ids, or a picture of noise. InputError for a model that reads something else."""
    config = model.config
    if model.main_input_name == "pixel_values":
        size = getattr(config, "image_size", None) or 224
        height, width = size if isinstance(size, list | tuple) else (size, size)
        if height * width > _MOST_PIXELS:
            raise InputError(f"its settings say that it reads pictures of {height:,} x {width:,} pixels.")
        shape = (1, getattr(config, "num_channels", 3), height, width)
        return {"pixel_values": torch.rand(shape, generator=torch.Generator().manual_seed(0)) * 2 - 1}
    if model.main_input_name != "input_ids":
        raise InputError(f"it reads {model.main_input_name.replace('_', ' ')}; Headlight reads texts and pictures.")
    rows = vocabulary_rows(model)
    # Spread over the vocabulary, and off its ends, where the special tokens are.
    ids = (torch.arange(1, 1 + max(_READ, _WRITTEN)) * max(1, rows // (_READ + 2))) % rows
    inputs: dict[str, Any] = {"input_ids": ids[None, :_READ]}
    if config.is_encoder_decoder:
        inputs["decoder_input_ids"] = ids[None, :_WRITTEN].flip(-1)
    return inputs


def _is_same(model: PreTrainedModel, inputs: dict[str, Any], recorded: Layers, ours: Tensor) -> bool:
    """Whether the model's own eager attention gives the same output and weights."""
    try:
        with quiet_transformers():
            model.set_attn_implementation("eager")
            theirs = model(**inputs, **without_cache(model), output_attentions=True)
    finally:
        with quiet_transformers():
            model.set_attn_implementation(IMPLEMENTATION)
    same = _close(ours, theirs[0], float(theirs[0].abs().max()))
    for kind, layers in recorded.items():
        for layer, weights in zip(layers, theirs.get(_ATTENTIONS[kind]) or (), strict=False):
            # Not every eager attention returns its weights, and some add a column for a learned sink.
            if weights is not None:
                seen, weights = visible_weights(layer, slice(None)).nan_to_num(0.0), weights[0, ..., : layer.n_keys]
                if layer.sink_logits is not None:
                    # Some leave the sink's part out of what they return, some take it off the output alone.
                    seen, weights = (one / one.sum(dim=-1, keepdim=True) for one in (seen, weights))
                same = same and _close(seen, weights, 1.0)
    return same


def _mark_causal(model: PreTrainedModel) -> bool:
    """Marks the attention of a decoder at itself as causal where it says that it is not; whether there was any.

    Transformers hands no mask over where one is causal and nothing else, and leaves it to this mark, which NLLB-MoE
    does not set. Its eager attention, which does get a mask, says whether that is what was missing.
    """
    unmarked: list[Any] = [
        module for module in modules_of_kind(model, "decoder") if getattr(module, "is_causal", None) is False
    ]
    for module in unmarked:
        module.is_causal = True
    return bool(unmarked)


def _close(ours: Tensor, theirs: Tensor, size: float) -> bool:
    return ours.shape == theirs.shape and bool(((ours - theirs).abs() <= TOLERANCE * size).all())
