"""Recording: run a Transformers model and keep what its attention saw.

The function below is registered with Transformers' AttentionInterface, so every layer hands it the queries, keys and
values after position encoding. It computes as the model would have and, while a recording is on, keeps them. Nothing is
patched, and models that are shared between threads record apart.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

from engine.attention.capture import AttentionLayer
from engine.attention.mask import MaskRule
from engine.errors import InputError
from engine.recording.attend import Scoring, attend

IMPLEMENTATION = "headlight"
"""The name to pass as attn_implementation when a model is loaded."""


class Recorded(list[AttentionLayer]):
    """The layers that a recording has kept so far, in the order in which they ran."""

    def __init__(self, item: int | None, heard: Callable[[int], None] | None) -> None:
        super().__init__()
        self.item, self.heard = item, heard
        self.modules: list[nn.Module] = []
        """The module that each layer belongs to."""

    def keep(self, module: nn.Module, layer: AttentionLayer) -> None:
        """Adds a layer, and tells the listener."""
        self.append(layer)
        self.modules.append(module)
        if self.heard is not None:
            self.heard(len(self))


_recorded: ContextVar[Recorded | None] = ContextVar("recorded", default=None)


@contextmanager
def recording(item: int | None = None, heard: Callable[[int], None] | None = None) -> Iterator[Recorded]:
    """While open, every attention layer that runs in this thread is kept, in the order of running.

    item: which text of a batch to keep; without it a batch of more than one raises InputError. heard: called with the
    number of layers so far after each of them; what it raises ends the run of the model.
    A mask is kept as its cells, padding included: engine.recording.layers cuts and simplifies it.
    """
    recorded = Recorded(item, heard)
    token = _recorded.set(recorded)
    try:
        yield recorded
    finally:
        _recorded.reset(token)


def _attention(
    module: nn.Module, query: Tensor, key: Tensor, value: Tensor, attention_mask: Tensor | None, **kwargs: Any
) -> tuple[Tensor, None]:
    scoring = _scoring_of(module, query, kwargs)
    recorded = _recorded.get()
    if recorded is not None:
        recorded.keep(module, _layer_of(recorded.item, query, key, value, attention_mask, scoring))
    if scoring.soft_cap is None and scoring.sink_logits is None:
        output, _ = sdpa_attention_forward(module, query, key, value, attention_mask, **kwargs)
        return output, None
    mixed = attend(query, key, value, attention_mask, scoring)
    return mixed.transpose(1, 2).contiguous(), None


def _scoring_of(module: nn.Module, query: Tensor, kwargs: dict[str, Any]) -> Scoring:
    """What the layer does with its scores, from the arguments by which Transformers says so."""
    scale, causal = kwargs.get("scaling"), kwargs.get("is_causal")
    return Scoring(
        scale=float(query.shape[-1] ** -0.5 if scale is None else scale),
        # Whether a causal mask is meant where none is handed over, by the rule of Transformers' sdpa.
        causal=bool(getattr(module, "is_causal", True) if causal is None else causal) and query.shape[2] > 1,
        soft_cap=kwargs.get("softcap"),
        position_bias=kwargs.get("position_bias"),
        sink_logits=kwargs.get("s_aux"),
    )


def _layer_of(
    item: int | None, query: Tensor, key: Tensor, value: Tensor, attention_mask: Tensor | None, scoring: Scoring
) -> AttentionLayer:
    if item is None and query.shape[0] != 1:
        raise InputError(f"record one text at a time, or say which of the batch; got a batch of {query.shape[0]}.")
    item = item or 0
    n_heads, (n_queries, n_keys) = query.shape[1], (query.shape[2], key.shape[2])
    bias = _item_of(scoring.position_bias, item)
    mask = MaskRule(causal=scoring.causal)
    if attention_mask is not None:
        found = _item_of(attention_mask, item)
        assert found is not None
        found = found[..., :n_queries, :n_keys]
        if found.dtype != torch.bool:
            found, added = found > torch.finfo(found.dtype).min / 2, found
            if (added.where(found, 0.0) != 0).any():
                added = added.where(found, 0.0)
                bias = added if bias is None else bias + added
        if len(found) > 1 and not (found == found[:1]).all():
            raise InputError("this model masks each head in its own way, which Headlight does not record.")
        mask = MaskRule(cells=found[0].expand(n_queries, n_keys))
    return AttentionLayer(
        query[item].detach(),
        key[item].detach(),
        value[item].detach(),
        scoring.scale,
        mask,
        scoring.soft_cap,
        None if bias is None else bias.detach()[..., :n_queries, :n_keys].expand(n_heads, n_queries, n_keys),
        None if scoring.sink_logits is None else scoring.sink_logits.detach(),
    )


def _item_of(tensor: Tensor | None, item: int) -> Tensor | None:
    """One text's part of a mask or bias [batch or 1, heads or 1, query, key]."""
    return None if tensor is None else tensor[item if len(tensor) > 1 else 0]


AttentionInterface.register(IMPLEMENTATION, _attention)
AttentionMaskInterface.register(IMPLEMENTATION, sdpa_mask)
