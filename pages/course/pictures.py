"""Pictures of worked examples: a matrix of one, as a table on colours."""

import numpy as np

from pages.course.worked import attempt, worked_examples
from viz.sketch.canvas import Sketch
from viz.sketch.grid import draw_grid
from viz.theme import Theme

_SCALES = {"scores": "signed", "weights": "weights", "output": "signed"}


def draw_example(name: str, theme: Theme) -> Sketch:
    """The matrix "example.way.what": "square.wrong-axis.weights". Raises ValueError for one that does not exist."""
    example_id, way, what = name.split(".")
    example = next((one for one in worked_examples().attention if one.id == example_id), None)
    if example is None or what not in _SCALES:
        raise ValueError(f"no picture {name!r}: it is an example, a way to compute it, and scores, weights or output")
    matrix = getattr(attempt(example, way), what)
    if matrix is None:
        raise ValueError(f"no picture {name!r}: that way has no {what}")
    kind = "value" if what == "output" else "key"
    return draw_grid(
        np.asarray(matrix),
        theme,
        title=what.capitalize(),
        caption="A row for each query, a column for each number."
        if what == "output"
        else "Rows: queries; columns: keys.",
        rows=[f"query {row + 1}" for row in range(matrix.shape[0])],
        columns=[f"{'number' if kind == 'value' else 'key'} {column + 1}" for column in range(matrix.shape[1])],
        column_axis="Numbers" if kind == "value" else "Keys",
        scale=_SCALES[what],
    )
