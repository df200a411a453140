"""Attention as it comes out when somebody makes a well-known mistake: the wrong answers that teach something.

Everything in float64, for small matrices. The names are those of the course's misconceptions.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from engine.errors import InputError

Matrix = Float[np.ndarray, "_rows _columns"]


@dataclass(frozen=True, eq=False)
class Attempt:
    """What came of one way to compute attention. weights is None where there is nothing like a weight."""

    scores: Float[np.ndarray, "query _column"] | None
    weights: Float[np.ndarray, "_query _key"] | None
    output: Float[np.ndarray, "_query _width"]


def softmax(scores: Float[np.ndarray, "*shape"], axis: int | None = -1) -> Float[np.ndarray, "*shape"]:
    """exp(scores) over its sum along an axis (None: over everything), with the largest score subtracted first."""
    parts = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return np.asarray(parts / parts.sum(axis=axis, keepdims=True))


def entropy_bits(weights: Float[np.ndarray, "*lead key"]) -> Float[np.ndarray, "*lead"]:
    """The entropy of each row in bits; a weight of 0 adds nothing."""
    logarithms = np.log2(np.where(weights > 0, weights, 1.0))
    return np.asarray(0.0 - (weights * logarithms).sum(axis=-1))


def attend(queries: Matrix, keys: Matrix, values: Matrix, divisor: float | None = None) -> Attempt:
    """Scaled dot-product attention as it should be (Vaswani et al. 2017, equation 1).

    divisor: what the scores are divided by; None for the root of the width.
    """
    scores = queries @ keys.T
    weights = softmax(scores / (np.sqrt(queries.shape[1]) if divisor is None else divisor))
    return Attempt(scores, weights, weights @ values)


def _average(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attempt:
    weights = np.full((len(q), len(k)), 1 / len(k))
    return Attempt(None, weights, weights @ v)


def _hardest(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attempt:
    scores = q @ k.T
    weights = np.eye(len(k))[scores.argmax(axis=1)]
    return Attempt(scores, weights, weights @ v)


def _weakest(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attempt:
    scores = q @ k.T
    weights = np.eye(len(k))[scores.argmin(axis=1)]
    return Attempt(scores, weights, weights @ v)


def _no_transpose(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attempt:
    scores = q @ k
    weights = softmax(scores / divisor)
    return Attempt(scores, weights, weights @ v)


def _no_softmax(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attempt:
    scores = q @ k.T
    return Attempt(scores, None, scores / divisor @ v)


def _normalised(axis: int | None) -> Callable[[Matrix, Matrix, Matrix, float], Attempt]:
    def compute(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attempt:
        scores = q @ k.T
        weights = softmax(scores / divisor, axis=axis)
        return Attempt(scores, weights, weights @ v)

    return compute


def _keys_as_values(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attempt:
    attempt = attend(q, k, v, divisor)
    assert attempt.weights is not None
    return Attempt(attempt.scores, attempt.weights, attempt.weights @ k)


def _with_divisor(of_width: Callable[[int], float]) -> Callable[[Matrix, Matrix, Matrix, float], Attempt]:
    return lambda q, k, v, divisor: attend(q, k, v, of_width(q.shape[1]))


def _transposed(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attempt:
    attempt = attend(q, k, v, divisor)
    assert attempt.weights is not None
    weights = attempt.weights.T
    return Attempt(attempt.scores, weights, weights @ v)


def _elementwise(function: Callable[[Matrix], Matrix]) -> Callable[[Matrix, Matrix, Matrix, float], Attempt]:
    def compute(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attempt:
        scores = q @ k.T
        weights = function(scores / divisor)
        return Attempt(scores, weights, weights @ v)

    return compute


_WAYS: dict[str, Callable[[Matrix, Matrix, Matrix, float], Attempt]] = {
    "average": _average,
    "hardest": _hardest,
    "weakest": _weakest,
    "no-transpose": _no_transpose,
    "no-softmax": _no_softmax,
    "wrong-axis": _normalised(0),
    "whole-matrix": _normalised(None),
    "keys-as-values": _keys_as_values,
    "no-scaling": _with_divisor(lambda width: 1.0),
    "divides-by-width": _with_divisor(float),
    "transposed-weights": _transposed,
    "sigmoid": _elementwise(lambda scores: 1 / (1 + np.exp(-scores))),
    "relu": _elementwise(lambda scores: np.maximum(scores, 0)),
    "tanh": _elementwise(np.tanh),
}

MISTAKES = tuple(_WAYS)
"""Every mistake by name. average, hardest and weakest take the mean, the best and the worst key's value."""


def attend_mistakenly(
    mistake: str, queries: Matrix, keys: Matrix, values: Matrix, divisor: float | None = None
) -> Attempt:
    """What one mistake makes of attention; all else is done as it should be.

    Raises InputError where the mistake cannot be made silently: the shapes do not fit, and NumPy would say so.
    """
    right = np.sqrt(queries.shape[1]) if divisor is None else divisor
    try:
        return _WAYS[mistake](queries, keys, values, float(right))
    except ValueError as error:
        raise InputError(f"the mistake {mistake!r} does not fit these shapes: {error}.") from None
