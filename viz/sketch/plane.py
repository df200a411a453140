"""Vectors of two numbers in the plane: points or arrows, the area that values span, a path."""

from collections.abc import Callable, Sequence

import numpy as np

from engine.course.pictures import Plane
from engine.course.written import exactly, show
from viz.shown_text import plain_label
from viz.sketch.canvas import FONT, SMALL, WIDTH, Canvas, Sketch, width_of
from viz.theme import Theme

_LEFT, _TOP, _SIDE_BY_SIDE = 44, 10, 250
_LABELS = 150
"""Room beside the points for their names."""


def draw_plane(picture: Plane, theme: Theme) -> Sketch:
    """Points with their names, each kind in its colour."""
    places = np.array(
        [(point.x, point.y) for point in picture.points] + list(picture.path) + ([(0.0, 0.0)] if picture.arrows else [])
    )
    lowest, highest = places.min(axis=0), places.max(axis=0)
    span = max(
        float((highest - lowest)[0]) / (WIDTH - _LEFT - _LABELS), float((highest - lowest)[1]) / _SIDE_BY_SIDE, 1e-9
    )
    centre = (lowest + highest) / 2
    high = min(_SIDE_BY_SIDE, max(float((highest - lowest)[1]) / span, 90)) + 50
    middle = (_LEFT + (WIDTH - _LEFT) / 2, _TOP + high / 2)

    def at(x: float, y: float) -> tuple[float, float]:
        return middle[0] + (x - centre[0]) / span, middle[1] - (y - centre[1]) / span

    canvas = Canvas(theme)
    canvas.box(_LEFT, _TOP, WIDTH - _LEFT - 2, high, "none", line=theme.masked)
    _axes(canvas, at, high, theme)
    _number_axes(canvas, centre, span, high, middle, theme)
    if picture.hull:
        values = [(point.x, point.y) for point in picture.points if point.kind == "value"]
        corners = [at(x, y) for x, y in _hull(values)]
        canvas.path(corners, theme.mark, thick=1.5, closed=True, fill=theme.weights[2], opacity=0.45)
    if len(picture.path) > 1:
        canvas.path([at(x, y) for x, y in picture.path], theme.grey, thick=2, dashes="2 4")
    colours = {
        "value": theme.mark,
        "output": theme.accent,
        "query": theme.entropy,
        "key": theme.mark,
        "other": theme.grey,
    }
    # A name covers neither another name nor a point.
    spots = [at(point.x, point.y) for point in picture.points]
    taken = [(x - 8, x + 8, y + 4) for x, y in spots]
    for point, (x, y) in zip(picture.points, spots, strict=True):
        colour = colours[point.kind]
        said = f"{plain_label(point.name, 24)}: ({exactly(point.x)}, {exactly(point.y)})"
        if picture.arrows:
            _arrow(canvas, at(0, 0), (x, y), colour)
        canvas.dot(x, y, 7 if point.kind in ("output", "query") else 5, colour, line=theme.page, said=said)
        _label(canvas, plain_label(point.name, 24), x, y, colour, high, taken)
    canvas.text((_LEFT + WIDTH) / 2, _TOP + high + 17, picture.x_name, size=SMALL, anchor="middle", colour=theme.grey)
    canvas.text(14, _TOP + high / 2, picture.y_name, size=SMALL, anchor="middle", colour=theme.grey, turned=True)
    told = "; ".join(f"{point.name} at ({show(point.x, 2)}, {show(point.y, 2)})" for point in picture.points)
    return canvas.finish(_TOP + high + 24, picture.title, picture.caption, told)


def _axes(canvas: Canvas, at: Callable[[float, float], tuple[float, float]], high: float, theme: Theme) -> None:
    x, y = at(0.0, 0.0)
    if _LEFT < x < WIDTH - 2:
        canvas.line(x, _TOP, x, _TOP + high, theme.masked, thick=1.5)
    if _TOP < y < _TOP + high:
        canvas.line(_LEFT, y, WIDTH - 2, y, theme.masked, thick=1.5)


def _number_axes(
    canvas: Canvas, centre: np.ndarray, span: float, high: float, middle: tuple[float, float], theme: Theme
) -> None:
    """A number at both ends of each axis, round ones."""
    for axis, half in enumerate(((WIDTH - _LEFT) / 2 - 24, high / 2 - 12)):
        step = _round_step(half * span)
        for tick in sorted(
            {np.ceil((centre[axis] - half * span) / step), np.floor((centre[axis] + half * span) / step)}
        ):
            value = float(tick * step)
            words = show(value, 0 if value == round(value) else 1 if step >= 0.1 else 2)
            if axis == 0:
                x = middle[0] + (value - centre[0]) / span
                canvas.text(x, _TOP + high + 14, words, size=SMALL, anchor="middle", colour=theme.grey)
            else:
                y = middle[1] - (value - centre[1]) / span
                canvas.text(_LEFT - 5, y + 4, words, size=SMALL, anchor="end", colour=theme.grey)


def _round_step(half: float) -> float:
    """1, 2 or 5 times a power of ten, not above half."""
    power = 10.0 ** np.floor(np.log10(half))
    return float(max(part * power for part in (1, 2, 5) if part * power <= half))


def _arrow(canvas: Canvas, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    canvas.line(*start, *end, colour, thick=2.5)


def _label(
    canvas: Canvas, name: str, x: float, y: float, colour: str, high: float, taken: list[tuple[float, float, float]]
) -> None:
    """The name beside its point, on the side with room, moved down or up until it covers no other name."""
    wide = width_of(name)
    right = x + 10 + wide < WIDTH
    start = x + 10 if right else x - 10 - wide
    for shift in (5, -12, 22, -29, 39):
        base = min(max(y + shift, _TOP + FONT), _TOP + high - 5)
        if all(abs(base - other) >= FONT or start + wide < left or start > end for left, end, other in taken):
            break
    taken.append((start, start + wide, base))
    canvas.text(start, base, name, colour=canvas.theme.text, weight="600" if colour == canvas.theme.accent else "400")


def _hull(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners of the smallest convex area round places, in order (Andrew's monotone chain)."""
    ordered = sorted(set(places))
    if len(ordered) < 3:
        return ordered

    def half(these: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        chain: list[tuple[float, float]] = []
        for place in these:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], place) <= 0:
                chain.pop()
            chain.append(place)
        return chain[:-1]

    return half(ordered) + half(ordered[::-1])


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
