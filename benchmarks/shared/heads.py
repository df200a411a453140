"""All heads of minilm on one text, as our atlas and as one Plotly heatmap each."""

from functools import cache
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from benchmarks.shared.sentences import sentence_of
from engine.reading.readers import read
from engine.reading.reading import Reading
from pages.parts.matrices.readings import pack_atlas
from viz.components.head_atlas.pack import component_source
from viz.theme import LIGHT

__all__ = ["atlas", "component_source", "reading_of", "subplots"]

HEIGHT = 700


@cache
def reading_of(n_tokens: int) -> Reading:
    """The reading of a text of so many tokens."""
    reading = read(sentence_of(n_tokens))
    assert len(reading.query_tokens) == n_tokens
    return reading


def atlas(n_tokens: int) -> dict[str, Any]:
    """What our component is sent."""
    return pack_atlas(reading_of(n_tokens)) | {"imposed": "0,0,1"}


def subplots(n_tokens: int) -> go.Figure:
    """The same weights, unrounded, each head in a subplot of its own with one colour scale for all."""
    reading = reading_of(n_tokens)
    figure = make_subplots(reading.n_layers, reading.n_heads, horizontal_spacing=0.005, vertical_spacing=0.01)
    for layer in range(reading.n_layers):
        for head, weights in enumerate(reading.layer_weights(layer)):
            figure.add_trace(go.Heatmap(z=weights, coloraxis="coloraxis"), layer + 1, head + 1)
    figure.update_layout(coloraxis={"cmin": 0, "cmax": 1, "colorscale": LIGHT.weight_scale}, height=HEIGHT)
    figure.update_xaxes(visible=False)
    return figure.update_yaxes(visible=False, autorange="reversed")
