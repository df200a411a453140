"""The measures of short rows, from the weights themselves, several layers at once."""

import math

import torch
from torch import Tensor

from engine.attention import steps
from engine.attention.capture import AttentionLayer
from engine.attention.weights import kept_from_sinks, masked_scores
from engine.measures.computing.marks import RowLayout
from engine.measures.rows import OFFSETS


def measure(layers: tuple[AttentionLayer, ...], layout: RowLayout) -> dict[str, Tensor]:
    """The raw measures [layer, head, query, ...] of layers that share one mask rule, scale, soft-cap and bias."""
    scores = masked_scores(layers)
    row_weights, kept = steps.softmax_weights(scores), kept_from_sinks(layers, scores)
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
