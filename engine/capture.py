"""What attention saw: the one data type that text and matrices both become."""

import math
from dataclasses import dataclass, field

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from engine.errors import InputError
from engine.tokens import Token


@dataclass(frozen=True, eq=False)
class MaskRule:
    """Which keys each query may look at.

    causal: query i sees keys 0 to i. cells: True where the key is visible; both rules hold when both are given.
    """

    causal: bool = False
    cells: Bool[Tensor, "query key"] | None = None

    def visible(
        self, rows: range | Int[Tensor, "row"], n_keys: int, device: torch.device | None = None
    ) -> Bool[Tensor, "row key"] | None:
        """The visible cells of the queries in `rows`, or None where every key is visible to all queries."""
        if self.cells is None and not self.causal:
            return None
        if isinstance(rows, range):
            rows = torch.arange(rows.start, rows.stop, device=device)
        seen = torch.arange(n_keys, device=device) <= rows[:, None] if self.causal else None
        if self.cells is not None:
            drawn = self.cells[rows, :n_keys]
            seen = drawn if seen is None else seen & drawn
        return seen

    def visible_keys(self, n_queries: int, n_keys: int) -> Int[Tensor, "query"]:
        """How many keys each query sees, from 0 to n_keys."""
        if self.cells is not None:
            seen = self.visible(range(n_queries), n_keys, self.cells.device)
            assert seen is not None
            return seen.sum(dim=-1)
        if self.causal:
            return torch.arange(1, n_queries + 1).clamp(max=n_keys)
        return torch.full((n_queries,), n_keys)


@dataclass(frozen=True, eq=False)
class AttentionLayer:
    """The queries, keys and values of one attention layer, as attention really saw them.

    After position encoding and before the softmax. scale multiplies the scores (1/sqrt(width) as a rule).
    key_head may be a divisor of head: then neighbouring heads share a key head (grouped queries).
    soft_cap: scores become soft_cap * tanh(scores / soft_cap). position_bias is added to the scaled scores.
    """

    queries: Float[Tensor, "head query width"]
    keys: Float[Tensor, "key_head key width"]
    values: Float[Tensor, "key_head key value_width"]
    scale: float
    mask: MaskRule = field(default_factory=MaskRule)
    soft_cap: float | None = None
    position_bias: Float[Tensor, "head query key"] | None = None

    def __post_init__(self) -> None:
        for name in ("queries", "keys", "values"):
            tensor = getattr(self, name)
            if tensor.ndim != 3 or 0 in tensor.shape:
                raise InputError(f"{name} must be heads x tokens x width, none of them 0; got {list(tensor.shape)}.")
            # The sum is a quick first look: it is finite, unless a number is not or the sum itself overflows.
            if not math.isfinite(tensor.sum()) and not torch.isfinite(tensor).all():
                raise InputError(f"{name} must be finite numbers; some are infinite or not a number.")
        if self.queries.shape[2] != self.keys.shape[2]:
            raise InputError(
                f"keys must have as many columns as queries ({self.queries.shape[2]}); got {self.keys.shape[2]}."
            )
        if self.keys.shape[:2] != self.values.shape[:2]:
            raise InputError(
                f"values must have as many heads and rows as keys {list(self.keys.shape[:2])}; "
                f"got {list(self.values.shape[:2])}."
            )
        if self.queries.shape[0] % self.keys.shape[0]:
            raise InputError(
                f"the number of key heads ({self.keys.shape[0]}) must divide the heads ({self.queries.shape[0]})."
            )
        cells = self.mask.cells
        if cells is not None and tuple(cells.shape) != (self.n_queries, self.n_keys):
            raise InputError(
                f"the mask must be queries x keys [{self.n_queries}, {self.n_keys}]; got {list(cells.shape)}."
            )
        bias = self.position_bias
        if bias is not None and tuple(bias.shape) != (self.n_heads, self.n_queries, self.n_keys):
            raise InputError(
                f"the position bias must be heads x queries x keys "
                f"[{self.n_heads}, {self.n_queries}, {self.n_keys}]; got {list(bias.shape)}."
            )

    @property
    def n_heads(self) -> int:
        return self.queries.shape[0]

    @property
    def n_queries(self) -> int:
        return self.queries.shape[1]

    @property
    def n_keys(self) -> int:
        return self.keys.shape[1]

    @property
    def fused(self) -> bool:
        """Whether a fused kernel computes these scores: no soft-cap and no bias."""
        return self.soft_cap is None and self.position_bias is None

    def keys_by_head(self) -> Float[Tensor, "head key width"]:
        """The keys of every query head; key heads that several heads share are repeated."""
        return _repeat(self.keys, self.n_heads)

    def values_by_head(self) -> Float[Tensor, "head key value_width"]:
        """The values of every query head, repeated as keys_by_head."""
        return _repeat(self.values, self.n_heads)


def _repeat(tensor: Float[Tensor, "key_head key width"], n_heads: int) -> Float[Tensor, "head key width"]:
    if tensor.shape[0] == n_heads:
        return tensor
    return tensor.repeat_interleave(n_heads // tensor.shape[0], dim=0)


@dataclass(frozen=True, eq=False)
class AttentionCapture:
    """Every attention layer of one run, with its tokens. It does not hold the weights: they are derived.

    All layers have the same number of heads, queries and keys. Checked when made; raises InputError.
    """

    layers: tuple[AttentionLayer, ...]
    query_tokens: tuple[Token, ...]
    key_tokens: tuple[Token, ...]

    def __post_init__(self) -> None:
        if not self.layers:
            raise InputError("a capture needs at least one attention layer; got none.")
        first = self.layers[0]
        for number, layer in enumerate(self.layers):
            shape = (layer.n_heads, layer.n_queries, layer.n_keys)
            wanted = (first.n_heads, first.n_queries, first.n_keys)
            if shape != wanted:
                raise InputError(
                    f"every layer must have the heads, queries and keys of the first {wanted}; layer {number}: {shape}."
                )
        for name, tokens, count in (
            ("query", self.query_tokens, first.n_queries),
            ("key", self.key_tokens, first.n_keys),
        ):
            if len(tokens) != count:
                raise InputError(f"there must be a name for each of the {count} {name} tokens; got {len(tokens)}.")

    @property
    def n_layers(self) -> int:
        return len(self.layers)

    @property
    def n_heads(self) -> int:
        return self.layers[0].n_heads

    @property
    def same_sequence(self) -> bool:
        """Whether queries and keys are the same tokens, so that "itself" and "previous" mean something."""
        return self.query_tokens == self.key_tokens
