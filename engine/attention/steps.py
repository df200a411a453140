"""Attention in four steps: scores, mask, weights, output (Vaswani et al. 2017, equation 1).

Every step takes what the one before it gave, in the precision that it came in. Any leading axes (layers, heads)
are carried along.
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

_VECTOR = 16
"""torch.softmax goes through shorter rows number by number, which takes four times as long as the formula itself."""


def scores(
    queries: Float[Tensor, "*lead query width"], keys: Float[Tensor, "*lead key width"]
) -> Float[Tensor, "*lead query key"]:
    """How well each query matches each key: Q K^T, the dot product of every query with every key."""
    return queries @ keys.transpose(-2, -1)


def scale_scores(raw: Float[Tensor, "*lead query key"], scale: float) -> Float[Tensor, "*lead query key"]:
    """The scores times `scale`: 1/sqrt(width) keeps their spread near 1 whatever the width (section 3.2.1)."""
    return raw * scale


def cap_scores(scaled: Float[Tensor, "*lead query key"], soft_cap: float | None) -> Float[Tensor, "*lead query key"]:
    """Scores squeezed into (-soft_cap, soft_cap) by a tanh, as Gemma 2 does; unchanged for None."""
    return scaled if soft_cap is None else soft_cap * torch.tanh(scaled / soft_cap)


def mask_scores(
    scaled: Float[Tensor, "*lead query key"], visible: Bool[Tensor, "*#lead query key"] | None
) -> Float[Tensor, "*lead query key"]:
    """The scores with -infinity on the keys that a query may not see; unchanged for None."""
    return scaled if visible is None else scaled.masked_fill(~visible, -torch.inf)


def softmax_weights(masked: Float[Tensor, "*lead query key"]) -> Float[Tensor, "*lead query key"]:
    """Softmax over the keys: every row is positive and sums to 1. A row that sees no key is NaN.

    The row's largest score is subtracted first, so that no exponential overflows.
    """
    if masked.shape[-1] >= _VECTOR:
        return torch.softmax(masked, dim=-1)
    exponentials = torch.exp(masked - masked.amax(dim=-1, keepdim=True))
    return exponentials / exponentials.sum(dim=-1, keepdim=True)


def weighted_sum(
    weights: Float[Tensor, "*lead query key"], values: Float[Tensor, "*lead key value_width"]
) -> Float[Tensor, "*lead query value_width"]:
    """The output: each query's sum of the values, weighted. NaN for a row that sees no key."""
    return weights @ values
