"""The measures of long rows, block of rows by block of rows: exact, in O(n) memory, on any device.

A block holds whole rows, so that its softmax needs no second look. With the row's largest score subtracted, both
parts of the entropy, log(sum e) and -sum(e * score) / sum(e), are positive: nothing cancels, however peaked the row.
"""

import math
from collections.abc import Iterator

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from engine import steps
from engine.capture import AttentionLayer
from engine.layout import RowLayout
from engine.rows import OFFSETS

BLOCK_CELLS = 2**19
"""Cells of scores in a block: 2 MiB in float32, which stays in a processor's cache."""

_BLOCK_ROWS = 128


def entropy(layer: AttentionLayer) -> Float[Tensor, "head query"]:
    """The entropy of every row, in bits. NaN on a row that sees no key."""
    result = layer.queries.new_empty(layer.queries.shape[:2], dtype=_dtype(layer))
    for heads, rows in _blocks(layer):
        scores, exponentials, total = _softmax_parts(layer, heads, rows)[:3]
        result[heads, rows.start : rows.stop] = _entropy_bits(scores, exponentials, total)
    return result


def entropy_of_rows(layer: AttentionLayer, chosen: Bool[Tensor, "head query"]) -> Float[Tensor, "row"]:
    """The entropy, in bits, of the rows that are marked, in the order of chosen.nonzero()."""
    parts = []
    for head in range(layer.n_heads):
        for rows in chosen[head].nonzero()[:, 0].split(max(1, BLOCK_CELLS // layer.n_keys)):
            parts.append(_entropy_bits(*_softmax_parts(layer, slice(head, head + 1), rows)[:3])[0])
    return torch.cat(parts)


def measure(layer: AttentionLayer, layout: RowLayout) -> dict[str, Tensor]:
    """The raw measures of one layer, as dense.measure gives them: [1, head, query, ...]."""
    dtype, device = _dtype(layer), layer.queries.device
    shape = (layer.n_heads, layer.n_queries)
    names = ("entropy_bits", "max_weight", "first_share", "special_share", "mean_distance")
    result = {name: torch.empty(shape, dtype=dtype, device=device) for name in names}
    result["max_key"] = torch.empty(shape, dtype=torch.long, device=device)
    result["offset_shares"] = torch.empty((*shape, len(OFFSETS)), dtype=dtype, device=device)
    result["received"] = torch.zeros((layer.n_heads, layer.n_keys), dtype=dtype, device=device)
    judged = layout.judged_rows(layer.mask).to(dtype)
    special, sinks = layout.special_keys.nonzero()[:, 0], layout.sink_keys.nonzero()[:, 0]
    keys = torch.arange(layer.n_keys, device=device)
    offsets = torch.tensor(OFFSETS, device=device)
    distance, neighbours, last_rows = None, None, None
    for heads, rows in _blocks(layer):
        scores, exponentials, total, max_key = _softmax_parts(layer, heads, rows)
        n_keys = exponentials.shape[-1]
        if rows != last_rows:
            queries = keys.new_tensor(rows)[:, None]
            distance = (queries - keys[:n_keys]).abs().to(dtype)
            neighbours = queries + offsets
            last_rows = rows
        assert distance is not None and neighbours is not None
        place = (heads, slice(rows.start, rows.stop))
        inverse = total.reciprocal()
        result["entropy_bits"][place] = _entropy_bits(scores, exponentials, total)
        result["max_weight"][place] = inverse
        result["max_key"][place] = max_key
        result["first_share"][place] = exponentials[..., 0] * inverse
        result["special_share"][place] = exponentials[..., special[special < n_keys]].sum(dim=-1) * inverse
        index = neighbours.clamp(0, n_keys - 1).expand(*exponentials.shape[:2], len(OFFSETS))
        shares = exponentials.gather(-1, index) * inverse[..., None]
        result["offset_shares"][place] = shares.where((neighbours >= 0) & (neighbours < n_keys), 0.0)
        share_of_judged = (judged[rows.start : rows.stop] * inverse).nan_to_num(posinf=0.0)
        result["received"][heads, :n_keys] += (share_of_judged[:, None] @ exponentials)[:, 0]
        # From here on only what is not a sink counts.
        exponentials[..., sinks[sinks < n_keys]] = 0.0
        result["mean_distance"][place] = torch.linalg.vecdot(exponentials, distance) / exponentials.sum(dim=-1)
    return {name: tensor[None] for name, tensor in result.items()}


def _entropy_bits(scores: Tensor, exponentials: Tensor, total: Tensor) -> Tensor:
    surprise = torch.linalg.vecdot(exponentials, scores) / total
    return (torch.log(total) - surprise) / math.log(2)


def _softmax_parts(
    layer: AttentionLayer, heads: slice, rows: range | Int[Tensor, "row"]
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The rows' scores below their largest, the exponentials, their sums and the keys of the largest.

    Masked keys have exponential 0 and score 0, so that they add nothing anywhere. Causal blocks end at their last key.
    """
    chosen = slice(rows.start, rows.stop) if isinstance(rows, range) else rows
    n_keys = layer.n_keys
    if layer.mask.causal:
        n_keys = min(n_keys, rows.stop if isinstance(rows, range) else int(rows.max()) + 1)
    queries = layer.queries[heads][:, chosen].to(_dtype(layer))
    scores = steps.scores(queries * layer.scale, _keys_of(layer, heads)[:, :n_keys].to(_dtype(layer)))
    scores = steps.cap_scores(scores, layer.soft_cap)
    if layer.position_bias is not None:
        scores = scores + layer.position_bias[heads][:, chosen, :n_keys]
    visible = layer.mask.visible(rows, n_keys, scores.device)
    if visible is not None:
        scores.masked_fill_(~visible, -torch.inf)
    largest, max_key = scores.max(dim=-1)
    scores.sub_(largest.masked_fill(largest == -torch.inf, 0.0)[..., None])
    exponentials = scores.exp()
    if visible is not None:
        scores.masked_fill_(~visible, 0.0)
    return scores, exponentials, exponentials.sum(dim=-1), max_key


def _keys_of(layer: AttentionLayer, heads: slice) -> Tensor:
    if layer.keys.shape[0] == layer.n_heads:
        return layer.keys[heads]
    group = layer.n_heads // layer.keys.shape[0]
    return layer.keys[[head // group for head in range(heads.start, heads.stop)]]


def _blocks(layer: AttentionLayer) -> Iterator[tuple[slice, range]]:
    """Heads and rows, so that a block has about BLOCK_CELLS cells and never less than one row of one head."""
    n_rows = max(1, min(_BLOCK_ROWS, layer.n_queries, BLOCK_CELLS // layer.n_keys))
    n_heads = max(1, min(layer.n_heads, BLOCK_CELLS // (n_rows * layer.n_keys)))
    for row in range(0, layer.n_queries, n_rows):
        for head in range(0, layer.n_heads, n_heads):
            yield slice(head, min(head + n_heads, layer.n_heads)), range(row, min(row + n_rows, layer.n_queries))


def _dtype(layer: AttentionLayer) -> torch.dtype:
    return torch.float64 if layer.queries.dtype == torch.float64 else torch.float32
