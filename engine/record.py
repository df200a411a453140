"""Recording: run a Transformers model and keep what its attention saw.

The function below is registered with Transformers' AttentionInterface, so every layer hands it the queries, keys and
values after position encoding. It computes as the model would have (PyTorch's fused attention) and, while a
recording is on, keeps them. Nothing is patched, and models that are shared between threads record apart.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

from engine.capture import AttentionLayer, MaskRule
from engine.errors import InputError

IMPLEMENTATION = "headlight"
"""The name to pass as attn_implementation when a model is loaded."""

_CHANGES_SCORES = ("softcap", "s_aux", "sinks", "position_bias", "sliding_window")
"""What a layer may hand over that changes its scores and is not recorded yet."""

_layers: ContextVar[list[AttentionLayer] | None] = ContextVar("recorded_layers", default=None)


@contextmanager
def recording() -> Iterator[list[AttentionLayer]]:
    """While open, every attention layer that runs in this thread is appended to the list, first layer first.

    One text at a time (batch of 1) and no padding. InputError for a layer whose scores this cannot reproduce.
    """
    layers: list[AttentionLayer] = []
    token = _layers.set(layers)
    try:
        yield layers
    finally:
        _layers.reset(token)


def _attention(
    module: nn.Module, query: Tensor, key: Tensor, value: Tensor, attention_mask: Tensor | None, **kwargs: Any
) -> tuple[Tensor, None]:
    layers = _layers.get()
    if layers is not None:
        layers.append(_layer_of(module, query, key, value, attention_mask, kwargs))
    output, _ = sdpa_attention_forward(module, query, key, value, attention_mask, **kwargs)
    return output, None


def _layer_of(
    module: nn.Module, query: Tensor, key: Tensor, value: Tensor, attention_mask: Tensor | None, kwargs: dict[str, Any]
) -> AttentionLayer:
    changed = [name for name in _CHANGES_SCORES if kwargs.get(name) is not None]
    if changed:
        raise InputError(f"this model's attention uses {', '.join(changed)}, which Headlight does not record yet.")
    if query.shape[0] != 1:
        raise InputError(f"record one text at a time; got a batch of {query.shape[0]}.")
    scale = kwargs.get("scaling")
    is_causal = kwargs.get("is_causal")
    if is_causal is None:
        is_causal = getattr(module, "is_causal", True)
    if attention_mask is None:
        mask = MaskRule(causal=bool(is_causal) and query.shape[2] > 1)
    else:
        visible = attention_mask if attention_mask.dtype == torch.bool else attention_mask == 0
        mask = MaskRule(cells=visible[0, 0].expand(query.shape[2], key.shape[2]))
    return AttentionLayer(
        query[0].detach(), key[0].detach(), value[0].detach(), float(scale or query.shape[-1] ** -0.5), mask
    )


AttentionInterface.register(IMPLEMENTATION, _attention)
AttentionMaskInterface.register(IMPLEMENTATION, sdpa_mask)
