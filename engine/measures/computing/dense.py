"""The measures of short rows, from the weights themselves, several layers at once."""

import math

import torch
from jaxtyping import Bool
from torch import Tensor

from engine.attention import steps
from engine.attention.capture import AttentionLayer
from engine.attention.weights import kept_from_sinks, masked_scores
from engine.measures.computing.marks import RowLayout
from engine.measures.computing.shares import reach_of, rest_bits
from engine.measures.destinations import DESTINATIONS, NEAR, SINK


def measure(layers: tuple[AttentionLayer, ...], layout: RowLayout) -> dict[str, Tensor]:
    """The raw measures [layer, head, query, ...] of layers that share one mask rule, scale, soft-cap and bias."""
    scores = masked_scores(layers)
    row_weights, kept = steps.softmax_weights(scores), kept_from_sinks(layers, scores)
    entropy_bits = torch.special.entr(row_weights).sum(dim=-1) / math.log(2)
    positions = torch.arange(row_weights.shape[-2], device=row_weights.device)
    places = layout.destinations(positions, range(row_weights.shape[-1]))
    at_sinks = row_weights * (places == SINK)
    entropy_rest_bits = rest_bits(entropy_bits, at_sinks)
    if kept is not None:
        row_weights = row_weights * kept[..., None]
    distance = (positions[:, None] - torch.arange(row_weights.shape[-1], device=row_weights.device)).abs()
    ordinary_keys = (~layout.sink_keys).to(row_weights.dtype)
    max_weight, max_key = row_weights.max(dim=-1)
    shares = torch.einsum("lhqk,qkm->lhqm", row_weights, _marks(layout, places, distance).to(row_weights.dtype))
    destinations, within, after = shares.split([len(DESTINATIONS), len(NEAR), 1], dim=-1)
    measured = {
        "entropy_bits": entropy_bits,
        "entropy_rest_bits": entropy_rest_bits,
        "max_weight": max_weight,
        "max_key": max_key,
        "destinations": destinations,
        "reach": reach_of(within),
        "after_occurrence": after[..., 0],
        "first_share": row_weights[..., 0],
        "special_share": row_weights @ layout.special_keys.to(row_weights.dtype),
        "mean_distance": (row_weights * (distance * ordinary_keys)).sum(dim=-1) / destinations[..., SINK + 1 :].sum(-1),
        "logsumexp": torch.logsumexp(scores, dim=-1),
    }
    if kept is None:
        return measured
    destinations[..., SINK] += 1 - kept
    return measured | {"sink_share": 1 - kept}


def _marks(layout: RowLayout, places: Tensor, distance: Tensor) -> Bool[Tensor, "query key mark"]:
    """Which keys are at each destination, within each of NEAR and no sink, and after an earlier occurrence."""
    rows = torch.arange(len(places), device=places.device)
    marks = [places == number for number in range(len(DESTINATIONS))]
    near = layout.same_sequence & (places != SINK)
    marks += [near & (distance <= most) for most in NEAR]
    marks.append(layout.after_occurrence(rows, range(places.shape[1])))
    return torch.stack(marks, dim=-1)
