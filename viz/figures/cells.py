"""The cells of a heatmap of weights: their colours, their numbers, and the places on them that can be clicked."""

from typing import Any

import numpy as np

from viz.figures.finish import small_title
from viz.theme import SMALL_FONT_SIZE, Theme, needs_white_text

MARKED_TOKENS = 64
"""Up to so many queries and keys every cell can be clicked; beyond, the bars of the rows can."""

PRINTED_QUERIES, PRINTED_KEYS = 24, 16
"""Up to so many, a cell has room for its number."""


def weight_cells(weights: np.ndarray, masked: np.ndarray, theme: Theme) -> list[dict[str, Any]]:
    """The masked cells in one flat grey, and the weights over them in the scale of weights, with their numbers."""
    n_queries, n_keys = weights.shape
    gap = 1 if max(n_queries, n_keys) <= 40 else 0
    cells: dict[str, Any] = {
        "type": "heatmap",
        "z": weights if weights.size <= MARKED_TOKENS**2 else weights.astype(np.float32),
        "zmin": 0,
        "zmax": 1,
        "colorscale": theme.weight_scale,
        "xgap": gap,
        "ygap": gap,
        "hoverongaps": False,
        "hovertemplate": "query %{y}<br>key %{x}<br>weight %{z:.6~g}<extra></extra>",
        "colorbar": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "xref": "paper",
            "y": 0,
            "yanchor": "top",
            "len": 0.4,
            "thickness": 8,
            "ypad": 12,
            "xpad": 0,
            "tickvals": [0, 1],
            "ticktext": ["0", "1"],
            "tickfont": {"size": SMALL_FONT_SIZE, "color": theme.grey},
            "title": small_title("weight", theme) | {"side": "bottom"},
            "outlinewidth": 0,
        },
    }
    traces = [cells]
    if n_queries <= PRINTED_QUERIES and n_keys <= PRINTED_KEYS:
        # Black numbers on pale cells, white ones on strong cells: two layers, as one layer has one colour of numbers.
        on_dark = ~masked & needs_white_text(weights, theme.weights)
        cells |= {
            "text": _printed(weights, ~masked & ~on_dark),
            "texttemplate": "%{text}",
            "textfont": {"color": "#0b1420"},
        }
        if on_dark.any():
            strong = {"z": np.where(on_dark, weights, np.nan), "text": _printed(weights, on_dark), "showscale": False}
            traces.append(cells | strong | {"textfont": {"color": "#ffffff"}})
    if not masked.any():
        return traces
    hidden = {
        "type": "heatmap",
        "z": np.where(masked, 0, np.nan).astype(np.float32),
        "colorscale": [(0, theme.masked), (1, theme.masked)],
        "showscale": False,
        "hoverongaps": False,
        "hovertemplate": "query %{y}<br>key %{x}<br>masked: this query cannot see this key<extra></extra>",
    }
    return [hidden, *traces]


def _printed(weights: np.ndarray, chosen: np.ndarray) -> list[list[str]]:
    """The weights to two decimals where chosen, nothing elsewhere."""
    return [
        [f"{weight:.2f}" if shown else "" for weight, shown in zip(row, choice, strict=True)]
        for row, choice in zip(weights, chosen, strict=True)
    ]


def click_targets(weights: np.ndarray, masked: np.ndarray) -> list[dict[str, Any]]:
    """Places on the cells without a picture: Streamlit reports no click on a heatmap itself, but one on a place.

    They are texts that are empty: Plotly draws nothing for one, where an invisible marker costs it as much as any.
    """
    query, key = np.meshgrid(np.arange(weights.shape[0]), np.arange(weights.shape[1]), indexing="ij")
    return [
        {
            "type": "scatter",
            "x": key[chosen],
            "y": query[chosen],
            "customdata": np.stack([query[chosen], key[chosen], np.nan_to_num(weights[chosen])], axis=1),
            "mode": "text",
            "hovertemplate": f"query %{{y}}<br>key %{{x}}<br>{hover}<extra></extra>",
        }
        for chosen, hover in (
            (~masked, "weight %{customdata[2]:.6~g}"),
            (masked, "masked: this query cannot see this key"),
        )
        if chosen.any()
    ]
