"""Lesson 16: the transpose, the shapes, and the order of a product."""

from collections.abc import Mapping

import numpy as np

from engine.lessons.order import SQUARE, THREE, WIDE, Attempt, Example, Matrix, attempt, drawn, mix, multiply, outside
from engine.matrix_input import MatrixInput
from pages.course.conditions import Numbers
from pages.course.figure import PageLink, Shown
from pages.course.figures.links import open_matrices
from pages.course.schema import Value
from viz.sketch.canvas import Sketch, show
from viz.sketch.grid import draw_grid
from viz.theme import Theme

_EXAMPLES = {"2 numbers": SQUARE, "3 numbers": WIDE}


def transpose(settings: Mapping[str, Value], theme: Theme) -> Shown:
    """keys: "2 numbers" or "3 numbers", the width of the two keys; way: "with" or "without" the transpose."""
    example = _EXAMPLES[str(settings["keys"])]
    tried = attempt(example, transposed=settings["way"] == "with")
    off = float("inf") if tried.output is None else float(np.abs(tried.output - example.output).max())
    right = attempt(example, transposed=True)
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
    return Shown(numbers, _steps(example, tried, formula, theme), (_link(example),))


def shapes(settings: Mapping[str, Value], theme: Theme) -> Shown:
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
    sketches: tuple[Sketch, ...] = (
        _plain(queries, f"Q: {len(queries)} × {queries.shape[1]}", "A row for each query.", theme, "Queries", ""),
        _plain(keys, f"K: {len(keys)} × {keys.shape[1]}", "A row for each key.", theme, "Keys", ""),
    )
    if settings["shown"]:
        title = f"Scores Q Kᵀ: {scores.shape[0]} × {scores.shape[1]}"
        sketches += (_plain(scores, title, "A row for each query, a column for each key.", theme, "Queries", "Keys"),)
    matrices = MatrixInput(queries=queries, keys=keys, values=np.eye(len(keys)))
    return Shown(numbers, sketches, (open_matrices(matrices),))


def mixing(settings: Mapping[str, Value], theme: Theme) -> Shown:
    """order: "weights @ values", "values @ weights" or "weights.T @ values"; keys: 2 or 3 of them."""
    example = THREE if int(settings["keys"]) == 3 else _first_keys(THREE, int(settings["keys"]))
    order = str(settings["order"])
    product = mix(example.weights, example.values, order)
    result = product.result
    fits = result is not None and result.shape == example.output.shape
    numbers: Numbers = {
        "error": product.error,
        "off": float(np.abs(result - example.output).max()) if result is not None and fits else float("inf"),
        "outside": 0.0 if result is None or not fits else outside(result, example.values),
        "keys": len(example.keys),
        "lowest": float(example.values.min()),
        "highest": float(example.values.max()),
        "largest": float("nan") if result is None else float(result.max()),
        "smallest": float("nan") if result is None else float(result.min()),
    }
    caption = f"NumPy stops: {product.error}" if product.error else "Each row sums to 1."
    sketches: tuple[Sketch, ...] = (
        draw_grid(example.weights, theme, title="The weights", caption=caption),
        _plain(example.values, "The values", "A row for each key.", theme, "Keys", "", digits=0),
    )
    if result is not None:
        sketches += (_plain(result, f"Output: {order}", "What the product gives.", theme, "", "", digits=2),)
    return Shown(numbers, sketches, (_link(example),))


def _first_keys(example: Example, count: int) -> Example:
    """The same queries with the first keys and values only."""
    return Example(example.queries, example.keys[:count], example.values[:count])


def _steps(example: Example, tried: Attempt, formula: str, theme: Theme) -> tuple[Sketch, ...]:
    """K, then scores, then output; or K and the error where the product does not fit."""
    keys = example.keys
    names = [f"key {number + 1}" for number in range(len(keys))]
    size = f"{keys.shape[0]} × {keys.shape[1]}"
    if tried.scores is None or tried.output is None:
        caption = f"NumPy stops at {formula}: {tried.error}"
        return (draw_grid(keys, theme, title=f"K: {size}", caption=caption, rows=names, row_axis="", column_axis="",
                          scale="plain", digits=0),)  # fmt: skip
    return (
        draw_grid(keys, theme, title=f"K: {size}", caption="A row for each key.", rows=names, row_axis="",
                  column_axis="", scale="plain", digits=0),
        _plain(tried.scores, f"Scores {formula}", f"The query is {_row(example.queries)}.", theme, "", "", digits=0),
        _plain(tried.output, "Output", f"The weights are {_row(tried.weights)}.", theme, "", "", digits=2),
    )  # fmt: skip


def _plain(
    matrix: Matrix, title: str, caption: str, theme: Theme, row_axis: str, column_axis: str, digits: int = 0
) -> Sketch:
    return draw_grid(
        matrix,
        theme,
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


def _link(example: Example) -> PageLink:
    """The Matrices page, where nothing can be left out: with the transpose and without scaling."""
    return open_matrices(MatrixInput(example.queries, example.keys, example.values, scale=False))
