"""Attention as it comes out when somebody makes a well-known mistake: the wrong answers that teach something.

Everything in float64, for small matrices. The names are those of the course's misconceptions.
"""

from collections.abc import Callable

import numpy as np

from engine.course.arithmetic import Attention, Matrix, attend, softmax
from engine.errors import InputError


def _average(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attention:
    weights = np.full((len(q), len(k)), 1 / len(k))
    return Attention(None, weights, weights @ v)


def _hardest(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attention:
    scores = q @ k.T
    weights = np.eye(len(k))[scores.argmax(axis=1)]
    return Attention(scores, weights, weights @ v)


def _weakest(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attention:
    scores = q @ k.T
    weights = np.eye(len(k))[scores.argmin(axis=1)]
    return Attention(scores, weights, weights @ v)


def _no_transpose(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attention:
    scores = q @ k
    weights = softmax(scores / divisor)
    return Attention(scores, weights, weights @ v)


def _no_softmax(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attention:
    scores = q @ k.T
    return Attention(scores, None, scores / divisor @ v)


def _normalised(axis: int | None) -> Callable[[Matrix, Matrix, Matrix, float], Attention]:
    def compute(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attention:
        scores = q @ k.T
        weights = softmax(scores / divisor, axis=axis)
        return Attention(scores, weights, weights @ v)

    return compute


def _keys_as_values(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attention:
    right = attend(q, k, v, divisor)
    assert right.weights is not None
    return Attention(right.scores, right.weights, right.weights @ k)


def _with_divisor(of_width: Callable[[int], float]) -> Callable[[Matrix, Matrix, Matrix, float], Attention]:
    return lambda q, k, v, divisor: attend(q, k, v, of_width(q.shape[1]))


def _transposed(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attention:
    right = attend(q, k, v, divisor)
    assert right.weights is not None
    weights = right.weights.T
    return Attention(right.scores, weights, weights @ v)


def _elementwise(function: Callable[[Matrix], Matrix]) -> Callable[[Matrix, Matrix, Matrix, float], Attention]:
    def compute(q: Matrix, k: Matrix, v: Matrix, divisor: float) -> Attention:
        scores = q @ k.T
        weights = function(scores / divisor)
        return Attention(scores, weights, weights @ v)

    return compute


_WAYS: dict[str, Callable[[Matrix, Matrix, Matrix, float], Attention]] = {
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
) -> Attention:
    """What one mistake makes of attention; all else is done as it should be.

    Raises InputError where the mistake cannot be made silently: the shapes do not fit, and NumPy would say so.
    """
    right = np.sqrt(queries.shape[1]) if divisor is None else divisor
    try:
        return _WAYS[mistake](queries, keys, values, float(right))
    except ValueError as error:
        raise InputError(f"the mistake {mistake!r} does not fit these shapes: {error}.") from None
