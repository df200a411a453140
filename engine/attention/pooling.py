"""Weights summed up in cells of a smaller picture: the largest, and the mean, under each cell."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from engine.attention.mask import MaskRule

_ROWS_AT_ONCE = 1_024


@dataclass(frozen=True)
class Pooling:
    """A picture of n_queries x n_keys weights: each of its cells stands for so many queries and keys.

    The last row and column of cells may stand for fewer.
    """

    n_queries: int
    n_keys: int
    queries_per_cell: int
    keys_per_cell: int

    @staticmethod
    def of(n_queries: int, n_keys: int, most: int) -> "Pooling":
        """At most `most` cells a side."""
        return Pooling(n_queries, n_keys, math.ceil(n_queries / most), math.ceil(n_keys / most))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the picture."""
        return math.ceil(self.n_queries / self.queries_per_cell), math.ceil(self.n_keys / self.keys_per_cell)

    def add_largest(
        self,
        weights: Float[Tensor, "head row key"],
        rows: range,
        keys: range,
        picture: Float[Tensor, "head cell_row cell_column"],
    ) -> None:
        """Raises the cells of the picture to the largest of these weights: queries `rows`, keys `keys`."""
        for cell_rows, part in self._cell_rows(rows):
            by_cell = weights[:, part].unflatten(1, (cell_rows.stop - cell_rows.start, -1))
            columns, pooled = self._over_keys(by_cell.amax(dim=2), keys, largest=True)
            cells = picture[:, cell_rows, columns]
            torch.maximum(cells, pooled, out=cells)

    def add_sum(
        self,
        weights: Float[Tensor, "head row key"],
        rows: range,
        keys: range,
        picture: Float[Tensor, "head cell_row cell_column"],
    ) -> None:
        """Adds these weights to the cells of the picture."""
        for cell_rows, part in self._cell_rows(rows):
            by_cell = weights[:, part].unflatten(1, (cell_rows.stop - cell_rows.start, -1))
            columns, pooled = self._over_keys(by_cell.sum(dim=2), keys, largest=False)
            picture[:, cell_rows, columns] += pooled

    def _cell_rows(self, rows: range) -> Iterator[tuple[slice, slice]]:
        """The rows of cells that these queries lie in, each run of them with its part of the queries.

        All rows of a run have equally many of these queries: whole cells go together, the part of one at either end
        alone.
        """
        size, start = self.queries_per_cell, rows.start
        while start < rows.stop:
            first = start // size
            n_whole = (rows.stop - start) // size if start % size == 0 else 0
            last = first + max(1, n_whole)
            stop = min(last * size, rows.stop)
            yield slice(first, last), slice(start - rows.start, stop - rows.start)
            start = stop

    def _over_keys(
        self, weights: Float[Tensor, "head cell_row key"], keys: range, *, largest: bool
    ) -> tuple[slice, Tensor]:
        """The columns of cells that these keys lie in, and the largest (or the sum) under each."""
        size = self.keys_per_cell
        first, last = keys.start // size, (keys.stop - 1) // size
        before, after = keys.start - first * size, (last + 1) * size - keys.stop
        # Weights are 0 or more, so that a place without one changes neither the largest nor the sum.
        filled = torch.nn.functional.pad(weights, (before, after)) if before or after else weights
        cells = filled.unflatten(2, (last - first + 1, size))
        return slice(first, last + 1), cells.amax(dim=3) if largest else cells.sum(dim=3)


def visible_in_cells(mask: MaskRule, pooling: Pooling) -> Float[Tensor, "cell_row cell_column"]:
    """How many weights under each cell are not masked."""
    if mask.cells is not None:
        counts = torch.zeros((1, *pooling.shape), device=mask.cells.device)
        for start in range(0, pooling.n_queries, pooling.queries_per_cell):
            rows = range(start, min(start + pooling.queries_per_cell, pooling.n_queries))
            seen = mask.visible(rows, pooling.n_keys, mask.cells.device)
            assert seen is not None
            pooling.add_sum(seen[None].float(), rows, range(pooling.n_keys), counts)
        return counts[0]
    counts = torch.zeros(pooling.shape, dtype=torch.int32)
    edges = torch.arange(pooling.shape[1] + 1, dtype=torch.int32) * pooling.keys_per_cell
    for queries in torch.arange(pooling.n_queries).split(_ROWS_AT_ONCE):
        ranges = [mask.key_range(range(query, query + 1), pooling.n_keys) for query in queries.tolist()]
        first = torch.tensor([keys.start for keys in ranges], dtype=torch.int32)[:, None]
        stop = torch.tensor([keys.stop for keys in ranges], dtype=torch.int32)[:, None]
        overlap = (torch.minimum(stop, edges[1:]) - torch.maximum(first, edges[:-1])).clamp_(min=0)
        counts.index_add_(0, queries // pooling.queries_per_cell, overlap)
    return counts.float()
