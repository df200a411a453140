"""The measures of long rows, block of rows by block of rows: exact, in O(n) memory, on any device.

A block holds whole rows, so that its softmax needs no second look. With the row's largest score subtracted, both
parts of the entropy, -log(largest weight) and -sum(weight * score), are positive: nothing cancels, however peaked.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from engine import steps
from engine.capture import AttentionLayer
from engine.layout import RowLayout
from engine.rows import OFFSETS

BLOCK_CELLS = 2**19
"""Cells of scores in a block: 2 MiB in float32, which stays in a processor's cache."""

_BLOCK_ROWS = 256


@torch.no_grad()
def entropy(layer: AttentionLayer) -> Float[Tensor, "head query"]:
    """The entropy of every row, in bits. NaN on a row that sees no key."""
    result = layer.queries.new_empty(layer.queries.shape[:2], dtype=_dtype(layer))
    scratch = _Scratch()
    for rows in _row_blocks(layer):
        for heads in _head_blocks(layer, len(rows.numbers)):
            result[heads, rows.place] = _entropy_bits(*_weights(layer, heads, rows, scratch))
    return result


@torch.no_grad()
def entropy_of_rows(layer: AttentionLayer, chosen: Bool[Tensor, "head query"]) -> Float[Tensor, "row"]:
    """The entropy, in bits, of the rows that are marked, in the order of chosen.nonzero()."""
    parts, scratch = [], _Scratch()
    for head in chosen.any(dim=1).nonzero()[:, 0].tolist():
        for numbers in chosen[head].nonzero()[:, 0].split(max(1, BLOCK_CELLS // layer.n_keys)):
            rows = _Rows.of(layer, numbers, numbers)
            parts.append(_entropy_bits(*_weights(layer, slice(head, head + 1), rows, scratch))[0])
    return torch.cat(parts)


@torch.no_grad()
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
    offsets = torch.tensor(OFFSETS, device=device)
    scratch = _Scratch()
    for rows in _row_blocks(layer):
        n_keys = rows.n_keys
        distance = (rows.numbers[:, None] - torch.arange(n_keys, device=device)).abs_().to(dtype)
        neighbours = rows.numbers[:, None] + offsets
        inside = (neighbours >= 0) & (neighbours < n_keys)
        neighbours = neighbours.clamp_(0, n_keys - 1)
        special_here, sinks_here = special[special < n_keys], sinks[sinks < n_keys]
        for heads in _head_blocks(layer, len(rows.numbers)):
            scores, weights, max_key = _weights(layer, heads, rows, scratch)
            place = (heads, rows.place)
            result["entropy_bits"][place] = _entropy_bits(scores, weights, max_key)
            if layer.mask.cells is not None:
                weights.nan_to_num_()  # A row that sees no key gives nothing to any key; the caller marks it.
            result["max_weight"][place] = weights.gather(-1, max_key)[..., 0]
            result["max_key"][place] = max_key[..., 0]
            result["first_share"][place] = weights[..., 0]
            result["special_share"][place] = weights[..., special_here].sum(dim=-1)
            shares = weights.gather(-1, neighbours.expand(len(weights), -1, -1))
            result["offset_shares"][place] = shares.where(inside, 0.0)
            result["received"][heads, :n_keys] += judged[rows.place] @ weights
            # From here on only what is not a sink counts.
            weights[..., sinks_here] = 0.0
            far = torch.mul(weights, distance, out=scores).sum(dim=-1)
            result["mean_distance"][place] = far / weights.sum(dim=-1)
    return {name: tensor[None] for name, tensor in result.items()}


@dataclass(frozen=True, eq=False)
class _Rows:
    """Some rows of a layer, and what all heads share there."""

    place: slice | Tensor
    numbers: Tensor
    n_keys: int
    """Causal rows end at the last key that one of them sees."""
    hidden: Tensor | None
    hidden_from: int
    """The key that the first column of `hidden` stands for: all keys before it are visible."""

    @staticmethod
    def of(layer: AttentionLayer, place: slice | Tensor, numbers: Tensor) -> "_Rows":
        mask, n_keys, first = layer.mask, layer.n_keys, 0
        if mask.causal:
            n_keys = min(n_keys, int(numbers[-1]) + 1)
            if mask.cells is None:
                first = min(n_keys, int(numbers[0]) + 1)
                later = torch.arange(first, n_keys, device=numbers.device) > numbers[:, None]
                return _Rows(place, numbers, n_keys, later, first)
        visible = mask.visible(numbers, n_keys, numbers.device)
        return _Rows(place, numbers, n_keys, None if visible is None else ~visible, 0)


class _Scratch:
    """Memory for two blocks, used again for each: fresh memory costs more than the sums done in it."""

    def __init__(self) -> None:
        self._blocks: tuple[Tensor, Tensor] | None = None

    def like(self, queries: Tensor, n_keys: int) -> tuple[Tensor, Tensor]:
        shape = (*queries.shape[:-1], n_keys)
        n_cells = math.prod(shape)
        if self._blocks is None or len(self._blocks[0]) < n_cells:
            self._blocks = queries.new_empty(n_cells), queries.new_empty(n_cells)
        scores, exponentials = (block[:n_cells].view(shape) for block in self._blocks)
        return scores, exponentials


def _weights(layer: AttentionLayer, heads: slice, rows: _Rows, scratch: _Scratch) -> tuple[Tensor, Tensor, Tensor]:
    """The scores below their row's largest, the weights, and the keys of the largest [head, query, 1].

    Masked keys have weight 0 and score 0, so that they add nothing anywhere. A row that sees no key is NaN.
    """
    queries = layer.queries[heads][:, rows.place].to(_dtype(layer)) * layer.scale
    keys = _keys_of(layer, heads)[:, : rows.n_keys].to(_dtype(layer))
    scores, weights = scratch.like(queries, rows.n_keys)
    torch.matmul(queries, keys.mT, out=scores)
    if layer.soft_cap is not None:
        scores.copy_(steps.cap_scores(scores, layer.soft_cap))
    if layer.position_bias is not None:
        scores += layer.position_bias[heads][:, rows.place, : rows.n_keys]
    if rows.hidden is not None:
        scores[..., rows.hidden_from :].masked_fill_(rows.hidden, -torch.inf)
    largest, max_key = scores.max(dim=-1, keepdim=True)
    scores -= largest
    torch.softmax(scores, dim=-1, out=weights)
    if rows.hidden is not None:
        scores[..., rows.hidden_from :].masked_fill_(rows.hidden, 0.0)
    return scores, weights, max_key


def _entropy_bits(scores: Tensor, weights: Tensor, max_key: Tensor) -> Tensor:
    """The entropy of every row. Writes over the scores."""
    expected = torch.mul(weights, scores, out=scores).sum(dim=-1)
    return (torch.log(weights.gather(-1, max_key)[..., 0].reciprocal()) - expected) / math.log(2)


def _keys_of(layer: AttentionLayer, heads: slice) -> Tensor:
    group = layer.n_heads // layer.keys.shape[0]
    if group == 1:
        return layer.keys[heads]
    if heads.stop - heads.start == 1:
        return layer.keys[heads.start // group][None]
    return layer.keys[[head // group for head in range(heads.start, heads.stop)]]


def _row_blocks(layer: AttentionLayer) -> Iterator[_Rows]:
    """All rows, so many at once that one head of them has about BLOCK_CELLS cells, and never less than one row."""
    n_rows = max(1, min(_BLOCK_ROWS, layer.n_queries, BLOCK_CELLS // layer.n_keys))
    numbers = torch.arange(layer.n_queries, device=layer.queries.device)
    for start in range(0, layer.n_queries, n_rows):
        place = slice(start, min(start + n_rows, layer.n_queries))
        yield _Rows.of(layer, place, numbers[place])


def _head_blocks(layer: AttentionLayer, n_rows: int) -> Iterator[slice]:
    """All heads, so many at once that n_rows rows of them have about BLOCK_CELLS cells."""
    n_heads = max(1, min(layer.n_heads, BLOCK_CELLS // (n_rows * layer.n_keys)))
    for head in range(0, layer.n_heads, n_heads):
        yield slice(head, min(head + n_heads, layer.n_heads))


def _dtype(layer: AttentionLayer) -> torch.dtype:
    return torch.float64 if layer.queries.dtype == torch.float64 else torch.float32
