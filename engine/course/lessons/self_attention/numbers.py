"""Self-attention: one set of vectors that asks, is compared with and is handed on."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from engine.course.arithmetic import attend


@dataclass(frozen=True, eq=False)
class SelfAttention:
    """Every step, from the tokens' own vectors to what each becomes in its context."""

    queries: Float[np.ndarray, "token width"]
    keys: Float[np.ndarray, "token width"]
    values: Float[np.ndarray, "token value_width"]
    weights: Float[np.ndarray, "token token"]
    output: Float[np.ndarray, "token value_width"]


def attend_within(
    x: Float[np.ndarray, "token model"],
    w_q: Float[np.ndarray, "model width"],
    w_k: Float[np.ndarray, "model width"],
    w_v: Float[np.ndarray, "model value_width"],
) -> SelfAttention:
    """Self-attention of the tokens in x, scaled by the root of the width.

    Queries, keys and values all come from x (Vaswani et al. 2017, section 3.2.3), by three projections.
    """
    queries, keys, values = x @ w_q, x @ w_k, x @ w_v
    attempt = attend(queries, keys, values)
    assert attempt.weights is not None
    return SelfAttention(queries, keys, values, attempt.weights, attempt.output)
