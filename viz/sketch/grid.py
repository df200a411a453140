"""A small matrix as a table: numbers on colours, with the names of its rows and columns."""

from collections.abc import Collection, Sequence

import numpy as np
from jaxtyping import Bool, Float

from viz.labels import plain_label
from viz.sketch.canvas import FONT, LINE, SMALL, WIDTH, Canvas, Sketch, exactly, shorten, show, width_of
from viz.theme import Theme, colour_at, needs_white_text

_MOST_CELL = 58
_ROW = 30
_LEAST_FOR_NUMBERS = 25
_DARK, _WHITE = "#000000", "#ffffff"


def draw_grid(
    values: Float[np.ndarray, "row column"],
    theme: Theme,
    *,
    title: str,
    caption: str = "",
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    row_axis: str = "Queries",
    column_axis: str = "Keys",
    scale: str = "weights",
    digits: int = 2,
    hidden: Bool[np.ndarray, "row column"] | None = None,
    marked: Collection[tuple[int, int]] = (),
) -> Sketch:
    """A table of numbers on colours; where the cells are too small for numbers, the hover has them.

    scale: "weights" (0 to 1), "signed" (about 0, to the largest there is) or "plain" (no colours). hidden: cells that
    a mask hides, left blank. marked: cells in a frame. row_axis and column_axis name the axes; "" for none.
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 2 or not values.size:
        raise ValueError(f"a grid needs rows and columns; got the shape {values.shape}")
    n_rows, n_columns = values.shape
    row_names = [plain_label(name, 14) for name in rows or ()]
    column_names = [plain_label(name, 14) for name in columns or ()]
    if (rows is not None and len(row_names) != n_rows) or (columns is not None and len(column_names) != n_columns):
        raise ValueError(f"{len(row_names)} and {len(column_names)} names for the shape {values.shape}")
    blank = np.isnan(values) | (np.zeros(values.shape, bool) if hidden is None else np.asarray(hidden, bool))
    room = (18 if row_axis else 0) + (min(110, max(map(width_of, row_names)) + 10) if row_names else 4)
    cell = min(_MOST_CELL, (WIDTH - room - 4) / n_columns)
    high = min(_ROW, max(cell, 14))
    turned = bool(column_names) and max(map(width_of, column_names)) > cell
    top = (LINE if column_axis else 4) + (
        0 if not column_names else min(90, max(map(width_of, column_names)) * 0.95 + 8) if turned else LINE
    )
    canvas = Canvas(theme)
    _name_axes(canvas, room, top, cell, high, row_axis, column_axis, n_columns, n_rows)
    _name_columns(canvas, column_names, room, top, cell, turned)
    for row, name in enumerate(row_names):
        size = FONT if high >= 20 else SMALL
        shown = shorten(name, room - (22 if row_axis else 4), size)
        canvas.text(room - 8, top + row * high + high / 2 + 4.5, shown, size=size, anchor="end")
    colours, low, most = _colours(theme, scale, values, blank)
    white = needs_white_text(values, colours, low, most) if colours else np.zeros(values.shape, bool)
    numbers_fit = max(width_of(show(float(v), digits), SMALL) for v in values.flat) <= cell - 2
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
            told.append(show(value, digits))
            if numbers_fit and cell >= _LEAST_FOR_NUMBERS:
                ink = theme.text if not colours else _WHITE if white[row, column] else _DARK
                canvas.text(
                    x + cell / 2, y + high / 2 + 4.5, show(value, digits), size=SMALL, anchor="middle", colour=ink
                )
        said.append(f"{_called(row_names, row, 'row')}: {', '.join(told)}")
    for row, column in marked:
        canvas.box(
            room + column * cell + 1, top + row * high + 1, cell - 2, high - 2, "none", line=theme.accent, thick=2.5
        )
    least = width_of(f"{row_axis} ↓", SMALL) + 4 if row_axis else 0.0
    return canvas.finish(max(top + n_rows * high + 4, least), title, caption, "; ".join(said))


def _called(names: Sequence[str], place: int, kind: str) -> str:
    return names[place] if names else f"{kind} {place + 1}"


def _name_axes(
    canvas: Canvas,
    room: float,
    top: float,
    cell: float,
    high: float,
    row_axis: str,
    column_axis: str,
    n_columns: int,
    n_rows: int,
) -> None:
    if column_axis:
        middle = max(room + n_columns * cell / 2, width_of(f"{column_axis} →", SMALL) / 2 + 4)
        canvas.text(middle, 13, f"{column_axis} →", size=SMALL, anchor="middle", colour=canvas.theme.grey)
    if row_axis:
        words = shorten(f"{row_axis} ↓", max(n_rows * high + 20, 60), SMALL)
        middle = max(top + n_rows * high / 2, width_of(words, SMALL) / 2 + 2)
        canvas.text(12, middle, words, size=SMALL, anchor="middle", colour=canvas.theme.grey, turned=True)


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
    if scale == "plain":
        return (), 0.0, 1.0
    raise ValueError(f"a grid's scale is weights, signed or plain, not {scale!r}")
