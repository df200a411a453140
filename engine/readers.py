"""From a text or a capture to everything that can be said of it."""

from pathlib import Path

import numpy as np

from engine import dense, matrix_files
from engine.capture import AttentionCapture
from engine.heads import HeadStatistics
from engine.matrices import capture_matrices
from engine.matrix_input import MatrixInput
from engine.models import load_model
from engine.reading import Reading
from engine.statistics import measure


def read(text: str, model: str = "minilm") -> Reading:
    """Every head of the model on this text. InputError for a text that cannot be read or an unknown model."""
    return read_capture(load_model(model).capture(text))


def read_matrices(source: MatrixInput | str | Path) -> Reading:
    """Every head of these matrices, or of a .json or .npz file of them. InputError for what cannot be used."""
    return read_capture(
        capture_matrices(source if isinstance(source, MatrixInput) else matrix_files.read_matrices(source))
    )


def read_capture(capture: AttentionCapture) -> Reading:
    """Every head of a capture. Weights are computed when asked for: they are not kept."""
    rows = measure(capture)
    heads = HeadStatistics.of(rows, capture.query_tokens, capture.key_tokens)

    def weights_of(layer: int, heads: slice) -> np.ndarray:
        return dense.visible_weights(capture.layers[layer], heads).cpu().numpy()

    return Reading(capture.query_tokens, capture.key_tokens, rows, heads, weights_of)
