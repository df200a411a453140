"""All weights of whole layers at once, from their queries and keys: n x n numbers for each head."""

from dataclasses import replace

import torch
from jaxtyping import Float
from torch import Tensor

from engine.attention import steps
from engine.attention.capture import AttentionLayer


def weights(layers: tuple[AttentionLayer, ...]) -> Float[Tensor, "layer head query key"]:
    """The weights of layers that share one mask rule. 0 on masked keys; NaN on a row that sees no key."""
    scores = masked_scores(layers)
    row_weights, kept = steps.softmax_weights(scores), kept_from_sinks(layers, scores)
    return row_weights if kept is None else row_weights * kept[..., None]


def masked_scores(layers: tuple[AttentionLayer, ...]) -> Float[Tensor, "layer head query key"]:
    """The scores as the softmax gets them: scaled, capped, biased, -infinity on masked keys."""
    first = layers[0]
    if len(layers) == 1:
        queries, keys = first.queries[None], first.keys_by_head()[None]
    else:
        queries = torch.stack([layer.queries for layer in layers])
        keys = torch.stack([layer.keys_by_head() for layer in layers])
    scores = steps.scale_scores(steps.scores(_at_least_float32(queries), _at_least_float32(keys)), first.scale)
    scores = steps.cap_scores(scores, first.soft_cap)
    if first.position_bias is not None:
        scores = scores + first.position_bias
    visible = first.mask.visible(range(first.n_queries), first.n_keys, scores.device)
    return steps.mask_scores(scores, visible)


def kept_from_sinks(
    layers: tuple[AttentionLayer, ...], scores: Float[Tensor, "layer head query key"]
) -> Float[Tensor, "layer head query"] | None:
    """The share of each row that is left to its keys, where the layers have sink logits."""
    if layers[0].sink_logits is None:
        return None
    sinks = torch.stack([layer.sink_logits for layer in layers if layer.sink_logits is not None])
    return torch.sigmoid(torch.logsumexp(scores, dim=-1) - sinks.to(scores.dtype)[..., None])


def visible_weights(layer: AttentionLayer, heads: slice) -> Float[Tensor, "head query key"]:
    """The weights of some heads of one layer, with NaN on masked keys: what a picture shows."""
    part = replace(
        layer,
        queries=layer.queries[heads],
        keys=layer.keys_by_head()[heads],
        values=layer.values_by_head()[heads],
        position_bias=None if layer.position_bias is None else layer.position_bias[heads],
        sink_logits=None if layer.sink_logits is None else layer.sink_logits[heads],
    )
    scores = masked_scores((part,))
    return weights((part,))[0].masked_fill(scores[0] == -torch.inf, torch.nan)


def _at_least_float32(tensor: Tensor) -> Tensor:
    return tensor if tensor.dtype in (torch.float32, torch.float64) else tensor.float()
