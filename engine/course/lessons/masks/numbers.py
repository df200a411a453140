"""Masks: which keys a query may look at, and where in the computation they have to be taken out."""

import numpy as np
from jaxtyping import Bool, Float

from engine.course.arithmetic import softmax
from engine.errors import InputError

ORDERS = ("before", "after", "rescaled")
"""When the mask is applied: before the softmax, after it, or after it with each row then divided by its sum."""


def causal_mask(n_tokens: int) -> Bool[np.ndarray, "query key"]:
    """True where a query may look: at itself and at what came before (Vaswani et al. 2017, section 3.2.3)."""
    return np.tril(np.ones((n_tokens, n_tokens), dtype=bool))


def masked_weights(
    scores: Float[np.ndarray, "query key"], visible: Bool[np.ndarray, "query key"], order: str = "before"
) -> Float[np.ndarray, "query key"]:
    """The weights of scaled scores with the mask applied in one of ORDERS; 0 on every hidden key.

    Only "before" is attention as it is defined: hidden scores become -infinity. "after" leaves rows that sum to less
    than 1. "rescaled" gives the same as "before", but for rounding. InputError for a query that sees no key, since a
    row of weights is then undefined, and for an unknown order.
    """
    if not visible.any(axis=1).all():
        raise InputError("every query must see a key; one sees none. Make a key visible in each row of the mask.")
    if order == "before":
        return softmax(np.where(visible, scores, -np.inf))
    if order not in ORDERS:
        raise InputError(f"the order must be one of {', '.join(ORDERS)}; got {order!r}.")
    late = np.where(visible, softmax(scores), 0.0)
    return late if order == "after" else late / late.sum(axis=1, keepdims=True)
