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
from engine.measures.computing.shares import BlockShares, rest_bits
from engine.measures.destinations import DESTINATIONS, SINK


@torch.no_grad()
def entropy(layer: AttentionLayer) -> Float[Tensor, "head query"]:
    """The entropy of every row, in bits. NaN on a row that sees no key."""
    result = layer.queries.new_empty(layer.queries.shape[:2], dtype=dtype_of(layer))
    scratch = Scratch()
    for rows in row_blocks(layer):
        for heads in head_blocks(layer, rows):
            scores, weights, max_key, _ = _weights(layer, heads, rows, scratch)
            result[heads, rows.place] = _entropy_bits(scores, weights, weights.gather(-1, max_key)[..., 0])
    return result


@torch.no_grad()
def measure(layer: AttentionLayer, layout: RowLayout, picture_side: int = 0) -> dict[str, Tensor]:
    """The raw measures of one layer, as dense.measure gives them: [1, head, query, ...].

    With a picture_side also "picture" [1, head, row, column]: the weights max-pooled to so many cells a side at most.
    """
    result = _empty(layer)
    pooling = Pooling.of(layer.n_queries, layer.n_keys, picture_side) if picture_side else None
    if pooling is not None:
        result["picture"] = layer.queries.new_zeros((layer.n_heads, *pooling.shape), dtype=dtype_of(layer))
    special = layout.special_keys.nonzero()[:, 0]
    scratch = Scratch()
    for rows in row_blocks(layer):
        start, stop = rows.keys.start, rows.keys.stop
        keys = torch.arange(start, stop, device=rows.numbers.device)
        distance = (rows.numbers[:, None] - keys).abs_().to(dtype_of(layer))
        special_here = special[(special >= start) & (special < stop)] - start
        block = BlockShares(layout, rows, layer.n_heads, dtype_of(layer))
        for heads in head_blocks(layer, rows):
            place = (heads, rows.place)
            scores, weights, max_key, largest = _weights(layer, heads, rows, scratch)
            max_weight = weights.gather(-1, max_key)[..., 0]
            lse = largest - torch.log(max_weight)
            entropy_bits = _entropy_bits(scores, weights, max_weight)
            at_sinks = block.at_sinks(weights)
            found = {"entropy_bits": entropy_bits, "logsumexp": lse, "max_key": max_key[..., 0] + start}
            found["entropy_rest_bits"] = rest_bits(entropy_bits, at_sinks)
            to_sinks = at_sinks.sum(dim=-1)
            if layer.sink_logits is not None:
                kept = torch.sigmoid(lse - layer.sink_logits[heads, None].to(weights.dtype))
                weights *= kept[..., None]
                max_weight = max_weight * kept
                to_sinks = to_sinks * kept + (1 - kept)
                found["sink_share"] = 1 - kept
            if layer.mask.cells is not None or layer.mask.window is not None:
                weights.nan_to_num_()  # A row that sees no key gives nothing to any key; the caller marks it.
            found["max_weight"] = max_weight
            if start == 0:
                found["first_share"] = weights[..., 0].clone()
            found["special_share"] = weights[..., special_here].sum(dim=-1)
            if pooling is not None:
                pooling.add_largest(weights, rows.span, rows.keys, result["picture"][heads])
            # From here on only what is not a sink counts.
            block.take(heads, weights)
            found["mean_distance"] = torch.mul(weights, distance, out=scores).sum(dim=-1)
            result["destinations"][(*place, SINK)] = to_sinks
            for name, values in found.items():
                result[name][place] = values
        shares = block.results()
        result["destinations"][:, rows.place, SINK + 1 :] = shares["destinations"][..., SINK + 1 :]
        result["reach"][:, rows.place] = shares["reach"]
        result["after_occurrence"][:, rows.place] = shares["after_occurrence"]
        result["mean_distance"][:, rows.place] /= shares["rest"]
    return {name: tensor[None] for name, tensor in result.items()}


def _empty(layer: AttentionLayer) -> dict[str, Tensor]:
    """Where the measures of a layer are written, block by block."""
    dtype, device, shape = dtype_of(layer), layer.queries.device, (layer.n_heads, layer.n_queries)
    names = ["entropy_bits", "entropy_rest_bits", "max_weight", "first_share", "special_share", "mean_distance"]
    names += ["logsumexp", "after_occurrence"]
    if layer.sink_logits is not None:
        names.append("sink_share")
    result = {name: torch.zeros(shape, dtype=dtype, device=device) for name in names}
    result["max_key"] = torch.empty(shape, dtype=torch.long, device=device)
    result["reach"] = torch.empty(shape, dtype=torch.int8, device=device)
    result["destinations"] = torch.empty((*shape, len(DESTINATIONS)), dtype=dtype, device=device)
    return result


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
