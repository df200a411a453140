"""The likeliest next tokens of a text as bars."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from engine.running.continuation import NextToken
from viz.figures.axes import token_axis
from viz.figures.finish import base_layout, figure_title, finish_figure, small_title
from viz.shown_text import axis_label
from viz.theme import LIGHT, SMALL_FONT_SIZE, Theme

CAME_MARK = "◄"
"""Stands after the probability of the token that the text really goes on with."""

_BAR_PIXELS = 24
_ROOM = 0.2
"""The share of the width that a probability printed after the longest bar takes on a phone."""


def next_tokens_figure(
    next_tokens: Sequence[NextToken], after: object, theme: Theme = LIGHT, *, came: int | None = None
) -> go.Figure:
    """The probabilities of some tokens, 0 to 1, one bar below the other, in the order given: the likeliest first.

    after: the token that they would follow. came: the id of the token that does follow; its bar, if there is one, has
    CAME_MARK. A space that belongs to a token shows as a mark, as does the end of a line. ValueError without a token.
    """
    if not next_tokens:
        raise ValueError("there is no token to draw")
    chances = [token.probability for token in next_tokens]
    follows = [token.token_id == came for token in next_tokens]
    small = {"size": SMALL_FONT_SIZE, "color": theme.grey}
    bars: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": chances,
        "y": list(range(len(chances))),
        "marker": {"color": theme.mark, "line": {"width": 0}},
        "text": [
            f"{_printed(chance)} {CAME_MARK}" if here else _printed(chance)
            for chance, here in zip(chances, follows, strict=True)
        ],
        "textposition": "outside",
        "textfont": {"size": SMALL_FONT_SIZE + 1, "color": theme.text},
        "textangle": 0,
        "cliponaxis": False,
        "hovertext": [_hover(token, here) for token, here in zip(next_tokens, follows, strict=True)],
        "hovertemplate": "%{y}<br>%{hovertext}<extra></extra>",
    }
    layout = base_layout(92 + _BAR_PIXELS * len(chances), top=40) | {
        "title": figure_title(f"Likeliest after “{axis_label(after, 24)}”", theme),
        "bargap": 0.3,
        "hovermode": "closest",
        "xaxis": {
            "title": small_title("probability, 0 to 1", theme),
            "range": [0, max(*chances, 1e-9) / (1 - _ROOM)],
            "fixedrange": True,
            "nticks": 5,
            "gridcolor": theme.masked,
            "zeroline": False,
            "tickfont": small,
        },
        "yaxis": token_axis(
            [token.text for token in next_tokens],
            theme,
            title=small_title("next token", theme),
            tickfont={"size": SMALL_FONT_SIZE + 1, "color": theme.text},
            ticklabelstandoff=5,
        )
        | {"range": [len(chances) - 0.5, -0.5]},
    }
    return finish_figure([bars], layout)


def _printed(chance: float) -> str:
    """Three decimals, so that the numbers stand below each other; a smaller one is said to be smaller, not 0."""
    return f"{chance:.3f}" if chance == 0 or chance >= 0.0005 else "&lt;0.001"


def _hover(token: NextToken, came: bool) -> str:
    return f"probability {token.probability:.6g}" + ("<br>this token follows" if came else "")
