"""Figures of the lesson on heads: split, attend, join, and what the number of heads changes."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from engine.course.figure import Shown
from engine.course.lessons.heads.numbers import (
    Parameters,
    count_parameters,
    join_heads,
    join_without_transpose,
    weights_by_head,
)
from engine.course.lessons.links import open_matrices
from engine.course.pictures import Bars, Grid
from engine.course.schema import Value
from engine.matrices.input import MatrixInput

_THINGS = ("red cat", "red car", "blue cat", "blue car")
_KEYS = np.array([[1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1]], dtype=np.float64)
"""Two numbers for the colour (red, blue), then two for the thing (cat, car)."""
_QUERIES = 4 * _KEYS
_RED, _CATS = np.array([0, 1]), np.array([0, 2])

_HEADS, _HEAD_WIDTH = 2, 2

_count = cache(count_parameters)


def parameters(settings: Mapping[str, Value]) -> Shown:
    """width: of the model; heads: how many share it."""
    width, n_heads = int(settings["width"]), int(settings["heads"])
    counted: Parameters = _count(width, n_heads)
    numbers: dict[str, float | str | bool] = {
        "heads": n_heads,
        "head_width": width // n_heads,
        "total": counted.total,
        "projections": counted.queries_keys_values,
        "output_projection": counted.output,
    }
    bars = Bars(
        ["Q, K and V", "output"],
        [counted.queries_keys_values, counted.output],
        title="Trained numbers in each projection",
        caption=f"Counted in PyTorch's own layer, biases included; together {counted.total:,}.",
        value_name="parameters",
        digits=0,
    )
    shape = Bars(
        ["heads", "width of a head"],
        [n_heads, width // n_heads],
        title="What the heads share",
        caption=f"Heads times the width of a head is the width of the model, {width}.",
        value_name="number",
        digits=0,
        high=float(width),
    )
    return Shown(numbers, (bars, shape))


def subspaces(settings: Mapping[str, Value]) -> Shown:
    """heads: 1, 2 or 4 heads share the four columns. The row of "red cat" is shown."""
    n_heads = int(settings["heads"])
    rows = weights_by_head(_QUERIES, _KEYS, n_heads)[:, 0]
    numbers: dict[str, float | str | bool] = {
        "heads": n_heads,
        "own_first": float(rows[0, 0]),
        "red_first": float(rows[0, _RED].sum()),
        "cats_first": float(rows[0, _CATS].sum()),
        "red_last": float(rows[-1, _RED].sum()),
        "cats_last": float(rows[-1, _CATS].sum()),
        "difference": float(np.abs(rows[0] - rows[-1]).max()),
        "largest": float(rows.max()),
    }
    columns = Grid(
        _KEYS,
        title="The four numbers of each key",
        caption="The queries are these numbers, times four. Heads take neighbouring columns.",
        rows=_THINGS,
        columns=["red", "blue", "cat", "car"],
        row_axis="Keys",
        column_axis="",
        scale="plain",
        digits=0,
    )
    grid = Grid(
        rows,
        title="The weights of “red cat”",
        caption="One row for each head." if n_heads > 1 else "One head has one row for it.",
        rows=[f"head {head}" for head in range(n_heads)],
        columns=_THINGS,
        row_axis="Heads",
    )
    matrices = MatrixInput(
        queries=_QUERIES, keys=_KEYS, values=_KEYS, heads=n_heads, query_tokens=_THINGS, key_tokens=_THINGS
    )
    return Shown(numbers, (columns, grid), (open_matrices(matrices),))


def joined(settings: Mapping[str, Value]) -> Shown:
    """join: "transpose" or "reshape" alone; tokens: how many. Every number says where it comes from."""
    n_tokens = int(settings["tokens"])
    by_head = _traced(n_tokens)
    right = join_heads(by_head)
    came = right if settings["join"] == "transpose" else join_without_transpose(by_head)
    wrong = came != right
    numbers: dict[str, float | str | bool] = {
        "rows": came.shape[0],
        "columns": came.shape[1],
        "same_shape": came.shape == right.shape,
        "wrong": int(wrong.sum()),
        "cells": wrong.size,
        "first_row": ", ".join(f"{number:.0f}" for number in came[0]),
        "right_row": ", ".join(f"{number:.0f}" for number in right[0]),
    }
    heads = Grid(
        by_head.reshape(-1, _HEAD_WIDTH),
        title="The heads' outputs, as they lie in memory",
        caption="First digit: the token. Second: the head. Third: the column in that head. All are counted from 1.",
        rows=[f"{head + 1}, {token + 1}" for head in range(_HEADS) for token in range(n_tokens)],
        row_axis="Head, token",
        column_axis="",
        scale="plain",
        digits=0,
    )
    result = Grid(
        came,
        title="Joined",
        caption="Framed numbers stand in a wrong place."
        if wrong.any()
        else "Each row holds the numbers of its own token.",
        rows=[str(token + 1) for token in range(n_tokens)],
        row_axis="Tokens",
        column_axis="",
        scale="plain",
        digits=0,
        marked=[(int(row), int(column)) for row, column in np.argwhere(wrong)],
    )
    return Shown(numbers, (heads, result))


def _traced(n_tokens: int) -> np.ndarray:
    """Outputs of head, token and column whose digits are the token, the head and the column, counted from 1."""
    head, token, column = np.meshgrid(
        np.arange(1, _HEADS + 1), np.arange(1, n_tokens + 1), np.arange(1, _HEAD_WIDTH + 1), indexing="ij"
    )
    return (100 * token + 10 * head + column).astype(np.float64)
