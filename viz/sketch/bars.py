"""Numbers as bars, one below the other, each with its name before it and its value behind it."""

from collections.abc import Collection, Sequence

import numpy as np

from viz.labels import plain_label
from viz.sketch.canvas import FONT, LINE, SMALL, WIDTH, Canvas, Sketch, exactly, shorten, show, width_of
from viz.theme import Theme

_BAR = 15
_GAP = 9
_PAIR = 12
_MOST_NAME = 150


def draw_bars(
    names: Sequence[str],
    values: Sequence[float] | np.ndarray,
    theme: Theme,
    *,
    title: str,
    caption: str = "",
    value_name: str = "weight",
    digits: int = 2,
    low: float = 0.0,
    high: float | None = None,
    others: tuple[str, Sequence[float] | np.ndarray] | None = None,
    marked: Collection[int] = (),
    hue: str = "weight",
) -> Sketch:
    """Bars from zero, to the right, and to the left where there are negative numbers; NaN is blank.

    others: a second set, with its name, drawn in grey below each bar of the first, whose name is value_name. low and
    high are the ends of the axis at least. marked: bars in the accent's colour. hue: "weight", "entropy" or "signed".
    """
    sets = [np.asarray(values, dtype=float)] + ([np.asarray(others[1], dtype=float)] if others else [])
    if any(len(one) != len(names) for one in sets):
        raise ValueError(f"{[len(one) for one in sets]} values for {len(names)} names")
    every = np.concatenate([*sets, [low, 0.0 if high is None else high]])
    finite = every[np.isfinite(every)]
    least, most = min(0.0, float(finite.min())), max(0.0, float(finite.max()))
    if most == least:
        most = least + 1
    labels = [plain_label(name, 24) for name in names]
    room = min(_MOST_NAME, max(width_of(label) for label in labels) + 14)
    number_room = max(width_of(show(float(value), digits)) for value in every) + 10
    left, right = room + (number_room if least < 0 else 0), WIDTH - number_room

    def place(value: float) -> float:
        return left + (value - least) / (most - least) * (right - left)

    canvas = Canvas(theme)
    colour = {"entropy": theme.entropy}.get(hue, theme.mark)
    top = 4.0
    if others:
        top = _legend(canvas, [(value_name, colour), (others[0], theme.band)])
    step = _BAR + (_PAIR + 2 if others else 0) + _GAP
    said = []
    for number, label in enumerate(labels):
        y = top + number * step
        canvas.text(room - 8, y + _BAR - 3, shorten(label, room - 4), anchor="end")
        for which, one in enumerate(sets):
            value = float(one[number])
            at, tall = (y, _BAR) if which == 0 else (y + _BAR + 2, _PAIR)
            name = value_name if which == 0 else others[0] if others else ""
            said.append(f"{label}: {name} {show(value, digits)}")
            if not np.isfinite(value):
                canvas.text(place(0) + 4, at + tall - 3, show(value, digits), colour=theme.grey)
                continue
            fill = theme.band if which else _fill(theme, hue, colour, value, number in marked)
            start, end = sorted((place(0), place(value)))
            canvas.box(start, at, max(end - start, 1), tall, fill, round_by=2, said=f"{label}: {name} {exactly(value)}")
            size = FONT if which == 0 else SMALL
            anchor, x = ("end", start - 5) if value < 0 else ("start", end + 5)
            canvas.text(
                x, at + tall - 3, show(value, digits), size=size, anchor=anchor, colour=theme.grey if which else ""
            )
    bottom = top + len(names) * step
    canvas.line(place(0), top - 3, place(0), bottom - _GAP + 3, theme.grey)
    return canvas.finish(bottom, title, caption, "; ".join(said))


def _fill(theme: Theme, hue: str, colour: str, value: float, is_marked: bool) -> str:
    if is_marked:
        return theme.accent
    return theme.signed[1] if hue == "signed" and value < 0 else colour


def _legend(canvas: Canvas, names: Sequence[tuple[str, str]]) -> float:
    """A square and a name for each set; the y below them is returned."""
    x, y = 4.0, 4.0
    for name, colour in names:
        wide = 18 + width_of(name, SMALL) + 14
        if x + wide > WIDTH and x > 4:
            x, y = 4.0, y + LINE
        canvas.box(x, y, 11, 11, colour, round_by=2)
        canvas.text(x + 16, y + 10, name, size=SMALL, colour=canvas.theme.grey)
        x += wide
    return y + LINE + 4
