"""The transpose, the shapes, and the order of a product."""

from collections.abc import Mapping

import numpy as np

from engine.course.conditions import Numbers
from engine.course.figure import PageLink, Shown
from engine.course.lessons.links import open_matrices
from engine.course.lessons.order.numbers import (
    SQUARE,
    THREE,
    WIDE,
    Chain,
    Factors,
    Matrix,
    chain,
    drawn,
    mix,
    multiply,
    outside,
)
from engine.course.pictures import Grid, Picture
from engine.course.schema import Value
from engine.course.written import show
from engine.matrices.input import MatrixInput

_FACTORS = {"2 numbers": SQUARE, "3 numbers": WIDE}


def transpose(settings: Mapping[str, Value]) -> Shown:
    """keys: "2 numbers" or "3 numbers", the width of the two keys; way: "with" or "without" the transpose."""
    factors = _FACTORS[str(settings["keys"])]
    tried = chain(factors, transposed=settings["way"] == "with")
    off = float("inf") if tried.output is None else float(np.abs(tried.output - factors.output).max())
    right = chain(factors, transposed=True)
    numbers: Numbers = {
        "error": tried.error,
        "off": off,
        "output": _row(tried.output),
        "scores": _row(tried.scores),
        "weights": _row(tried.weights),
        "right_output": _row(right.output),
        "right_scores": _row(right.scores),
    }
    formula = "Q Kᵀ" if settings["way"] == "with" else "Q K"
    return Shown(numbers, _steps(factors, tried, formula), (_link(factors),))


def shapes(settings: Mapping[str, Value]) -> Shown:
    """queries, keys: how many rows Q and K have; width: how many columns both have."""
    queries, keys = drawn(int(settings["queries"]), int(settings["keys"]), int(settings["width"]))
    scores = multiply(queries, keys.T).result
    assert scores is not None
    numbers: Numbers = {
        "queries": len(queries),
        "keys": len(keys),
        "width": queries.shape[1],
        "rows": scores.shape[0],
        "columns": scores.shape[1],
        "without": multiply(queries, keys).error or "no error",
    }
    pictures: tuple[Picture, ...] = (
        _plain(queries, f"Q: {len(queries)} × {queries.shape[1]}", "A row for each query.", "Queries", ""),
        _plain(keys, f"K: {len(keys)} × {keys.shape[1]}", "A row for each key.", "Keys", ""),
    )
    if settings["shown"]:
        title = f"Scores Q Kᵀ: {scores.shape[0]} × {scores.shape[1]}"
        pictures += (_plain(scores, title, "A row for each query, a column for each key.", "Queries", "Keys"),)
    matrices = MatrixInput(queries=queries, keys=keys, values=np.eye(len(keys)))
    return Shown(numbers, pictures, (open_matrices(matrices),))


def mixing(settings: Mapping[str, Value]) -> Shown:
    """order: "weights @ values", "values @ weights" or "weights.T @ values"; keys: 2 or 3 of them."""
    factors = THREE if int(settings["keys"]) == 3 else _first_keys(THREE, int(settings["keys"]))
    order = str(settings["order"])
    product = mix(factors.weights, factors.values, order)
    result = product.result
    fits = result is not None and result.shape == factors.output.shape
    numbers: Numbers = {
        "error": product.error,
        "off": float(np.abs(result - factors.output).max()) if result is not None and fits else float("inf"),
        "outside": 0.0 if result is None or not fits else outside(result, factors.values),
        "keys": len(factors.keys),
        "lowest": float(factors.values.min()),
        "highest": float(factors.values.max()),
        "largest": float("nan") if result is None else float(result.max()),
        "smallest": float("nan") if result is None else float(result.min()),
    }
    caption = f"NumPy stops: {product.error}" if product.error else "Each row sums to 1."
    pictures: tuple[Picture, ...] = (
        Grid(factors.weights, title="The weights", caption=caption),
        _plain(factors.values, "The values", "A row for each key.", "Keys", "", digits=0),
    )
    if result is not None:
        pictures += (_plain(result, f"Output: {order}", "What the product gives.", "", "", digits=2),)
    return Shown(numbers, pictures, (_link(factors),))


def _first_keys(factors: Factors, count: int) -> Factors:
    """The same queries with the first keys and values only."""
    return Factors(factors.queries, factors.keys[:count], factors.values[:count])


def _steps(factors: Factors, tried: Chain, formula: str) -> tuple[Picture, ...]:
    """K, then scores, then output; or K and the error where the product does not fit."""
    keys = factors.keys
    names = [f"key {number + 1}" for number in range(len(keys))]
    size = f"{keys.shape[0]} × {keys.shape[1]}"
    if tried.scores is None or tried.output is None:
        caption = f"NumPy stops at {formula}: {tried.error}"
        return (Grid(keys, title=f"K: {size}", caption=caption, rows=names, row_axis="", column_axis="",
                          scale="plain", digits=0),)  # fmt: skip
    return (
        Grid(keys, title=f"K: {size}", caption="A row for each key.", rows=names, row_axis="",
                  column_axis="", scale="plain", digits=0),
        _plain(tried.scores, f"Scores {formula}", f"The query is {_row(factors.queries)}.", "", "", digits=0),
        _plain(tried.output, "Output", f"The weights are {_row(tried.weights)}.", "", "", digits=2),
    )  # fmt: skip


def _plain(matrix: Matrix, title: str, caption: str, row_axis: str, column_axis: str, digits: int = 0) -> Picture:
    return Grid(
        matrix,
        title=title,
        caption=caption,
        row_axis=row_axis,
        column_axis=column_axis,
        scale="plain",
        digits=digits,
    )


def _row(matrix: Matrix | None) -> str:
    """The first row, as a reader would write it, whole numbers without a point; "none" where there is no matrix."""
    return "none" if matrix is None else ", ".join(show(value, 0 if value.is_integer() else 2) for value in matrix[0])


def _link(factors: Factors) -> PageLink:
    """The Matrices page, where nothing can be left out: with the transpose and without scaling."""
    return open_matrices(MatrixInput(factors.queries, factors.keys, factors.values, scale=False))
