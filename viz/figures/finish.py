"""What every figure begins and ends with: its plain layout and titles, and the way from plain data to a figure."""

from typing import Any

import plotly.graph_objects as go

from viz.theme import FONT_SIZE, MARGIN, SMALL_FONT_SIZE, Theme


def base_layout(height: int, *, top: int) -> dict[str, Any]:
    """The layout of a figure on the page's own ground that is not dragged. height and the top margin in pixels."""
    return {
        "height": height,
        "margin": MARGIN | {"t": top},
        "font": {"size": FONT_SIZE},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
    }


def figure_title(text: str, theme: Theme, size: int = FONT_SIZE + 2) -> dict[str, Any]:
    """A figure's title at its left edge. text: shown as it is, so a label (viz.shown_text) and never what was typed."""
    return {"text": text, "x": 0, "font": {"size": size, "color": theme.text}}


def small_title(text: str, theme: Theme) -> dict[str, Any]:
    """The title of an axis or a scale."""
    return {"text": text, "font": {"size": SMALL_FONT_SIZE, "color": theme.grey}}


def finish_figure(traces: list[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    """The figure of these traces (dicts with their "type") and this layout.

    Plotly checks every property of a figure while it is built, which takes 30 ms where the rest takes 3: too long for
    a class that shares a server. So the figure is made unchecked; the tests check what it holds.
    """
    return go.Figure({"data": traces, "layout": layout}, _validate=False)
