"""Axes of tokens."""

from collections.abc import Sequence
from typing import Any

from viz.labels import axis_label, plain_label
from viz.theme import Theme

LABEL_LIMIT = 16
"""Columns of a token's label beside a picture."""


def token_axis(
    tokens: Sequence[object], theme: Theme, *, selected: int | None = None, **settings: Any
) -> dict[str, Any]:
    """An axis on which each token has its own whole position, 0 to n - 1, so that repeated tokens stay apart.

    The positions are the categories and the tokens their aliases, in labels and hovers alike: unlike a list of tick
    texts, categories are thinned out by Plotly itself where a narrow screen has no room for all of them. The range
    is fixed, as an invisible marker would widen it.
    """
    labels = {str(index): axis_label(token, LABEL_LIMIT) for index, token in enumerate(tokens)}
    if selected is not None:
        labels[str(selected)] = f'<b style="color:{theme.accent}">{labels[str(selected)]}</b>'
    axis = {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(labels),
        "labelalias": labels,
        "range": [-0.5, len(labels) - 0.5],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "automargin": True,
    }
    return axis | settings


def slanted_pixels(tokens: Sequence[object], width: int) -> int:
    """Height that labels over or under a picture take beyond one line, on a screen that leaves the axis `width` pixels.

    Plotly slants labels that do not fit side by side; a figure that adds this to its height keeps its rows' height.
    """
    longest = max((len(plain_label(token, LABEL_LIMIT)) for token in tokens), default=0)
    return round(longest * 5) if longest * 7 > width / max(len(tokens), 1) else 0
