"""Worked examples: content names small matrices, and everything that comes of them is computed here.

Their numbers fill the places in questions and cards: "[[B.right_entropy_1:.3f]]" is the entropy of the first row of
example B, "[[A.no_transpose_output]]" the output that the missing transpose gives, as text. Rows, columns count from 1.
"""

import math
from functools import cache

import numpy as np
from jaxtyping import Float
from pydantic import Field

from engine.course.arithmetic import Attention, attend, entropy_bits
from engine.course.conditions import Numbers
from engine.course.loading import FOLDER, read_toml
from engine.course.mistakes import MISTAKES, attend_mistakenly
from engine.course.pictures import Grid
from engine.course.schema import Content
from engine.errors import InputError

RIGHT = "right"
"""The way to compute attention that is no mistake."""

_DIGITS = 2

Rows = tuple[tuple[float, ...], ...]


class AttentionExample(Content):
    """One head on small matrices. divisor: what the scores are divided by; None for the root of the width."""

    id: str
    queries: Rows
    keys: Rows
    values: Rows
    divisor: float | None = None


class RowExample(Content):
    """A row of weights. visible: the keys that its query can see; None for all."""

    id: str
    weights: tuple[float, ...]
    visible: int | None = None


class SplitExample(Content):
    """A width that heads share."""

    id: str
    width: int
    heads: int


class WorkedExamples(Content):
    """The file of worked examples."""

    attention: tuple[AttentionExample, ...] = Field(min_length=1)
    row: tuple[RowExample, ...] = ()
    split: tuple[SplitExample, ...] = ()


@cache
def worked_examples() -> WorkedExamples:
    """What goes in, checked."""
    return read_toml(FOLDER / "worked.toml", WorkedExamples)


@cache
def worked_numbers() -> dict[str, Numbers]:
    """The numbers of every worked example, by its id and their names."""
    examples = worked_examples()
    return (
        {one.id: _numbers_of_attention(one) for one in examples.attention}
        | {one.id: _numbers_of_row(one) for one in examples.row}
        | {one.id: _numbers_of_split(one) for one in examples.split}
    )


def attend_by(example: AttentionExample, way: str) -> Attention:
    """Attention on the example, as it should be (RIGHT) or with one of engine.course.mistakes.MISTAKES.

    Raises InputError where the mistake does not fit the shapes.
    """
    q, k, v = (np.array(rows, dtype=float) for rows in (example.queries, example.keys, example.values))
    if way == RIGHT:
        return attend(q, k, v, example.divisor)
    return attend_mistakenly(way, q, k, v, example.divisor)


def row_as_text(row: Float[np.ndarray, "_column"], digits: int = _DIGITS) -> str:
    """[0.76, 0.24]: the numbers of a row with a proper minus sign; whole numbers have no digits."""
    whole = bool(np.all(row == np.round(row)))
    shown = ", ".join(f"{number + 0.0:.{0 if whole else digits}f}" for number in row)
    return f"[{shown}]".replace("-", "−")


def _numbers_of_attention(example: AttentionExample) -> Numbers:
    numbers: dict[str, float | str | bool] = {
        "queries": _matrix_as_text(example.queries),
        "keys": _matrix_as_text(example.keys),
        "values": _matrix_as_text(example.values),
        "width": len(example.queries[0]),
        "root": math.sqrt(len(example.queries[0])),
    }
    for way in (RIGHT, *MISTAKES):
        try:
            found = attend_by(example, way)
        except InputError:
            continue
        numbers |= {f"{way.replace('-', '_')}_{name}": value for name, value in _numbers_of_matrices(found).items()}
    return numbers


def _numbers_of_matrices(found: Attention) -> dict[str, float | str | bool]:
    numbers: dict[str, float | str | bool] = {}
    for name, matrix in (("scores", found.scores), ("weights", found.weights), ("output", found.output)):
        if matrix is None:
            continue
        numbers[name] = _matrix_as_text(matrix)
        for row, of_row in enumerate(matrix, 1):
            numbers |= {f"{name}_{row}_{column}": float(value) for column, value in enumerate(of_row, 1)}
    if found.weights is not None:
        for row, weights in enumerate(found.weights, 1):
            numbers[f"sum_{row}"] = float(weights.sum())
            if np.isclose(weights.sum(), 1) and (weights >= 0).all():
                numbers |= {f"{name}_{row}": value for name, value in _spread(weights, len(weights)).items()}
    return numbers


def _numbers_of_row(example: RowExample) -> Numbers:
    weights = np.array(example.weights, dtype=float)
    return {
        "weights": row_as_text(weights),
        "count": len(weights),
        "largest": float(weights.max()),
        "normalised_of_all": float(entropy_bits(weights)) / math.log2(len(weights)),
        **_spread(weights, example.visible or len(weights)),
    }


def _spread(weights: Float[np.ndarray, "_key"], visible: int) -> dict[str, float]:
    """Entropy in bits, its share of the most there can be, and the effective keys (2 ** entropy)."""
    bits = float(entropy_bits(weights))
    return {
        "entropy": bits,
        "most": math.log2(visible),
        "normalised": bits / math.log2(visible) if visible > 1 else math.nan,
        "effective": 2**bits,
    }


def _numbers_of_split(example: SplitExample) -> Numbers:
    projection = example.width**2 + example.width
    return {
        "width": example.width,
        "heads": example.heads,
        "head_width": example.width // example.heads,
        "projection": projection,
        "parameters": 4 * projection,
    }


def _matrix_as_text(rows: Rows | Float[np.ndarray, "_row _column"]) -> str:
    """A matrix in one line; one row stands without the outer brackets."""
    texts = [row_as_text(np.array(row, dtype=float)) for row in rows]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


_SCALES = {"scores": "signed", "weights": "weights", "output": "signed"}


def example_picture(name: str) -> Grid:
    """The matrix "example.way.what": "square.wrong-axis.weights". Raises ValueError for one that does not exist."""
    example_id, way, what = name.split(".")
    example = next((one for one in worked_examples().attention if one.id == example_id), None)
    if example is None or what not in _SCALES:
        raise ValueError(f"no picture {name!r}: it is an example, a way to compute it, and scores, weights or output")
    matrix = getattr(attend_by(example, way), what)
    if matrix is None:
        raise ValueError(f"no picture {name!r}: that way has no {what}")
    kind = "value" if what == "output" else "key"
    return Grid(
        np.asarray(matrix),
        title=what.capitalize(),
        caption="A row for each query, a column for each number."
        if what == "output"
        else "Rows: queries; columns: keys.",
        rows=[f"query {row + 1}" for row in range(matrix.shape[0])],
        columns=[f"{'number' if kind == 'value' else 'key'} {column + 1}" for column in range(matrix.shape[1])],
        column_axis="Numbers" if kind == "value" else "Keys",
        scale=_SCALES[what],
    )
