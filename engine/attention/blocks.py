"""A layer's scores, block of rows by block of rows: what every way that never makes the whole matrix goes through."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
from jaxtyping import Float
from torch import Tensor

from engine.attention.capture import AttentionLayer

BLOCK_CELLS = 2**19
"""Cells of scores in a block: 2 MiB in float32, which stays in a processor's cache."""

BLOCK_ROWS = 256

_CHUNK = 64


@dataclass(frozen=True, eq=False)
class Rows:
    """Some rows of a layer, and what all heads share there."""

    place: slice | Tensor
    numbers: Tensor
    span: range
    """From the first of the rows to the last."""
    keys: range
    """From the first key that one of the rows sees to the last."""
    hidden: Tensor | None
    hidden_from: int
    """The key that the first column of `hidden` stands for: all keys before it are visible."""
    _penalty: Tensor | None = field(default=None, init=False)

    @staticmethod
    def of(layer: AttentionLayer, place: slice | Tensor, numbers: Tensor) -> "Rows":
        mask = layer.mask
        span = range(int(numbers[0]), int(numbers[-1]) + 1)
        keys = mask.key_range(span, layer.n_keys)
        if not keys:
            # No key is within reach of these rows: they look at key 0, hidden, and come out as rows without a key.
            keys = range(1)
        if mask.causal and mask.cells is None and mask.window is None:
            begin = min(keys.stop, span.start + 1)
            later = torch.arange(begin, keys.stop, device=numbers.device) > numbers[:, None]
            return Rows(place, numbers, span, keys, later, begin)
        visible = mask.visible(numbers, keys, numbers.device)
        return Rows(place, numbers, span, keys, None if visible is None else ~visible, keys.start)

    def penalty(self, dtype: torch.dtype) -> Tensor:
        """What hides the hidden scores when it is added to them: much quicker than filling them in, head by head."""
        assert self.hidden is not None
        if self._penalty is None:
            hidden = torch.zeros(self.hidden.shape, dtype=dtype, device=self.hidden.device)
            object.__setattr__(self, "_penalty", hidden.masked_fill_(self.hidden, -torch.inf))
        assert self._penalty is not None
        return self._penalty


class Scratch:
    """Memory for two blocks, used again for each: fresh memory costs more than the sums done in it."""

    def __init__(self) -> None:
        self._blocks: tuple[Tensor, Tensor] | None = None

    def two(self, layer: AttentionLayer, heads: slice, rows: Rows) -> tuple[Tensor, Tensor]:
        shape = (heads.stop - heads.start, len(rows.numbers), len(rows.keys))
        n_cells = math.prod(shape)
        if self._blocks is None or len(self._blocks[0]) < n_cells:
            empty = layer.queries.new_empty
            self._blocks = empty(n_cells, dtype=dtype_of(layer)), empty(n_cells, dtype=dtype_of(layer))
        scores, exponentials = (block[:n_cells].view(shape) for block in self._blocks)
        return scores, exponentials


def block_scores(
    layer: AttentionLayer, heads: slice, rows: Rows, out: Float[Tensor, "head row key"]
) -> Float[Tensor, "head row key"]:
    """The scores of some heads and rows on rows.keys, as the softmax gets them: -infinity on masked keys."""
    queries = layer.queries[heads][:, rows.place].to(dtype_of(layer)) * layer.scale
    keys = keys_of(layer, heads)[:, rows.keys.start : rows.keys.stop].to(dtype_of(layer))
    scores = torch.matmul(queries, keys.mT, out=out)
    if layer.soft_cap is not None:
        scores.div_(layer.soft_cap).tanh_().mul_(layer.soft_cap)
    if layer.position_bias is not None:
        scores += layer.position_bias[heads][:, rows.place, rows.keys.start : rows.keys.stop]
    if rows.hidden is not None:
        scores[..., rows.hidden_from - rows.keys.start :] += rows.penalty(scores.dtype)
    return scores


def largest_of_rows(scores: Float[Tensor, "head row key"]) -> tuple[Tensor, Tensor]:
    """The largest score of every row and the first key that has it [head, row, 1].

    As scores.max(dim=-1, keepdim=True), which looks at one score after another: here whole vectors of scores say which
    chunk of keys has it, and only that chunk is searched. Four to eight times as quick on long rows.
    """
    n_chunks = scores.shape[-1] // _CHUNK
    if n_chunks < 8:
        return scores.max(dim=-1, keepdim=True)
    whole = n_chunks * _CHUNK
    chunks = scores[..., :whole].unflatten(-1, (n_chunks, _CHUNK))
    largest, chunk = chunks.amax(dim=-1).max(dim=-1, keepdim=True)
    inside = chunks.gather(-2, chunk[..., None].expand(*chunk.shape, _CHUNK))[..., 0, :]
    key = inside.argmax(dim=-1, keepdim=True) + chunk * _CHUNK
    if whole < scores.shape[-1]:
        rest, rest_key = scores[..., whole:].max(dim=-1, keepdim=True)
        key = torch.where(rest > largest, rest_key + whole, key)
        largest = torch.maximum(largest, rest)
    return largest, key


def keys_of(layer: AttentionLayer, heads: slice) -> Tensor:
    group = layer.n_heads // layer.keys.shape[0]
    if group == 1:
        return layer.keys[heads]
    if heads.stop - heads.start == 1:
        return layer.keys[heads.start // group][None]
    return layer.keys[[head // group for head in range(heads.start, heads.stop)]]


def row_blocks(layer: AttentionLayer, multiple: int = 1) -> Iterator[Rows]:
    """All rows, so many at once that one head of them has about BLOCK_CELLS cells, and never less than one row.

    A block of more than `multiple` rows has a whole multiple of them, so that few blocks share a cell of a picture.
    """
    n_rows = max(1, min(BLOCK_ROWS, layer.n_queries, BLOCK_CELLS // _keys_at_once(layer, 1)))
    if n_rows > multiple:
        n_rows -= n_rows % multiple
    numbers = torch.arange(layer.n_queries, device=layer.queries.device)
    for start in range(0, layer.n_queries, n_rows):
        place = slice(start, min(start + n_rows, layer.n_queries))
        yield Rows.of(layer, place, numbers[place])


def head_blocks(layer: AttentionLayer, rows: Rows, heads: range | None = None) -> Iterator[slice]:
    """These heads (all, unless given), so many at once that these rows of them have about BLOCK_CELLS cells."""
    heads = range(layer.n_heads) if heads is None else heads
    n_heads = max(1, min(len(heads), BLOCK_CELLS // (len(rows.numbers) * len(rows.keys))))
    for head in range(heads.start, heads.stop, n_heads):
        yield slice(head, min(head + n_heads, heads.stop))


def _keys_at_once(layer: AttentionLayer, n_rows: int) -> int:
    """The most keys that so many rows see together."""
    if layer.mask.window is None:
        return layer.n_keys
    return min(layer.n_keys, n_rows + layer.mask.window * (1 if layer.mask.causal else 2))


def dtype_of(layer: AttentionLayer) -> torch.dtype:
    return torch.float64 if layer.queries.dtype == torch.float64 else torch.float32
