"""From a text or a capture to everything that can be said of it."""

import numpy as np

from engine import dense
from engine.capture import AttentionCapture
from engine.heads import HeadStatistics
from engine.models import load_model
from engine.reading import Reading
from engine.statistics import measure


def read(text: str, model: str = "minilm") -> Reading:
    """Every head of the model on this text. InputError for a text that cannot be read or an unknown model."""
    return read_capture(load_model(model).capture(text))


def read_capture(capture: AttentionCapture) -> Reading:
    """Every head of a capture. Weights are computed when asked for: they are not kept."""
    rows = measure(capture)
    heads = HeadStatistics.of(rows, capture.query_tokens, capture.key_tokens)

    def weights_of(layer: int, heads: slice) -> np.ndarray:
        return dense.visible_weights(capture.layers[layer], heads).cpu().numpy()

    return Reading(capture.query_tokens, capture.key_tokens, rows, heads, weights_of)
