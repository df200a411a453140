"""The dot product, and every query with every key."""

from collections.abc import Mapping

import numpy as np

from engine.course.arithmetic import softmax
from engine.course.figure import Shown
from engine.course.lessons.dot_product.numbers import match, pair_scores
from engine.course.lessons.links import open_matrices
from engine.course.lessons.soup import KEY_NUMBERS, KEY_WORDS, QUERY_WORDS, open_soup, soup
from engine.course.pictures import Bars, Grid, Plane, PlanePoint
from engine.course.schema import Value
from engine.matrices.input import MatrixInput

_QUERY_LENGTH = 2.0
_NEAR_LENGTH = 1.0
_LONGEST = 3.0


def angle(settings: Mapping[str, Value]) -> Shown:
    """One query and one key. angle: between them, in degrees; length: of the key."""
    turned, length = float(settings["angle"]), float(settings["length"])
    pair = match(_QUERY_LENGTH, length, turned)
    numbers = {
        "angle": turned,
        "score": pair.score,
        "query_length": _QUERY_LENGTH,
        "key_length": length,
        "cosine": match(1.0, 1.0, turned).score,
        "first_product": pair.products[0],
        "second_product": pair.products[1],
    }
    return Shown(
        numbers,
        (
            Plane(
                [PlanePoint("query", *pair.query, kind="query"), PlanePoint("key", *pair.key, kind="key")],
                title=f"A query, and a key at {turned:.0f} degrees",
                caption="Both are arrows from one point. The dotted line: where the key can turn to.",
                path=[match(1.0, length, float(place)).key for place in range(0, 181, 5)],
                arrows=True,
            ),
            Bars(
                ["first numbers", "second numbers", "score"],
                [*pair.products, pair.score],
                title="The dot product",
                caption="Multiply the first numbers, multiply the second numbers, add up.",
                value_name="product",
                low=-_QUERY_LENGTH * 2,
                high=_QUERY_LENGTH * 2,
                marked=(2,),
                hue="signed",
            ),
        ),
    )


def lengths(settings: Mapping[str, Value]) -> Shown:
    """A key in the query's direction, and one turned away. length: of the far one; angle: how far it is turned."""
    turned, length = float(settings["angle"]), float(settings["length"])
    near, far = match(_QUERY_LENGTH, _NEAR_LENGTH, 0.0), match(_QUERY_LENGTH, length, turned)
    scores = pair_scores(np.array([near.query]), np.array([near.key, far.key]))[0]
    numbers = {
        "near_score": float(scores[0]),
        "far_score": float(scores[1]),
        "far_length": length,
        "angle": turned,
        "far_weight": float(softmax(scores)[1]),
        "far_cosine": match(1.0, 1.0, turned).score,
    }
    return Shown(
        numbers,
        (
            Plane(
                [
                    PlanePoint("query", *near.query, kind="query"),
                    PlanePoint("straight key", *near.key, kind="key"),
                    PlanePoint("turned key", *far.key, kind="key"),
                ],
                title="One query, two keys",
                caption="The straight key points where the query points. The dotted line: how long the other can be.",
                path=[(0.0, 0.0), match(1.0, _LONGEST, turned).key],
                arrows=True,
            ),
            Bars(
                ["straight key", "turned key"],
                scores,
                title="Scores",
                caption="The dot product of the query with each key.",
                value_name="score",
                low=0.0,
                high=6.0,
                hue="signed",
            ),
        ),
        (
            open_matrices(
                MatrixInput(
                    np.array([near.query]),
                    np.array([near.key, far.key]),
                    np.eye(2),
                    scale=False,
                    query_tokens=("query",),
                    key_tokens=("straight", "turned"),
                )
            ),
        ),
    )


def all_pairs(settings: Mapping[str, Value]) -> Shown:
    """Every query with every key. shown: "nothing", "scores" or "weights"."""
    shown = soup(strength=1.0)
    scores = pair_scores(shown.queries, shown.keys)
    numbers = {
        "n_queries": len(shown.queries),
        "n_keys": len(shown.keys),
        "width": shown.keys.shape[1],
        "rows": scores.shape[0],
        "columns": scores.shape[1],
        "tea_hot": float(scores[1, 3]),
        "soup_hot": float(scores[0, 3]),
        "soup_tea": float(scores[0, 2]),
    }
    pictures = [
        Grid(
            matrix,
            title=title,
            rows=rows,
            columns=KEY_NUMBERS,
            row_axis="",
            column_axis="",
            scale="plain",
            digits=0,
        )
        for matrix, title, rows in (
            (shown.queries, "Q, a row for each query", QUERY_WORDS),
            (shown.keys, "K, a row for each key", KEY_WORDS),
        )
    ]
    if settings["shown"] != "nothing":
        is_scores = settings["shown"] == "scores"
        pictures.append(
            Grid(
                scores if is_scores else shown.weights,
                title="Scores, Q times K turned over" if is_scores else "Weights, softmax of each row",
                caption="A row for each query, a column for each key.",
                rows=QUERY_WORDS,
                columns=KEY_WORDS,
                scale="signed" if is_scores else "weights",
                digits=0 if is_scores else 2,
            )
        )
    return Shown(numbers, tuple(pictures), (open_soup(shown),))
