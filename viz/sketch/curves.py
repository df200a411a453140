"""How numbers change along an axis: one line each, with the place where the reader stands."""

import numpy as np

from engine.course.pictures import Curves
from engine.course.written import exactly, show
from viz.sketch.canvas import FONT, LINE, SMALL, WIDTH, Canvas, Sketch, width_of
from viz.theme import Theme

_HEIGHT = 190
_DASHES = ("", "7 4", "2 4", "10 3 2 3")
"""Lines are told apart without their colours."""


def draw_curves(picture: Curves, theme: Theme) -> Sketch:
    """Lines over x in colours and dashes of their own, with their names above them."""
    places = np.asarray(picture.x, dtype=float)
    series = {name: np.asarray(values, dtype=float) for name, values in picture.lines.items()}
    across = np.log(places) if picture.log_x else places
    known = np.concatenate([values[np.isfinite(values)] for values in series.values()] or [np.zeros(1)])
    bottom = float(known.min()) if picture.low is None else picture.low
    top = float(known.max()) if picture.high is None else picture.high
    if top <= bottom:
        top = bottom + 1
    canvas = Canvas(theme)
    colours = (theme.mark, theme.accent, theme.entropy, theme.grey)
    start = 14.0
    shown = {}
    for number, (name, values) in enumerate(series.items()):
        value = float("nan") if picture.here is None else _value_at(across, values, picture.here, picture.log_x)
        shown[name] = value
        words = name if picture.here is None else f"{name}: {_short(value)}"
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
        spot = at(float(np.log(tick)) if picture.log_x else float(tick))
        canvas.text(spot, below + 16, _short(float(tick)), size=SMALL, anchor="middle", colour=theme.grey)
    if picture.here is not None:
        spot = at(float(np.log(picture.here)) if picture.log_x else picture.here)
        canvas.line(spot, above, spot, below, theme.grey, dashes="3 3")
    for number, (name, values) in enumerate(series.items()):
        colour = colours[number % 4]
        for piece in _pieces(across, values):
            canvas.path([(at(a), up(b)) for a, b in piece], colour, thick=2.5, dashes=_DASHES[number % 4])
        if picture.here is not None and np.isfinite(shown[name]):
            canvas.dot(spot, up(shown[name]), 5, colour, line=theme.page, said=f"{name}: {exactly(shown[name])}")
    canvas.text((left + right) / 2, below + 34, picture.x_name, size=SMALL, anchor="middle", colour=theme.grey)
    canvas.text(12, (above + below) / 2, picture.y_name, size=SMALL, anchor="middle", colour=theme.grey, turned=True)
    said = "; ".join(
        f"{name}: from {_short(float(values[0]))} at {_short(float(places[0]))} to {_short(float(values[-1]))} at "
        f"{_short(float(places[-1]))}" + ("" if picture.here is None else f", here {_short(shown[name])}")
        for name, values in series.items()
    )
    return canvas.finish(
        below + 42, picture.title, picture.caption, f"{picture.y_name} against {picture.x_name}. {said}"
    )


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
