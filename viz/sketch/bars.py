"""Numbers as bars, one below the other, each with its name before it and its value behind it."""

from collections.abc import Sequence

import numpy as np

from engine.course.pictures import Bars
from engine.course.written import exactly, show
from viz.shown_text import plain_label
from viz.sketch.canvas import FONT, LINE, SMALL, WIDTH, Canvas, Sketch, shorten, width_of
from viz.theme import Theme

_BAR = 15
_GAP = 9
_PAIR = 12
_MOST_NAME = 150


def draw_bars(picture: Bars, theme: Theme) -> Sketch:
    """Bars one below the other; marked ones in the accent's colour, the second set in grey below the first."""
    sets = [np.asarray(picture.values, dtype=float)] + (
        [np.asarray(picture.others[1], dtype=float)] if picture.others else []
    )
    every = np.concatenate([*sets, [picture.low, 0.0 if picture.high is None else picture.high]])
    finite = every[np.isfinite(every)]
    least, most = min(0.0, float(finite.min())), max(0.0, float(finite.max()))
    if most == least:
        most = least + 1
    labels = [plain_label(name, 24) for name in picture.names]
    room = min(_MOST_NAME, max(width_of(label) for label in labels) + 14)
    number_room = max(width_of(show(float(value), picture.digits)) for value in every) + 10
    left, right = room + (number_room if least < 0 else 0), WIDTH - number_room

    def place(value: float) -> float:
        return left + (value - least) / (most - least) * (right - left)

    canvas = Canvas(theme)
    colour = {"entropy": theme.entropy}.get(picture.hue, theme.mark)
    top = 4.0
    if picture.others:
        top = _legend(canvas, [(picture.value_name, colour), (picture.others[0], theme.band)])
    step = _BAR + (_PAIR + 2 if picture.others else 0) + _GAP
    said = []
    for number, label in enumerate(labels):
        y = top + number * step
        canvas.text(room - 8, y + _BAR - 3, shorten(label, room - 4), anchor="end")
        for which, one in enumerate(sets):
            value = float(one[number])
            at, tall = (y, _BAR) if which == 0 else (y + _BAR + 2, _PAIR)
            name = picture.value_name if which == 0 else picture.others[0] if picture.others else ""
            said.append(f"{label}: {name} {show(value, picture.digits)}")
            if not np.isfinite(value):
                canvas.text(place(0) + 4, at + tall - 3, show(value, picture.digits), colour=theme.grey)
                continue
            fill = theme.band if which else _fill(theme, picture.hue, colour, value, number in picture.marked)
            start, end = sorted((place(0), place(value)))
            canvas.box(start, at, max(end - start, 1), tall, fill, round_by=2, said=f"{label}: {name} {exactly(value)}")
            size = FONT if which == 0 else SMALL
            anchor, x = ("end", start - 5) if value < 0 else ("start", end + 5)
            canvas.text(
                x,
                at + tall - 3,
                show(value, picture.digits),
                size=size,
                anchor=anchor,
                colour=theme.grey if which else "",
            )
    bottom = top + len(picture.names) * step
    canvas.line(place(0), top - 3, place(0), bottom - _GAP + 3, theme.grey)
    return canvas.finish(bottom, picture.title, picture.caption, "; ".join(said))


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
