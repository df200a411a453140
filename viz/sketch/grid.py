"""A small matrix as a table: numbers on colours, with the names of its rows and columns."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float

from engine.course.pictures import Grid
from engine.course.written import exactly, show
from viz.shown_text import plain_label
from viz.sketch.canvas import FONT, LINE, SMALL, WIDTH, Canvas, Sketch, shorten, width_of
from viz.theme import Theme, colour_at, needs_white_text

_MOST_CELL = 58
_ROW = 30
_LEAST_FOR_NUMBERS = 25
_DARK, _WHITE = "#000000", "#ffffff"


def draw_grid(picture: Grid, theme: Theme) -> Sketch:
    """A table of numbers on colours; where the cells are too small for numbers, the hover has them."""
    values = np.asarray(picture.values, dtype=float)
    n_rows, n_columns = values.shape
    row_names = [plain_label(name, 14) for name in picture.rows or ()]
    column_names = [plain_label(name, 14) for name in picture.columns or ()]
    blank = np.isnan(values) | (
        np.zeros(values.shape, bool) if picture.hidden is None else np.asarray(picture.hidden, bool)
    )
    room = (18 if picture.row_axis else 0) + (min(110, max(map(width_of, row_names)) + 10) if row_names else 4)
    cell = min(_MOST_CELL, (WIDTH - room - 4) / n_columns)
    high = min(_ROW, max(cell, 14))
    turned = bool(column_names) and max(map(width_of, column_names)) > cell
    top = (LINE if picture.column_axis else 4) + (
        0 if not column_names else min(90, max(map(width_of, column_names)) * 0.95 + 8) if turned else LINE
    )
    canvas = Canvas(theme)
    if picture.column_axis:
        _name_column_axis(canvas, picture.column_axis, room, n_columns * cell)
    if picture.row_axis:
        _name_row_axis(canvas, picture.row_axis, top, n_rows * high)
    _name_columns(canvas, column_names, room, top, cell, turned)
    _name_rows(canvas, row_names, room, room - (22 if picture.row_axis else 4), top, high)
    colours, low, most = _colours(theme, picture.scale, values, blank)
    white = needs_white_text(values, colours, low, most) if colours else np.zeros(values.shape, bool)
    numbers_fit = max(width_of(show(float(v), picture.digits), SMALL) for v in values.flat) <= cell - 2
    said = []
    for row in range(n_rows):
        told = []
        for column in range(n_columns):
            value = float(values[row, column])
            x, y = room + column * cell, top + row * high
            where = f"{_called(row_names, row, 'row')}, {_called(column_names, column, 'column')}"
            if blank[row, column]:
                canvas.box(x, y, cell, high, theme.masked, line=theme.page, said=f"{where}: hidden")
                told.append("hidden")
                continue
            fill = colour_at(colours, (value - low) / (most - low)) if colours else "none"
            canvas.box(
                x, y, cell, high, fill, line=theme.page if colours else theme.band, said=f"{where}: {exactly(value)}"
            )
            told.append(show(value, picture.digits))
            if numbers_fit and cell >= _LEAST_FOR_NUMBERS:
                ink = theme.text if not colours else _WHITE if white[row, column] else _DARK
                canvas.text(
                    x + cell / 2,
                    y + high / 2 + 4.5,
                    show(value, picture.digits),
                    size=SMALL,
                    anchor="middle",
                    colour=ink,
                )
        said.append(f"{_called(row_names, row, 'row')}: {', '.join(told)}")
    for row, column in picture.marked:
        canvas.box(
            room + column * cell + 1, top + row * high + 1, cell - 2, high - 2, "none", line=theme.accent, thick=2.5
        )
    least = width_of(f"{picture.row_axis} ↓", SMALL) + 4 if picture.row_axis else 0.0
    return canvas.finish(max(top + n_rows * high + 4, least), picture.title, picture.caption, "; ".join(said))


def _called(names: Sequence[str], place: int, kind: str) -> str:
    return names[place] if names else f"{kind} {place + 1}"


def _name_row_axis(canvas: Canvas, name: str, top: float, height: float) -> None:
    words = shorten(f"{name} ↓", max(height + 20, 60), SMALL)
    middle = max(top + height / 2, width_of(words, SMALL) / 2 + 2)
    canvas.text(12, middle, words, size=SMALL, anchor="middle", colour=canvas.theme.grey, turned=True)


def _name_column_axis(canvas: Canvas, name: str, left: float, width: float) -> None:
    middle = max(left + width / 2, width_of(f"{name} →", SMALL) / 2 + 4)
    canvas.text(middle, 13, f"{name} →", size=SMALL, anchor="middle", colour=canvas.theme.grey)


def _name_rows(canvas: Canvas, names: Sequence[str], right: float, room: float, top: float, high: float) -> None:
    size = FONT if high >= 20 else SMALL
    for row, name in enumerate(names):
        middle = top + (row + 0.5) * high
        canvas.text(right - 8, middle + 4.5, shorten(name, room, size), size=size, anchor="end")


def _name_columns(canvas: Canvas, names: Sequence[str], room: float, top: float, cell: float, turned: bool) -> None:
    size = FONT if cell >= 20 else SMALL
    for column, name in enumerate(names):
        middle = room + (column + 0.5) * cell
        if turned:
            canvas.text(middle + 4.5, top - 6, shorten(name, 84, size), size=size, turned=True)
        else:
            canvas.text(middle, top - 6, name, size=size, anchor="middle")


def _colours(
    theme: Theme, scale: str, values: Float[np.ndarray, "row column"], blank: Bool[np.ndarray, "row column"]
) -> tuple[tuple[str, ...], float, float]:
    if scale == "weights":
        return theme.weights, 0.0, 1.0
    if scale == "signed":
        seen = np.abs(values[~blank & np.isfinite(values)])
        most = float(seen.max()) if seen.size and seen.max() > 0 else 1.0
        return theme.signed, -most, most
    return (), 0.0, 1.0
