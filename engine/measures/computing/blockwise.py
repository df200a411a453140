"""The measures of long rows, block of rows by block of rows: exact, in O(n) memory, on any device.

A block holds whole rows, so that its softmax needs no second look. With the row's largest score subtracted, both
parts of the entropy, -log(largest weight) and -sum(weight * score), are positive: nothing cancels, however peaked.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from engine.attention.blocks import Rows, Scratch, block_scores, dtype_of, head_blocks, largest_of_rows, row_blocks
from engine.attention.capture import AttentionLayer
from engine.attention.pooling import Pooling
from engine.measures.computing.marks import RowLayout
from engine.measures.rows import OFFSETS


@torch.no_grad()
def entropy(layer: AttentionLayer) -> Float[Tensor, "head query"]:
    """The entropy of every row, in bits. NaN on a row that sees no key."""
    result = layer.queries.new_empty(layer.queries.shape[:2], dtype=dtype_of(layer))
    scratch = Scratch()
    for rows in row_blocks(layer):
        for heads in head_blocks(layer, len(rows.numbers)):
            scores, weights, max_key, _ = _weights(layer, heads, rows, scratch)
            result[heads, rows.place] = _entropy_bits(scores, weights, weights.gather(-1, max_key)[..., 0])
    return result


@torch.no_grad()
def measure(layer: AttentionLayer, layout: RowLayout, picture_side: int = 0) -> dict[str, Tensor]:
    """The raw measures of one layer, as dense.measure gives them: [1, head, query, ...].

    With a picture_side also "picture" [1, head, row, column]: the weights max-pooled to so many cells a side at most.
    """
    dtype, device = dtype_of(layer), layer.queries.device
    shape = (layer.n_heads, layer.n_queries)
    names = ("entropy_bits", "max_weight", "first_share", "special_share", "mean_distance", "logsumexp")
    result = {name: torch.zeros(shape, dtype=dtype, device=device) for name in names}
    result["max_key"] = torch.empty(shape, dtype=torch.long, device=device)
    result["offset_shares"] = torch.empty((*shape, len(OFFSETS)), dtype=dtype, device=device)
    result["received"] = torch.zeros((layer.n_heads, layer.n_keys), dtype=dtype, device=device)
    if layer.sink_logits is not None:
        result["sink_share"] = torch.zeros(shape, dtype=dtype, device=device)
    pooling = Pooling.of(layer.n_queries, layer.n_keys, picture_side) if picture_side else None
    if pooling is not None:
        result["picture"] = torch.zeros((layer.n_heads, *pooling.shape), dtype=dtype, device=device)
    judged = layout.judged_rows(layer.mask).to(dtype)
    special, sinks = layout.special_keys.nonzero()[:, 0], layout.sink_keys.nonzero()[:, 0]
    offsets = torch.tensor(OFFSETS, device=device)
    scratch = Scratch()
    for rows in row_blocks(layer):
        start, stop = rows.keys.start, rows.keys.stop
        distance = (rows.numbers[:, None] - torch.arange(start, stop, device=device)).abs_().to(dtype)
        neighbours = rows.numbers[:, None] + (offsets - start)
        inside = (neighbours >= 0) & (neighbours < stop - start)
        neighbours = neighbours.clamp_(0, stop - start - 1)
        special_here, sinks_here = (keys[(keys >= start) & (keys < stop)] - start for keys in (special, sinks))
        for heads in head_blocks(layer, len(rows.numbers)):
            place = (heads, rows.place)
            scores, weights, max_key, largest = _weights(layer, heads, rows, scratch)
            max_weight = weights.gather(-1, max_key)[..., 0]
            lse = largest - torch.log(max_weight)
            result["entropy_bits"][place] = _entropy_bits(scores, weights, max_weight)
            result["logsumexp"][place] = lse
            if layer.sink_logits is not None:
                kept = torch.sigmoid(lse - layer.sink_logits[heads, None].to(dtype))
                weights *= kept[..., None]
                max_weight = max_weight * kept
                result["sink_share"][place] = 1 - kept
            if layer.mask.cells is not None or layer.mask.window is not None:
                weights.nan_to_num_()  # A row that sees no key gives nothing to any key; the caller marks it.
            result["max_weight"][place] = max_weight
            result["max_key"][place] = max_key[..., 0] + start
            if start == 0:
                result["first_share"][place] = weights[..., 0]
            result["special_share"][place] = weights[..., special_here].sum(dim=-1)
            shares = weights.gather(-1, neighbours.expand(len(weights), -1, -1))
            result["offset_shares"][place] = shares.where(inside, 0.0)
            result["received"][heads, start:stop] += judged[rows.place] @ weights
            if pooling is not None:
                pooling.add_largest(weights, rows.span, rows.keys, result["picture"][heads])
            # From here on only what is not a sink counts.
            weights[..., sinks_here] = 0.0
            far = torch.mul(weights, distance, out=scores).sum(dim=-1)
            result["mean_distance"][place] = far / weights.sum(dim=-1)
    return {name: tensor[None] for name, tensor in result.items()}


def _weights(
    layer: AttentionLayer, heads: slice, rows: Rows, scratch: Scratch
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The scores below their row's largest, the weights, the keys of the largest [head, query, 1], the largest score.

    Keys are counted from rows.keys.start. Masked keys have weight 0 and a finite score, so that they add nothing. A
    row that sees no key is NaN. What goes to sink logits is not taken off.
    """
    scores, weights = scratch.two(layer, heads, rows)
    block_scores(layer, heads, rows, scores)
    largest, max_key = largest_of_rows(scores)
    scores -= largest
    torch.softmax(scores, dim=-1, out=weights)
    if rows.hidden is not None:
        # Finite, so that weight 0 times it is 0.
        scores[..., rows.hidden_from - rows.keys.start :].clamp_(min=torch.finfo(scores.dtype).min)
    return scores, weights, max_key, largest[..., 0]


def _entropy_bits(scores: Tensor, weights: Tensor, max_weight: Tensor) -> Tensor:
    """The entropy of every row. Writes over the scores."""
    expected = torch.mul(weights, scores, out=scores).sum(dim=-1)
    return (torch.log(max_weight.reciprocal()) - expected) / math.log(2)
