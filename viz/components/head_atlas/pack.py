"""All heads at a glance: their weights packed as small pictures for the component in viz/components/head_atlas."""

import base64
import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float, UInt8

from engine.reading.reading import Reading
from viz.components.files import component_files, theme_colours
from viz.theme import DARK, LIGHT, Theme
from viz.words.label_words import short_title

SIDE = 64
"""The most pixels along a side of a head's picture; longer heads are max-pooled to it."""

MASKED = 255
"""The pixel of a cell that is masked; weights take 0 to 254, on a square-root scale."""


def component_source() -> dict[str, str]:
    """The component's html, css and js."""
    return component_files("head_atlas")


def thumbnails(layers: Iterable[Float[np.ndarray, "head query key"]]) -> UInt8[np.ndarray, "layer head row column"]:
    """A picture of every head, one layer after the other: each pixel the square root of the largest weight under it.

    The square root lifts small weights that a picture of a few pixels would lose. A pixel is MASKED (NaN in the
    weights) only where all cells under it are.
    """
    return np.stack([_pooled_pixels(weights) for weights in layers])


def atlas_data(
    pictures: UInt8[np.ndarray, "layer head row column"],
    normalised_entropy: Float[np.ndarray, "layer head"],
    labels: Sequence[Sequence[str]],
) -> dict[str, Any]:
    """What the component draws: pixels in base64, normalised entropy and label by head, the colours of both themes."""
    n_layers, n_heads, *side = pictures.shape
    return {
        "layers": n_layers,
        "heads": n_heads,
        "side": side,
        "pixels": base64.b64encode(pictures.tobytes()).decode("ascii"),
        "entropy": [None if math.isnan(value) else round(float(value), 4) for value in normalised_entropy.ravel()],
        "labels": [label for of_layer in labels for label in of_layer],
        "colours": {theme.name: _colours(theme) for theme in (LIGHT, DARK)},
    }


def _pooled_pixels(weights: Float[np.ndarray, "head query key"]) -> UInt8[np.ndarray, "head row column"]:
    pooled = np.where(np.isnan(weights), -1.0, weights)
    for axis in (1, 2):
        length = pooled.shape[axis]
        if length > SIDE:
            starts = np.linspace(0, length, SIDE, endpoint=False).astype(int)
            pooled = np.maximum.reduceat(pooled, starts, axis=axis)
    pixels = np.rint(np.sqrt(np.clip(pooled, 0, 1)) * (MASKED - 1)).astype(np.uint8)
    pixels[pooled < 0] = MASKED
    return pixels


def _colours(theme: Theme) -> dict[str, str]:
    return theme_colours(theme) | {"ink": theme.weights[-2], "entropy": theme.entropy}


def pack_atlas(reading: Reading) -> dict[str, Any]:
    """The pictures of all heads of a reading."""
    layers: Any = reading.pictures
    if layers is None:
        layers = (reading.layer_weights(layer) for layer in range(reading.n_layers))
    names = [[short_title(label.name) for label in of_layer] for of_layer in reading.heads.labels]
    return atlas_data(thumbnails(layers), reading.heads.normalised_entropy, names)
