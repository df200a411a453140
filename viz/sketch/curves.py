"""How numbers change along an axis: one line each, with the place where the reader stands."""

from collections.abc import Mapping, Sequence

import numpy as np

from viz.sketch.canvas import FONT, LINE, SMALL, WIDTH, Canvas, Sketch, exactly, show, width_of
from viz.theme import Theme

_HEIGHT = 190
_DASHES = ("", "7 4", "2 4", "10 3 2 3")
"""Lines are told apart without their colours."""


def draw_curves(
    x: Sequence[float] | np.ndarray,
    lines: Mapping[str, Sequence[float] | np.ndarray],
    theme: Theme,
    *,
    title: str,
    caption: str = "",
    x_name: str,
    y_name: str,
    here: float | None = None,
    log_x: bool = False,
    low: float | None = None,
    high: float | None = None,
) -> Sketch:
    """Lines over x, with their names; NaN leaves a gap.

    here: a place on the x axis that is marked, with each line's value there. low, high: the ends of the y axis, else
    those of the numbers.
    """
    places = np.asarray(x, dtype=float)
    series = {name: np.asarray(values, dtype=float) for name, values in lines.items()}
    if not series or any(len(values) != len(places) for values in series.values()):
        raise ValueError(f"every line needs {len(places)} values")
    across = np.log(places) if log_x else places
    known = np.concatenate([values[np.isfinite(values)] for values in series.values()] or [np.zeros(1)])
    bottom = float(known.min()) if low is None else low
    top = float(known.max()) if high is None else high
    if top <= bottom:
        top = bottom + 1
    canvas = Canvas(theme)
    colours = (theme.mark, theme.accent, theme.entropy, theme.grey)
    start = 14.0
    shown = {}
    for number, (name, values) in enumerate(series.items()):
        value = float("nan") if here is None else _value_at(across, values, here, log_x)
        shown[name] = value
        words = name if here is None else f"{name}: {_short(value)}"
        canvas.line(4, start - 4, 28, start - 4, colours[number % 4], thick=3, dashes=_DASHES[number % 4])
        canvas.text(34, start, words, size=FONT)
        start += LINE
    ticks_y = np.linspace(bottom, top, 3)
    left = 14 + max(width_of(_short(float(tick)), SMALL) for tick in ticks_y) + 14
    right, above, below = WIDTH - 22, start + 6, start + 6 + _HEIGHT

    def at(value: float) -> float:
        return float(left + (value - across.min()) / max(float(np.ptp(across)), 1e-12) * (right - left))

    def up(value: float) -> float:
        return float(below - (min(max(value, bottom), top) - bottom) / (top - bottom) * (below - above))

    for tick in ticks_y:
        y = up(float(tick))
        canvas.line(left, y, right, y, theme.masked)
        canvas.text(left - 6, y + 4, _short(float(tick)), size=SMALL, anchor="end", colour=theme.grey)
    for tick in _ticks(places):
        spot = at(float(np.log(tick)) if log_x else float(tick))
        canvas.text(spot, below + 16, _short(float(tick)), size=SMALL, anchor="middle", colour=theme.grey)
    if here is not None:
        spot = at(float(np.log(here)) if log_x else here)
        canvas.line(spot, above, spot, below, theme.grey, dashes="3 3")
    for number, (name, values) in enumerate(series.items()):
        colour = colours[number % 4]
        for piece in _pieces(across, values):
            canvas.path([(at(a), up(b)) for a, b in piece], colour, thick=2.5, dashes=_DASHES[number % 4])
        if here is not None and np.isfinite(shown[name]):
            canvas.dot(spot, up(shown[name]), 5, colour, line=theme.page, said=f"{name}: {exactly(shown[name])}")
    canvas.text((left + right) / 2, below + 34, x_name, size=SMALL, anchor="middle", colour=theme.grey)
    canvas.text(12, (above + below) / 2, y_name, size=SMALL, anchor="middle", colour=theme.grey, turned=True)
    said = "; ".join(
        f"{name}: from {_short(float(values[0]))} at {_short(float(places[0]))} to {_short(float(values[-1]))} at "
        f"{_short(float(places[-1]))}" + ("" if here is None else f", here {_short(shown[name])}")
        for name, values in series.items()
    )
    return canvas.finish(below + 42, title, caption, f"{y_name} against {x_name}. {said}")


def _value_at(across: np.ndarray, values: np.ndarray, here: float, log_x: bool) -> float:
    finite = np.isfinite(values)
    return float(np.interp(np.log(here) if log_x else here, across[finite], values[finite])) if finite.any() else np.nan


def _pieces(across: np.ndarray, values: np.ndarray) -> list[list[tuple[float, float]]]:
    """The runs of a line between its gaps."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for a, b in zip(across, values, strict=True):
        if np.isfinite(b):
            pieces[-1].append((float(a), float(b)))
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if len(piece) > 1]


def _ticks(places: np.ndarray) -> list[float]:
    """A few of the places themselves, the first and the last among them."""
    few = np.unique(np.linspace(0, len(places) - 1, min(6, len(places))).round().astype(int))
    return [float(places[one]) for one in few]


def _short(value: float) -> str:
    if not np.isfinite(value):
        return "–"
    digits = (
        0 if abs(value) >= 100 or value == round(value) else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3
    )
    return show(value, digits)
