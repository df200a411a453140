"""A sentence whose tokens are tinted by a share each, with the number below."""

import numpy as np

from engine.course.pictures import Words
from engine.course.written import exactly, show
from viz.shown_text import plain_label
from viz.sketch.canvas import FONT, SMALL, WIDTH, Canvas, Sketch, width_of
from viz.theme import Theme, blend

_HIGH = 25
_STEP = 50
_STRONGEST = 0.6
"""How far a tint goes at most, so that the word stays readable on it."""


def draw_words(picture: Words, theme: Theme) -> Sketch:
    """The tokens in lines, each on a tint of its share, with the number below."""
    values = np.asarray(picture.shares, dtype=float)
    canvas = Canvas(theme)
    goal = theme.entropy if picture.hue == "entropy" else theme.mark
    x, y = 4.0, 4.0
    said = []
    for place, token in enumerate(picture.tokens):
        name, value = plain_label(token, 18), float(values[place])
        wide = max(width_of(name) + 14, width_of("0.00", SMALL) + 6)
        if x + wide > WIDTH - 4 and x > 4:
            x, y = 4.0, y + _STEP
        known = np.isfinite(value)
        fill = blend(theme.page, goal, min(max(value, 0), 1) * _STRONGEST) if known else theme.page
        framed = place in picture.marked
        canvas.box(
            x, y, wide, _HIGH, fill, line=theme.accent if framed else theme.masked, thick=2.5 if framed else 1,
            round_by=4, said=f"{name}: {exactly(value)}",
        )  # fmt: skip
        canvas.text(x + wide / 2, y + 17.5, name, size=FONT, anchor="middle")
        canvas.text(x + wide / 2, y + _HIGH + 14, show(value, 2), size=SMALL, anchor="middle", colour=theme.grey)
        said.append(f"{name} {show(value, 2)}")
        x += wide + 5
    return canvas.finish(y + _STEP - 4, picture.title, picture.caption, ", ".join(said))
