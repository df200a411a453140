"""Softmax beside what one might use in its place, and beside itself done carelessly."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float

from engine.course.arithmetic import Row, softmax
from engine.errors import InputError


def _sigmoid(scores: Row) -> Row:
    return np.asarray(1 / (1 + np.exp(-scores)))


def _argmax(scores: Row) -> Row:
    return np.eye(len(scores))[int(scores.argmax())]


_WAYS: dict[str, Callable[[Row], Row]] = {
    "softmax": softmax,
    "sigmoid": _sigmoid,
    "relu": lambda scores: np.maximum(scores, 0.0),
    "tanh": np.tanh,
    "argmax": _argmax,
}

WAYS = tuple(_WAYS)
"""Ways to make weights of scores, softmax first."""


def weigh(scores: Row, way: str) -> Row:
    """What a way makes of one row of scores; only softmax and argmax give weights that sum to 1.

    argmax: 1 for the largest score (the first of several), 0 for all others. Raises InputError for an unknown way.
    """
    if way not in _WAYS:
        raise InputError(f"the way must be {', '.join(WAYS)}; got {way!r}. Choose one of them.")
    return np.asarray(_WAYS[way](scores))


def plain_softmax(scores: Row) -> Row:
    """exp(scores) / sum(exp(scores)) as it is written in books, in float64, with nothing subtracted first.

    exp overflows to infinity above 709.78, and infinity over infinity is NaN; below -745 every exp is 0, and 0 / 0 is
    NaN as well.
    """
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        parts = np.exp(scores)
        return np.asarray(parts / parts.sum())


AXES = ("keys", "queries", "everything")


def softmax_over(scores: Float[np.ndarray, "query key"], over: str) -> Float[np.ndarray, "query key"]:
    """Softmax over the keys of each query, as it should be; over the queries of each key; or over all at once.

    Raises InputError for anything else.
    """
    axes: dict[str, int | None] = {"keys": -1, "queries": 0, "everything": None}
    if over not in axes:
        raise InputError(f"softmax runs over {', '.join(AXES)}; got {over!r}. Choose one of them.")
    return softmax(scores, axis=axes[over])
