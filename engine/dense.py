"""The measures of short rows, from the weights themselves, several layers at once."""

import math
from dataclasses import replace

import torch
from jaxtyping import Float
from torch import Tensor

from engine import steps
from engine.capture import AttentionLayer
from engine.layout import RowLayout
from engine.rows import OFFSETS


def weights(layers: tuple[AttentionLayer, ...]) -> Float[Tensor, "layer head query key"]:
    """The weights of layers that share one mask rule. 0 on masked keys; NaN on a row that sees no key."""
    scores = masked_scores(layers)
    row_weights, kept = steps.softmax_weights(scores), _kept_from_sinks(layers, scores)
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


def measure(layers: tuple[AttentionLayer, ...], layout: RowLayout) -> dict[str, Tensor]:
    """The raw measures [layer, head, query, ...] of layers that share one mask rule, scale, soft-cap and bias."""
    scores = masked_scores(layers)
    row_weights, kept = steps.softmax_weights(scores), _kept_from_sinks(layers, scores)
    entropy_bits = torch.special.entr(row_weights).sum(dim=-1) / math.log(2)
    if kept is not None:
        row_weights = row_weights * kept[..., None]
    n_queries, n_keys = row_weights.shape[-2:]
    positions = torch.arange(n_queries, device=row_weights.device)
    distance = (positions[:, None] - torch.arange(n_keys, device=row_weights.device)).abs()
    ordinary_keys = (~layout.sink_keys).to(row_weights.dtype)
    judged = layout.judged_rows(layers[0].mask)
    max_weight, max_key = row_weights.max(dim=-1)
    neighbours = positions[:, None] + torch.tensor(OFFSETS, device=row_weights.device)
    inside = (neighbours >= 0) & (neighbours < n_keys)
    shape = (*row_weights.shape[:2], n_queries, len(OFFSETS))
    offset_shares = row_weights.gather(-1, neighbours.clamp(0, n_keys - 1).expand(shape)).where(inside, 0.0)
    measured = {
        "entropy_bits": entropy_bits,
        "max_weight": max_weight,
        "max_key": max_key,
        "offset_shares": offset_shares,
        "first_share": row_weights[..., 0],
        "special_share": row_weights @ layout.special_keys.to(row_weights.dtype),
        "mean_distance": (row_weights * (distance * ordinary_keys)).sum(dim=-1) / (row_weights @ ordinary_keys),
        "received": row_weights[:, :, judged].sum(dim=-2),
        "logsumexp": torch.logsumexp(scores, dim=-1),
    }
    return measured if kept is None else measured | {"sink_share": 1 - kept}


def _kept_from_sinks(
    layers: tuple[AttentionLayer, ...], scores: Float[Tensor, "layer head query key"]
) -> Float[Tensor, "layer head query"] | None:
    """The share of each row that is left to its keys, where the layers have sink logits."""
    if layers[0].sink_logits is None:
        return None
    sinks = torch.stack([layer.sink_logits for layer in layers if layer.sink_logits is not None])
    return torch.sigmoid(torch.logsumexp(scores, dim=-1) - sinks.to(scores.dtype)[..., None])


def _at_least_float32(tensor: Tensor) -> Tensor:
    return tensor if tensor.dtype in (torch.float32, torch.float64) else tensor.float()
