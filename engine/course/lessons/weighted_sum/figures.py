"""Figures of the lesson on the weighted sum: where the output lies among the values."""

import math
from collections.abc import Mapping
from functools import cache

import numpy as np

from engine.course.figure import PageLink, Shown
from engine.course.lessons.links import open_matrices
from engine.course.lessons.weighted_sum.numbers import (
    distance_outside,
    effective_keys,
    find_temperature,
    soften,
    sum_weighted,
)
from engine.course.pictures import Bars, Grid, Plane, PlanePoint
from engine.course.schema import Value
from engine.course.written import show
from engine.matrices.input import MatrixInput

WORDS = ("cat", "dog", "car", "bus")
QUERY = np.array([[1.0, 1.0]])
KEYS = np.array([[1.5, 1.0], [1.0, 0.5], [0.5, -0.5], [-1.0, -0.5]])
VALUES = np.array([[1.0, 5.0], [4.0, 6.0], [6.0, 2.0], [2.0, 1.0]])
SCORES = (QUERY @ KEYS.T)[0]

_PATH = (0.0, *np.geomspace(0.05, 100, 60).tolist(), math.inf)
"""The temperatures whose outputs the line in the picture goes through."""

_SHARES = np.array([5.0, 3.0, 2.0, 4.0, 6.0])
_VECTORS = np.array([[1.0, 2.0, 0.0], [3.0, 0.0, 1.0], [0.0, 4.0, 2.0], [2.0, 1.0, 5.0], [1.0, 0.0, 3.0]])


def mixture(settings: Mapping[str, Value]) -> Shown:
    """keys: how many keys the query is to look at in effect; path: whether the way of the output is drawn.

    The temperature that gives so many effective keys is solved for.
    """
    temperature = find_temperature(SCORES, float(settings["keys"]))
    weights = soften(SCORES, temperature)
    spread = effective_keys(weights)
    output = weights @ VALUES
    middle = VALUES.mean(axis=0)
    numbers: dict[str, float | str | bool] = {
        "temperature": temperature,
        "effective_keys": spread,
        "largest": float(weights.max()),
        "output_x": float(output[0]),
        "output_y": float(output[1]),
        "to_middle": float(np.hypot(*(output - middle))),
        "to_best": float(np.hypot(*(output - VALUES[SCORES.argmax()]))),
        "to_origin": float(np.hypot(*output)),
        "outside": distance_outside(output, VALUES),
    }
    plane = Plane(
        [*_value_points(), PlanePoint("output", output[0], output[1], "output")],
        title="The output among the values",
        caption="The tinted area is every mixture of the four values."
        + (" The dotted line is the way of the output as the dial goes from 1 key to all." if settings["path"] else ""),
        hull=True,
        path=_path() if settings["path"] else (),
    )
    bars = Bars(
        WORDS,
        weights,
        title="The query's weights",
        caption=f"At the temperature {show(temperature, 2)} they spread over {show(spread, 2)} effective keys.",
        high=1.0,
    )
    return Shown(numbers, (plane, bars), _softmax_link(temperature))


def unbounded(settings: Mapping[str, Value]) -> Shown:
    """normaliser: softmax or none; strength: what the scores are multiplied by first."""
    strength = float(settings["strength"])
    scores = strength * SCORES
    with_softmax = settings["normaliser"] == "softmax"
    factors = soften(scores, 1.0) if with_softmax else scores
    total = float(factors.sum())
    output = factors @ VALUES
    numbers: dict[str, float | str | bool] = {
        "total": total,
        "least": float(factors.min()),
        "output_x": float(output[0]),
        "output_y": float(output[1]),
        "to_best": float(np.hypot(*(output - VALUES[SCORES.argmax()]))),
        "outside": distance_outside(output, VALUES),
    }
    plane = Plane(
        [*_value_points(), PlanePoint("output", output[0], output[1], "output")],
        title="The output among the values",
        caption="The tinted area is every mixture of the four values.",
        hull=True,
    )
    bars = Bars(
        WORDS,
        factors,
        title="What the values are multiplied by",
        caption=f"{'The weights' if with_softmax else 'The scores themselves'}; together {show(total, 2)}.",
        value_name="weight" if with_softmax else "score",
        high=1.0,
        hue="weight" if with_softmax else "signed",
    )
    return Shown(numbers, (plane, bars), _softmax_link(1 / strength) if with_softmax else ())


def broadcast(settings: Mapping[str, Value]) -> Shown:
    """tokens: how many vectors of three numbers; code: "column" for weights[:, None], "plain" for weights alone."""
    n_tokens = int(settings["tokens"])
    weights, vectors = _SHARES[:n_tokens] / _SHARES[:n_tokens].sum(), _VECTORS[:n_tokens]
    right = weights @ vectors
    summed = sum_weighted(weights, vectors, as_column=settings["code"] == "column")
    came = np.full(3, np.nan) if summed.output is None else summed.output
    code = "weights[:, None] * vectors" if settings["code"] == "column" else "weights * vectors"
    numbers: dict[str, float | str | bool] = {
        "raised": summed.output is None,
        "error": summed.error,
        "right": bool(np.allclose(came, right)),
        "came": ", ".join(show(float(one), 2) for one in came),
        "wanted": ", ".join(show(float(one), 2) for one in right),
        "weights": ", ".join(show(float(one), 2) for one in weights),
    }
    table = Grid(
        np.column_stack([weights, vectors]),
        title="A weight for each vector",
        caption="The first column holds the weights, the others the three numbers of each vector.",
        rows=[str(number) for number in range(1, n_tokens + 1)],
        columns=["weight", "first", "second", "third"],
        row_axis="Vectors",
        column_axis="",
        scale="plain",
    )
    bars = Bars(
        ["first", "second", "third"],
        came,
        title=f"({code}).sum(axis=0)",
        caption=f"NumPy refuses: {summed.error}." if summed.output is None else "What NumPy gives without complaint.",
        value_name="this line",
        others=("weights @ vectors", right),
    )
    return Shown(numbers, (table, bars))


def _value_points() -> list[PlanePoint]:
    return [PlanePoint(word, value[0], value[1]) for word, value in zip(WORDS, VALUES, strict=True)]


@cache
def _path() -> tuple[tuple[float, float], ...]:
    outputs = [soften(SCORES, temperature) @ VALUES for temperature in _PATH]
    return tuple((float(x), float(y)) for x, y in outputs)


def _softmax_link(temperature: float) -> tuple[PageLink, ...]:
    """The same weights on the Matrices page; at the two ends of the dial no divisor of the scores gives them."""
    if not 0 < temperature < math.inf:
        return ()
    matrices = MatrixInput(
        queries=QUERY, keys=KEYS, values=VALUES, scale=temperature, query_tokens=("query",), key_tokens=WORDS
    )
    return (open_matrices(matrices),)
