"""One head's weights as a heatmap, with the relative entropy of every row along its right edge."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float, Int

from viz.axes import generated_lines, slanted_pixels, token_axis
from viz.entropy_bars import entropy_bars
from viz.finish import finish_figure
from viz.labels import axis_label
from viz.theme import FONT_SIZE, LIGHT, MARGIN, ROW_FONT_SIZES, SMALL_FONT_SIZE, Theme, needs_white_text

MARKED_TOKENS = 64
"""Up to so many queries and keys every cell can be clicked; beyond, the bars of the rows can."""

PRINTED_QUERIES, PRINTED_KEYS = 24, 16
"""Up to so many, a cell has room for its number."""

_BARS_FROM = 0.84
"""Where the bars begin, as a share of the figure's width."""


def weights_figure(
    weights: Float[np.ndarray, "query key"],
    query_tokens: Sequence[object],
    key_tokens: Sequence[object],
    *,
    relative_entropy: Float[np.ndarray, " query"],
    visible_keys: Int[np.ndarray, " query"],
    band: tuple[Float[np.ndarray, " query"], Float[np.ndarray, " query"]] | None = None,
    selected_query: int | None = None,
    generated_from: int | tuple[int, int] | None = None,
    title: str = "",
    theme: Theme = LIGHT,
) -> go.Figure:
    """Queries down, keys across, weight as colour from 0 to 1; a masked cell (NaN) is grey and says so.

    The bars at the right are the rows' relative entropy; behind each, in grey, the band that 95% of random rows fall
    into (low and high, NaN where a row is not judged). A row without relative entropy has no bar, and its hover says
    why. A click on a cell or a bar carries [query, key] or [query, -1] as customdata: read it with clicked_query.
    generated_from: the first query and the first key that the model wrote, one number where they are the same; these
    and all after them are marked (GENERATED_SENTENCE says so), and a line parts them from those before.
    """
    n_queries, n_keys = weights.shape
    if (n_queries, n_keys) != (len(query_tokens), len(key_tokens)):
        raise ValueError(f"{n_queries} x {n_keys} weights for {len(query_tokens)} queries and {len(key_tokens)} keys")
    queries_from, keys_from = generated_from if isinstance(generated_from, tuple) else (generated_from, generated_from)
    masked = np.isnan(weights)
    clickable = max(n_queries, n_keys) <= MARKED_TOKENS
    traces = [
        *_cells(weights, masked, theme),
        *(_click_targets(weights, masked) if clickable else ()),
        *entropy_bars(relative_entropy, visible_keys, band, theme, dense=n_queries > MARKED_TOKENS),
    ]
    row_pixels = _row_pixels(n_queries)
    font_size = next(size for pixels, size in ROW_FONT_SIZES if row_pixels >= pixels)
    tick_font = {"size": font_size, "color": theme.text}
    layout: dict[str, Any] = {
        "height": round(row_pixels * n_queries + slanted_pixels(key_tokens, 640, keys_from)) + (166 if title else 122),
        "margin": MARGIN | {"t": 50 if title else 8},
        "font": {"size": FONT_SIZE},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "barmode": "overlay",
        "bargap": 0,
        "dragmode": False,
        "hovermode": "closest",
        "hoverdistance": -1,
        "xaxis": token_axis(
            key_tokens,
            theme,
            generated_from=keys_from,
            domain=[0, _BARS_FROM - 0.02],
            side="top",
            title=_axis_title("keys: looked at", theme),
            tickfont=tick_font,
            ticklabelstandoff=3,
            autotickangles=[0, -45, -90],
        ),
        "yaxis": token_axis(
            query_tokens,
            theme,
            selected=selected_query,
            generated_from=queries_from,
            title=_axis_title("queries: that look", theme),
            tickfont=tick_font,
            ticklabelstandoff=5,
        )
        | {"range": [n_queries - 0.5, -0.5]},
        "xaxis2": {
            "domain": [_BARS_FROM, 1],
            "anchor": "y",
            "side": "bottom",
            "range": [0, 1.02],
            "fixedrange": True,
            "tickvals": [0, 0.5, 1],
            "ticktext": ["0", "½", "1"],
            "tickfont": {"size": SMALL_FONT_SIZE, "color": theme.grey},
            "title": _axis_title("relative<br>entropy", theme),
            "gridcolor": theme.masked,
            "zeroline": False,
            "ticks": "",
        },
        "shapes": [
            *generated_lines(keys_from, n_keys, theme, axis="x", across=("y",)),
            *generated_lines(queries_from, n_queries, theme, axis="y", across=("x", "x2")),
            *(() if selected_query is None else _frame(selected_query, theme)),
        ],
    }
    if title:
        layout["title"] = {
            "text": axis_label(title, 80),
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 8},
            "font": {"size": FONT_SIZE + 2, "color": theme.text},
        }
    return finish_figure(traces, layout)


def clicked_query(points: Sequence[Mapping[str, Any]] | None) -> int | None:
    """The query of a chart's selection event (`event.selection.points`); None for an empty or a foreign one.

    A second click on the same cell deselects it and sends no point: that is no choice, and the old one should stay.
    """
    for point in points or ():
        data = point.get("customdata")
        if isinstance(data, Mapping):
            data = [data.get("0", data.get(0))]
        if isinstance(data, Sequence) and not isinstance(data, str) and data and _is_position(data[0]):
            return int(data[0])
    return None


def _is_position(number: object) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and number >= 0 and number % 1 == 0


def _cells(weights: np.ndarray, masked: np.ndarray, theme: Theme) -> list[dict[str, Any]]:
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
            "title": _axis_title("weight", theme) | {"side": "bottom"},
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


def _click_targets(weights: np.ndarray, masked: np.ndarray) -> list[dict[str, Any]]:
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


def _frame(query: int, theme: Theme) -> list[dict[str, Any]]:
    """The accent's frame round a row of cells and its bar."""
    return [
        {
            "type": "rect",
            "xref": axis,
            "yref": "y",
            "x0": 0,
            "x1": 1,
            "y0": query - 0.5,
            "y1": query + 0.5,
            "line": {"color": theme.accent, "width": 2},
        }
        for axis in ("x domain", "x2 domain")
    ]


def _row_pixels(n_queries: int) -> float:
    """Height of a row: generous for a few, 11 pixels at 30 rows, then a figure that grows slowly to 900 pixels."""
    if n_queries <= 30:
        return min(44.0, 340 / n_queries)
    return min(340 + 5 * (n_queries - 30), 900) / n_queries


def _axis_title(text: str, theme: Theme) -> dict[str, Any]:
    return {"text": text, "font": {"size": SMALL_FONT_SIZE, "color": theme.grey}}
