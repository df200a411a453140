"""The picture of one head, straight from a reading."""

import plotly.graph_objects as go

from engine.null_scores import random_band
from engine.reading import Reading
from viz.heatmap import weights_figure
from viz.theme import LIGHT, Theme


def head_figure(
    reading: Reading, layer: int, head: int, *, query: int | None = None, title: str | None = None, theme: Theme = LIGHT
) -> go.Figure:
    """The weights of one head with the relative entropy of its rows, one query framed on request.

    title: the head's name and label unless given. IndexError where there is no such head.
    """
    weights = reading.weights(layer, head)
    visible_keys = reading.rows.visible_keys[layer]
    return weights_figure(
        weights,
        reading.query_tokens,
        reading.key_tokens,
        relative_entropy=reading.rows.relative_entropy[layer, head],
        visible_keys=visible_keys,
        band=random_band(visible_keys),
        selected_query=query,
        generated_from=reading.generated_from,
        title=f"L{layer} H{head}: {reading.heads.labels[layer][head].name}" if title is None else title,
        theme=theme,
    )
