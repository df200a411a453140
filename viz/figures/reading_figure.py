"""The picture of one head, straight from a reading."""

import plotly.graph_objects as go

from engine.measures.random_rows import random_band
from engine.plain import head_name
from engine.reading.reading import Reading
from viz.figures.heatmap import HeadPart, weights_figure
from viz.theme import LIGHT, Theme


def head_figure(
    reading: Reading, layer: int, head: int, *, query: int | None = None, title: str | None = None, theme: Theme = LIGHT
) -> go.Figure:
    """The weights of one head with the normalised entropy of its rows, one query framed on request.

    title: the head's name and label unless given. IndexError where there is no such head.
    """
    weights = reading.weights(layer, head)
    visible_keys = reading.rows.visible_keys[layer]
    whole = HeadPart(
        weights,
        reading.query_tokens,
        reading.key_tokens,
        normalised_entropy=reading.rows.normalised_entropy[layer, head],
        visible_keys=visible_keys,
        band=random_band(visible_keys),
        generated_from=reading.generated_from,
    )
    if title is None:
        title = f"{head_name(layer, head)}: {reading.heads.labels[layer][head].name}"
    return weights_figure(whole, selected_query=query, title=title, theme=theme)
