"""Which keys a query may look at."""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from engine.errors import InputError

_COUNTED_AT_ONCE = 1_024


@dataclass(frozen=True, eq=False)
class MaskRule:
    """Which keys each query may look at. Where several rules are given, a key must be visible by all of them.

    causal: query i sees keys 0 to i. window: keys that are `window` or more places from the query are hidden (a sliding
    window; the token itself is 0 places away). cells: True where the key is visible.
    """

    causal: bool = False
    cells: Bool[Tensor, "query key"] | None = None
    window: int | None = None

    def __post_init__(self) -> None:
        if self.window is not None and self.window < 1:
            raise InputError(f"a window must leave at least 1 key (the token itself); got {self.window}.")

    def key_range(self, rows: range, n_keys: int) -> range:
        """The keys from the first to the last that one of these queries may see, whatever `cells` says."""
        start = 0 if self.window is None else max(0, rows.start - self.window + 1)
        stop = n_keys if self.window is None else min(n_keys, rows.stop - 1 + self.window)
        if self.causal:
            stop = min(stop, rows.stop)
        return range(min(start, stop), stop)

    def visible(
        self, rows: range | Int[Tensor, "row"], keys: range | int, device: torch.device | None = None
    ) -> Bool[Tensor, "row key"] | None:
        """The visible cells of some queries and keys (the first ones, for a number); None where all are visible."""
        if self.cells is None and not self.causal and self.window is None:
            return None
        keys = range(keys) if isinstance(keys, int) else keys
        if isinstance(rows, range):
            rows = torch.arange(rows.start, rows.stop, device=device)
        seen = None if self.cells is None else self.cells[rows, keys.start : keys.stop]
        if self.causal or self.window is not None:
            back = rows[:, None] - torch.arange(keys.start, keys.stop, device=device)
            near = torch.ones_like(back, dtype=torch.bool) if not self.causal else back >= 0
            if self.window is not None:
                near &= back.abs() < self.window
            seen = near if seen is None else seen & near
        return seen

    def sees(self, rows: Tensor, keys: Tensor) -> Tensor:
        """Whether each query sees the key beside it: numbers of queries and keys that broadcast, all within range."""
        seen = torch.ones_like(keys - rows, dtype=torch.bool)
        if self.causal:
            seen &= keys <= rows
        if self.window is not None:
            seen &= (keys - rows).abs() < self.window
        return seen if self.cells is None else seen & self.cells[rows, keys]

    def visible_keys(self, n_queries: int, n_keys: int) -> Int[Tensor, "query"]:
        """How many keys each query sees, from 0 to n_keys."""
        if self.cells is not None:
            counts = []
            for rows in torch.arange(n_queries, device=self.cells.device).split(_COUNTED_AT_ONCE):
                seen = self.visible(rows, n_keys, self.cells.device)
                assert seen is not None
                counts.append(seen.sum(dim=-1))
            return torch.cat(counts)
        query = torch.arange(n_queries)
        last = query if self.causal else torch.full((n_queries,), n_keys - 1)
        first = torch.zeros(n_queries, dtype=torch.long)
        if self.window is not None:
            first = query - self.window + 1
            last = torch.minimum(last, query + self.window - 1)
        return (last.clamp(max=n_keys - 1) - first.clamp(min=0) + 1).clamp(min=0)
