"""One query's weights as bars over the keys."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float

from viz.figures.axes import generated_lines, slanted_pixels, token_axis
from viz.figures.finish import base_layout, figure_title, finish_figure, small_title
from viz.shown_text import axis_label
from viz.theme import LIGHT, SMALL_FONT_SIZE, Theme


def query_figure(
    weights: Float[np.ndarray, " key"],
    key_tokens: Sequence[object],
    query_token: object,
    *,
    visible_keys: int | None = None,
    generated_from: int | None = None,
    theme: Theme = LIGHT,
) -> go.Figure:
    """The weights of one row, 0 to 1, with a line where each would be if the row were uniform over its visible keys.

    A masked key (NaN) has no bar, and its hover says why. The vertical range ends at the largest weight.
    visible_keys: how many keys the row sees, where these are a part of them. generated_from: the first key that the
    model wrote; as in weights_figure.
    """
    if len(weights) != len(key_tokens):
        raise ValueError(f"{len(weights)} weights for {len(key_tokens)} keys")
    masked = np.isnan(weights)
    visible = int((~masked).sum()) if visible_keys is None else visible_keys
    top = max(float(np.nanmax(weights, initial=0.0)), 1 / max(visible, 1)) * 1.12
    small = {"size": SMALL_FONT_SIZE, "color": theme.grey}
    layout = base_layout(280 + slanted_pixels(key_tokens, 900, generated_from), top=40) | {
        "title": figure_title(f"Weights of query “{axis_label(query_token, 40)}”", theme),
        "barmode": "overlay",
        "bargap": 0.25,
        "xaxis": token_axis(
            key_tokens,
            theme,
            generated_from=generated_from,
            title=small_title("keys: looked at", theme),
            tickfont={"size": SMALL_FONT_SIZE + 1, "color": theme.text},
            autotickangles=[0, -45, -90],
        ),
        "yaxis": {
            "title": small_title("weight", theme),
            "range": [0, top],
            "fixedrange": True,
            "gridcolor": theme.masked,
            "zeroline": False,
            "tickfont": small,
        },
    }
    layout["shapes"] = generated_lines(generated_from, len(weights), theme, axis="x", across=("y",))
    if visible:
        line = {"xref": "x domain", "yref": "y", "x0": 0, "x1": 1, "y0": 1 / visible, "y1": 1 / visible}
        layout["shapes"].append(line | {"type": "line", "line": {"color": theme.grey, "width": 1, "dash": "dash"}})
        place = {"xref": "x domain", "yref": "y", "x": 1, "y": 1 / visible, "xanchor": "right", "yanchor": "bottom"}
        layout["annotations"] = [place | {"text": f"uniform: 1/{visible}", "font": small, "showarrow": False}]
    return finish_figure(_bars(weights, masked, top, theme), layout)


def _bars(weights: np.ndarray, masked: np.ndarray, top: float, theme: Theme) -> list[dict[str, Any]]:
    """A bar for each key, and grey ones as high as the figure for the masked keys."""
    hover = [
        "masked: this query cannot see this key" if hidden else f"weight {weight:.6g}"
        for weight, hidden in zip(weights, masked, strict=True)
    ]
    bars = {"type": "bar", "hovertemplate": "key %{x}<br>%{hovertext}<extra></extra>"}
    return [
        bars
        | {
            "x": np.arange(len(weights)),
            "y": np.nan_to_num(weights),
            "marker": {"color": theme.mark, "line": {"width": 0}},
            "hovertext": hover,
        },
        bars
        | {
            "x": np.arange(len(weights))[masked],
            "y": np.full(int(masked.sum()), top),
            "marker": {"color": theme.masked, "line": {"width": 0}},
            "hovertext": [hover[key] for key in np.flatnonzero(masked)],
        },
    ]
