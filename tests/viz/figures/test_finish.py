"""Figures are made unchecked, so here Plotly checks every property of every kind of figure."""

import numpy as np
import plotly.graph_objects as go
import pytest

from viz.figures.heatmap import HeadPart, weights_figure
from viz.figures.query_bars import query_figure
from viz.figures.steps import step_figure
from viz.theme import DARK, LIGHT

CAUSAL = np.where(np.tri(5, 7, dtype=bool), 1 / np.arange(1, 6)[:, None], np.nan)
LONG = np.full((80, 90), 1 / 90)


def heatmap(weights, theme, **more):
    n_queries, n_keys = weights.shape
    band = np.full(n_queries, 0.4), np.full(n_queries, 0.9)
    part = HeadPart(
        weights,
        range(n_queries),
        range(n_keys),
        normalised_entropy=np.linspace(0, 1, n_queries),
        visible_keys=(~np.isnan(weights)).sum(axis=1),
        band=band,
    )
    return weights_figure(part, theme=theme, **more)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(
    "draw",
    [
        lambda theme: heatmap(CAUSAL, theme),
        lambda theme: heatmap(CAUSAL, theme, selected_query=3, title="L0 H1"),
        lambda theme: heatmap(LONG, theme, selected_query=3),
        lambda theme: query_figure(CAUSAL[2], range(7), "it", theme=theme),
        lambda theme: step_figure(CAUSAL, range(5), range(7), name="Weights", kind="weights", theme=theme),
        lambda theme: step_figure(np.eye(3) - 0.5, "abc", "def", name="Scores", kind="signed", theme=theme),
    ],
)
def test_plotly_knows_every_property_and_takes_every_value(draw, theme):
    figure = draw(theme)
    checked = go.Figure(figure.to_dict())  # ValueError for a property or a value that Plotly does not know
    assert [trace.type for trace in checked.data] == [trace.type for trace in figure.data]
    assert checked.layout.height == figure.layout.height
