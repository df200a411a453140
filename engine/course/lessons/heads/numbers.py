"""Several heads: the width is split among them, each attends by itself, and their outputs are joined."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from torch import nn

from engine.course.arithmetic import attend
from engine.errors import InputError


@dataclass(frozen=True)
class Parameters:
    """The trained numbers of a layer of attention, by what they are for; biases count with their matrices."""

    queries_keys_values: int
    output: int

    @property
    def total(self) -> int:
        return self.queries_keys_values + self.output


def count_parameters(width: int, n_heads: int) -> Parameters:
    """The parameters of PyTorch's nn.MultiheadAttention, counted one by one, without the memory for them.

    InputError where the heads cannot share the width evenly, which PyTorch refuses too.
    """
    _check_split(width, n_heads)
    layer = nn.MultiheadAttention(width, n_heads, device="meta")
    total = sum(parameter.numel() for parameter in layer.parameters())
    output = sum(parameter.numel() for parameter in layer.out_proj.parameters())
    return Parameters(total - output, output)


def split_heads(joined: Float[np.ndarray, "token width"], n_heads: int) -> Float[np.ndarray, "head token head_width"]:
    """Each head's block of neighbouring columns (Vaswani et al. 2017, section 3.2.2)."""
    n_tokens, width = joined.shape
    _check_split(width, n_heads)
    return joined.reshape(n_tokens, n_heads, width // n_heads).transpose(1, 0, 2)


def join_heads(by_head: Float[np.ndarray, "head token head_width"]) -> Float[np.ndarray, "token width"]:
    """The heads' outputs side by side, token by token: split_heads backwards."""
    n_heads, n_tokens, head_width = by_head.shape
    return by_head.transpose(1, 0, 2).reshape(n_tokens, n_heads * head_width)


def join_without_transpose(by_head: Float[np.ndarray, "head token head_width"]) -> Float[np.ndarray, "token width"]:
    """The well-known bug: the numbers in the order in which they lie in memory, head by head, in rows of the width.

    The shape is that of join_heads. The numbers are too, but for one token or one head only.
    """
    n_heads, n_tokens, head_width = by_head.shape
    return np.ascontiguousarray(by_head).reshape(n_tokens, n_heads * head_width)


def weights_by_head(
    queries: Float[np.ndarray, "query width"], keys: Float[np.ndarray, "key width"], n_heads: int
) -> Float[np.ndarray, "head query key"]:
    """Each head's weights from its own columns of the queries and keys, scaled by the root of a head's width."""
    pairs = zip(split_heads(queries, n_heads), split_heads(keys, n_heads), strict=True)
    # The values do not count for the weights: the keys stand in for them.
    attempts = [attend(head_queries, head_keys, head_keys) for head_queries, head_keys in pairs]
    return np.stack([attempt.weights for attempt in attempts if attempt.weights is not None])


def _check_split(width: int, n_heads: int) -> None:
    if n_heads < 1 or width % n_heads:
        raise InputError(
            f"the heads must share the width of {width} evenly; got {n_heads} heads. Choose a divisor of {width}."
        )
