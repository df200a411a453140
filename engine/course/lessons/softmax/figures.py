"""Softmax, what might stand in its place, and what goes wrong on the way."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float

from engine.course.arithmetic import softmax
from engine.course.figure import PageLink, Shown
from engine.course.lessons.links import open_matrices
from engine.course.lessons.softmax.numbers import AXES, WAYS, plain_softmax, softmax_over, weigh
from engine.course.pictures import Bars, Grid
from engine.course.schema import Value
from engine.matrices.input import MatrixInput

_VALUES = np.array([[10.0], [20.0], [30.0]])
_KEYS = ("key 1", "key 2", "key 3")
_QUERIES = ("query 1", "query 2")
_SCORES = np.array([[1.0, 2.0, 3.0], [3.0, 0.0, 1.0]])


def rivals(settings: Mapping[str, Value]) -> Shown:
    """Weights by one of several ways, and the output. way; first, second, third: the scores."""
    scores = np.array([float(settings[name]) for name in ("first", "second", "third")])
    way = str(settings["way"])
    weights = weigh(scores, way)
    output = float(weights @ _VALUES[:, 0])
    numbers = {
        "sum": float(weights.sum()),
        "output": output,
        "smallest_value": float(_VALUES.min()),
        "largest_value": float(_VALUES.max()),
    } | {f"{one}_sum": float(weigh(scores, one).sum()) for one in WAYS}
    return Shown(
        numbers,
        (
            Bars(
                [*_KEYS, "sum"],
                [*weights, weights.sum()],
                title=f"Weights by {way}",
                caption="Of the scores " + ", ".join(f"{score:g}" for score in scores).replace("-", "−") + ".",
                digits=3,
                high=1.0,
                marked=(len(_KEYS),),
                hue="signed",
            ),
            Bars(
                ["value 1", "value 2", "value 3", "output"],
                [*_VALUES[:, 0], output],
                title="Values, and what comes out",
                caption="The output is each value times its weight, added up.",
                value_name="value",
                digits=1,
                high=40.0,
                marked=(3,),
                hue="signed",
            ),
        ),
        (_link(scores[None, :], _QUERIES[:1]),),
    )


def shift(settings: Mapping[str, Value]) -> Shown:
    """Softmax with the same number added to every score. add; subtract: whether the largest is taken off first."""
    scores = _SCORES[0] + float(settings["add"])
    weights = softmax(scores) if settings["subtract"] else plain_softmax(scores)
    with np.errstate(over="ignore"):
        largest_power = float(np.exp(scores.max()))
    plain = float(plain_softmax(scores)[2])
    numbers: dict[str, float | str | bool] = {
        "added": float(settings["add"]),
        "first": float(weights[0]),
        "third": float(weights[2]),
        "largest_score": float(scores.max()),
        "plain_says": "“not a number”" if np.isnan(plain) else f"{plain:.3f}",
        "power_says": "infinity" if np.isinf(largest_power) else f"{largest_power:.3g}",
    }
    return Shown(
        numbers,
        (
            Bars(_KEYS, scores, title="Scores", value_name="score", digits=0, hue="signed"),
            Bars(
                _KEYS,
                weights,
                title="Weights",
                caption="A dash stands for “not a number”, which computers write nan.",
                digits=3,
                high=1.0,
            ),
        ),
    )


def axis(settings: Mapping[str, Value]) -> Shown:
    """Softmax of two rows of scores. over: "keys", "queries" or "everything"."""
    over = str(settings["over"])
    weights = softmax_over(_SCORES, over)
    numbers = {
        "row_1": float(weights[0].sum()),
        "row_2": float(weights[1].sum()),
        "column_1": float(weights[:, 0].sum()),
        "total": float(weights.sum()),
        "output_1": float((weights @ _VALUES)[0, 0]),
        "right_output_1": float((softmax_over(_SCORES, AXES[0]) @ _VALUES)[0, 0]),
    }
    with_sums = np.hstack([weights, weights.sum(axis=1, keepdims=True)])
    sums_below = np.append(weights.sum(axis=0), weights.sum())
    return Shown(
        numbers,
        (
            Grid(_SCORES, title="Scores", rows=_QUERIES, columns=_KEYS, scale="signed", digits=0),
            Grid(
                np.vstack([with_sums, sums_below]),
                title=f"Softmax over {'everything' if over == 'everything' else 'the ' + over}",
                caption="Framed: the sums of the rows, of the columns, and of all weights.",
                rows=[*_QUERIES, "sum"],
                columns=[*_KEYS, "sum"],
                marked=[*((row, 3) for row in range(3)), *((2, column) for column in range(3))],
            ),
        ),
        (_link(_SCORES, _QUERIES),),
    )


def _link(scores: Float[np.ndarray, "query key"], queries: tuple[str, ...]) -> PageLink:
    """These very scores on the Matrices page: with the identity for keys, a query is its own row of scores."""
    return open_matrices(
        MatrixInput(scores, np.eye(len(_KEYS)), _VALUES, scale=False, query_tokens=queries, key_tokens=_KEYS),
        "Open these scores, with softmax over the keys",
    )
