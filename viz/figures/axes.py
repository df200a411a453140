"""Axes of tokens."""

from collections.abc import Sequence
from typing import Any

from viz.shown_text import axis_label, plain_label
from viz.theme import Theme

LABEL_LIMIT = 16
"""Columns of a token's label beside a picture."""

GENERATED_MARK = "►"
"""Stands before a token that the model wrote, on an axis and in a hover: told apart without a colour."""

GENERATED_SENTENCE = f"{GENERATED_MARK} marks the tokens that the model wrote; a thin line parts them from your text."
"""For the caption of a picture with generated tokens."""


def token_axis(
    tokens: Sequence[object],
    theme: Theme,
    *,
    selected: int | None = None,
    generated_from: int | None = None,
    **settings: Any,
) -> dict[str, Any]:
    """An axis on which each token has its own whole position, 0 to n - 1, so that repeated tokens stay apart.

    The positions are the categories and the tokens their aliases, in labels and hovers alike: unlike a list of tick
    texts, categories are thinned out by Plotly itself where a narrow screen has no room for all of them. The range
    is fixed, as an invisible marker would widen it.

    generated_from: the position from which on the tokens are marked as the model's own; None for none.
    """
    labels = {
        str(index): _mark(index, generated_from) + axis_label(token, LABEL_LIMIT) for index, token in enumerate(tokens)
    }
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


def generated_lines(
    generated_from: int | None, count: int, theme: Theme, *, axis: str, across: Sequence[str]
) -> list[dict[str, Any]]:
    """The thin line between what was given and what the model wrote on an axis ("x" or "y") of `count` tokens.

    across: the axes that it crosses, each in its whole length. No line where all tokens are of one kind.
    """
    if generated_from is None or not 0 < generated_from < count:
        return []
    other = "y" if axis == "x" else "x"
    at = generated_from - 0.5
    return [
        {
            "type": "line",
            f"{axis}ref": axis,
            f"{axis}0": at,
            f"{axis}1": at,
            f"{other}ref": f"{crossed} domain",
            f"{other}0": 0,
            f"{other}1": 1,
            "line": {"color": theme.grey, "width": 1},
        }
        for crossed in across
    ]


def slanted_pixels(tokens: Sequence[object], width: int, generated_from: int | None = None) -> int:
    """Height that labels over or under a picture take beyond one line, on a screen that leaves the axis `width` pixels.

    Plotly slants labels that do not fit side by side; a figure that adds this to its height keeps its rows' height.
    """
    longest = max(
        (len(_mark(index, generated_from) + plain_label(token, LABEL_LIMIT)) for index, token in enumerate(tokens)),
        default=0,
    )
    return round(longest * 5) if longest * 7 > width / max(len(tokens), 1) else 0


def _mark(index: int, generated_from: int | None) -> str:
    return "" if generated_from is None or index < generated_from else f"{GENERATED_MARK} "
