"""What attention saw: the one data type that text and matrices both become."""

import math
from dataclasses import dataclass, field

import torch
from jaxtyping import Float
from torch import Tensor

from engine.attention.kinds import Kind
from engine.attention.mask import MaskRule
from engine.errors import InputError
from engine.text.tokens import Token


@dataclass(frozen=True, eq=False)
class AttentionLayer:
    """The queries, keys and values of one attention layer, as attention really saw them.

    After position encoding and before the softmax. scale multiplies the scores (1/sqrt(width) as a rule).
    key_head may be a divisor of head: then neighbouring heads share a key head (grouped queries).
    soft_cap: scores become soft_cap * tanh(scores / soft_cap). position_bias is added to the scaled scores.
    sink_logits: a learned score by head that joins the softmax without a key or a value (Agarwal et al. 2025, gpt-oss):
    the weights of a row then sum to less than 1, and the rest is what goes to the sink.
    """

    queries: Float[Tensor, "head query width"]
    keys: Float[Tensor, "key_head key width"]
    values: Float[Tensor, "key_head key value_width"]
    scale: float
    mask: MaskRule = field(default_factory=MaskRule)
    soft_cap: float | None = None
    position_bias: Float[Tensor, "head query key"] | None = None
    sink_logits: Float[Tensor, " sink"] | None = None

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
        sinks = self.sink_logits
        if sinks is not None and tuple(sinks.shape) != (self.n_heads,):
            raise InputError(f"there must be one sink logit for each of the {self.n_heads} heads; got {len(sinks)}.")

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
    def n_bytes(self) -> int:
        """The memory of its tensors, which views of the same tensor share."""
        tensors = (self.queries, self.keys, self.values, self.position_bias, self.mask.cells)
        return sum(tensor.numel() * tensor.element_size() for tensor in tensors if tensor is not None)

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
    kind: Kind = "self"

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
