"""One step of attention on small matrices: every number printed, and what it is made of in the hover."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float

from viz.figures.axes import token_axis
from viz.figures.finish import base_layout, figure_title, finish_figure
from viz.shown_text import axis_label
from viz.theme import FONT_SIZE, LIGHT, SMALL_FONT_SIZE, Theme, needs_white_text

MOST_TERMS = 16
"""A hover writes out a sum of so many products; a longer one is cut, and says so."""


def step_figure(
    matrix: Float[np.ndarray, "row column"],
    row_names: Sequence[object],
    column_names: Sequence[object],
    *,
    name: str,
    kind: Literal["signed", "weights"],
    hover: Sequence[Sequence[str]] | None = None,
    theme: Theme = LIGHT,
) -> go.Figure:
    """A small matrix with its numbers to three digits. -infinity and NaN are drawn as masked.

    kind "weights": 0 to 1 on the scale of weights. "signed": symmetric about 0, on the scale of signed numbers. hover:
    for each cell the words that say what it is made of, shown under its exact value.
    """
    n_rows, n_columns = matrix.shape
    hidden = ~np.isfinite(matrix)
    largest = float(np.abs(matrix[~hidden]).max(initial=0.0)) or 1.0
    low, high = (0.0, 1.0) if kind == "weights" else (-largest, largest)
    scale = theme.weights if kind == "weights" else theme.signed
    font_size = 12 if n_columns <= 6 else 11 if n_columns <= 9 else 9
    white = needs_white_text((np.where(hidden, low, matrix) - low) / (high - low), scale) & ~hidden
    ink = {True: "#ffffff", False: "#0b1420"}
    words = [
        [_hover(float(value), "" if hover is None else hover[row][column]) for column, value in enumerate(values)]
        for row, values in enumerate(matrix)
    ]
    cells = {
        "type": "heatmap",
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "hovertext": words,
        "hovertemplate": "row %{y}, column %{x}<br>%{hovertext}<extra></extra>",
    }
    colours = theme.weight_scale if kind == "weights" else theme.signed_scale
    traces = [cells | {"z": np.where(hidden, np.nan, matrix), "zmin": low, "zmax": high, "colorscale": colours}]
    if hidden.any():
        grey = [(0, theme.masked), (1, theme.masked)]
        traces.append(cells | {"z": np.where(hidden, 0.0, np.nan), "colorscale": grey})
    numbers = [
        {
            "x": column,
            "y": row,
            "text": _printed(float(matrix[row, column])),
            "showarrow": False,
            "font": {"size": font_size, "color": theme.text if hidden[row, column] else ink[bool(white[row, column])]},
        }
        for row in range(n_rows)
        for column in range(n_columns)
    ]
    tick_font = {"size": SMALL_FONT_SIZE, "color": theme.text}
    layout = base_layout(70 + max(90, 30 * n_rows), top=56) | {
        "annotations": numbers,
        "title": figure_title(axis_label(name, 60), theme, FONT_SIZE + 1),
        "xaxis": token_axis(column_names, theme, side="top", tickfont=tick_font),
        "yaxis": token_axis(row_names, theme, tickfont=tick_font) | {"range": [n_rows - 0.5, -0.5]},
    }
    return finish_figure(traces, layout)


def products_text(pairs: Sequence[tuple[float, float]]) -> str:
    """The sum of products that a cell is: "1 × 0.5 + 0 × 2 = 0.5"."""
    shown = " + ".join(f"{_short(left)} × {_short(right)}" for left, right in pairs[:MOST_TERMS])
    more = f" + {len(pairs) - MOST_TERMS} more" if len(pairs) > MOST_TERMS else ""
    return f"{shown}{more} = {_short(sum(left * right for left, right in pairs))}"


def _hover(value: float, made_of: str) -> str:
    exact = "−∞ (masked)" if value == -np.inf else "no value: this row sees no key" if np.isnan(value) else repr(value)
    lines = [exact]
    # A sum in a hover wraps where a person would break it, or a long one would run off the screen.
    parts = made_of.split(" + ") if made_of else []
    lines += [
        " + ".join(parts[start : start + 4]) + (" +" if start + 4 < len(parts) else "")
        for start in range(0, len(parts), 4)
    ]
    return "<br>".join(lines)


def _printed(value: float) -> str:
    if np.isnan(value):
        return "–"
    if np.isinf(value):
        return "−∞" if value < 0 else "∞"
    if value == 0:
        return "0"
    if not 1e-3 <= abs(value) < 1e5:
        return f"{value:.1e}".replace("-", "−").replace("e+0", "e").replace("e+", "e").replace("e−0", "e−")
    # 999.5 and more would come out as 1e+03.
    return f"{value:.3g}".replace("-", "−") if abs(value) < 999.5 else f"{value:.0f}".replace("-", "−")


def _short(number: float) -> str:
    text = f"{number:.6g}"
    return f"({text})" if number < 0 else text
