"""A sentence whose tokens are tinted by a share each, with the number below."""

from collections.abc import Collection, Sequence

import numpy as np

from viz.labels import plain_label
from viz.sketch.canvas import FONT, SMALL, WIDTH, Canvas, Sketch, exactly, show, width_of
from viz.theme import Theme, blend

_HIGH = 25
_STEP = 50
_STRONGEST = 0.6
"""How far a tint goes at most, so that the word stays readable on it."""


def draw_words(
    tokens: Sequence[str],
    shares: Sequence[float] | np.ndarray,
    theme: Theme,
    *,
    title: str,
    caption: str = "",
    marked: Collection[int] = (),
    hue: str = "weight",
) -> Sketch:
    """The tokens in lines, each on a tint of its share (0 to 1); NaN has no tint. marked: tokens in a frame."""
    values = np.asarray(shares, dtype=float)
    if len(values) != len(tokens):
        raise ValueError(f"{len(values)} shares for {len(tokens)} tokens")
    canvas = Canvas(theme)
    goal = theme.entropy if hue == "entropy" else theme.mark
    x, y = 4.0, 4.0
    said = []
    for place, token in enumerate(tokens):
        name, value = plain_label(token, 18), float(values[place])
        wide = max(width_of(name) + 14, width_of("0.00", SMALL) + 6)
        if x + wide > WIDTH - 4 and x > 4:
            x, y = 4.0, y + _STEP
        known = np.isfinite(value)
        fill = blend(theme.page, goal, min(max(value, 0), 1) * _STRONGEST) if known else theme.page
        framed = place in marked
        canvas.box(
            x, y, wide, _HIGH, fill, line=theme.accent if framed else theme.masked, thick=2.5 if framed else 1,
            round_by=4, said=f"{name}: {exactly(value)}",
        )  # fmt: skip
        canvas.text(x + wide / 2, y + 17.5, name, size=FONT, anchor="middle")
        canvas.text(x + wide / 2, y + _HIGH + 14, show(value, 2), size=SMALL, anchor="middle", colour=theme.grey)
        said.append(f"{name} {show(value, 2)}")
        x += wide + 5
    return canvas.finish(y + _STEP - 4, title, caption, ", ".join(said))
