"""One head's weights as a heatmap, with the normalised entropy of every row along its right edge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float, Int

from viz.figures.axes import generated_lines, slanted_pixels, token_axis
from viz.figures.cells import MARKED_TOKENS, click_targets, weight_cells
from viz.figures.entropy_bars import entropy_bars
from viz.figures.finish import base_layout, figure_title, finish_figure, small_title
from viz.shown_text import axis_label
from viz.theme import LIGHT, ROW_FONT_SIZES, SMALL_FONT_SIZE, Theme

_BARS_FROM = 0.84
"""Where the bars begin, as a share of the figure's width."""


@dataclass(frozen=True, eq=False)
class HeadPart:
    """The weights of one head, or of a window of it, with what is said of its rows. Masked cells are NaN.

    normalised_entropy, visible_keys: of the whole rows, whatever part of the keys is shown. band: the normalised
    entropy that 95% of random rows fall into (low and high, NaN where a row is not judged). generated_from: the first
    query and the first key that the model wrote, one number where they are the same. Raises ValueError where tokens and
    weights do not pair.
    """

    weights: Float[np.ndarray, "query key"]
    query_tokens: Sequence[object]
    key_tokens: Sequence[object]
    normalised_entropy: Float[np.ndarray, " query"]
    visible_keys: Int[np.ndarray, " query"]
    band: tuple[Float[np.ndarray, " query"], Float[np.ndarray, " query"]] | None = None
    generated_from: int | tuple[int, int] | None = None

    def __post_init__(self) -> None:
        n_queries, n_keys = self.weights.shape
        named = len(self.query_tokens), len(self.key_tokens)
        if (n_queries, n_keys) != named:
            raise ValueError(f"{n_queries} x {n_keys} weights for {named[0]} queries and {named[1]} keys")

    @property
    def first_written(self) -> tuple[int | None, int | None]:
        """The first query and the first key that the model wrote."""
        start = self.generated_from
        return start if isinstance(start, tuple) else (start, start)


def weights_figure(
    part: HeadPart, *, selected_query: int | None = None, title: str = "", theme: Theme = LIGHT
) -> go.Figure:
    """Queries down, keys across, weight as colour from 0 to 1; a masked cell is grey and says so.

    The bars at the right are the rows' normalised entropy, on the band of random rows in grey. A row without one
    has no bar, and its hover says why. A click on a cell or a bar carries [query, key] or [query, -1] as customdata:
    read it with clicked_query. What the model wrote is marked (GENERATED_SENTENCE says so), and a line parts it from
    what came before.
    """
    n_queries, n_keys = part.weights.shape
    masked = np.isnan(part.weights)
    traces = [
        *weight_cells(part.weights, masked, theme),
        *(click_targets(part.weights, masked) if max(n_queries, n_keys) <= MARKED_TOKENS else ()),
        *entropy_bars(part.normalised_entropy, part.visible_keys, part.band, theme, dense=n_queries > MARKED_TOKENS),
    ]
    queries_from, keys_from = part.first_written
    height = round(_row_pixels(n_queries) * n_queries + slanted_pixels(part.key_tokens, 640, keys_from))
    layout = base_layout(height + (166 if title else 122), top=50 if title else 8) | {
        "barmode": "overlay",
        "bargap": 0,
        "hovermode": "closest",
        "hoverdistance": -1,
        **_axes(part, selected_query, theme),
        "shapes": [
            *generated_lines(keys_from, n_keys, theme, axis="x", across=("y",)),
            *generated_lines(queries_from, n_queries, theme, axis="y", across=("x", "x2")),
            *(() if selected_query is None else _frame(selected_query, theme)),
        ],
    }
    if title:
        placed = {"xanchor": "left", "y": 1, "yanchor": "top", "pad": {"t": 8}}
        layout["title"] = figure_title(axis_label(title, 80), theme) | placed
    return finish_figure(traces, layout)


def _axes(part: HeadPart, selected_query: int | None, theme: Theme) -> dict[str, Any]:
    """Keys across the top, queries down the left, and normalised entropy under the bars."""
    queries_from, keys_from = part.first_written
    row_pixels = _row_pixels(len(part.query_tokens))
    font_size = next(size for pixels, size in ROW_FONT_SIZES if row_pixels >= pixels)
    tick_font = {"size": font_size, "color": theme.text}
    return {
        "xaxis": token_axis(
            part.key_tokens,
            theme,
            generated_from=keys_from,
            domain=[0, _BARS_FROM - 0.02],
            side="top",
            title=small_title("keys: looked at", theme),
            tickfont=tick_font,
            ticklabelstandoff=3,
            autotickangles=[0, -45, -90],
        ),
        "yaxis": token_axis(
            part.query_tokens,
            theme,
            selected=selected_query,
            generated_from=queries_from,
            title=small_title("queries: that look", theme),
            tickfont=tick_font,
            ticklabelstandoff=5,
        )
        | {"range": [len(part.query_tokens) - 0.5, -0.5]},
        "xaxis2": {
            "domain": [_BARS_FROM, 1],
            "anchor": "y",
            "side": "bottom",
            "range": [0, 1.02],
            "fixedrange": True,
            "tickvals": [0, 0.5, 1],
            "ticktext": ["0", "½", "1"],
            "tickfont": {"size": SMALL_FONT_SIZE, "color": theme.grey},
            "title": small_title("normalised<br>entropy", theme),
            "gridcolor": theme.masked,
            "zeroline": False,
            "ticks": "",
        },
    }


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
