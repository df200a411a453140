"""From a text or a capture to everything that can be said of it."""

from pathlib import Path

from engine import matrix_files
from engine.capture import AttentionCapture
from engine.heads import HeadStatistics
from engine.matrices import capture_matrices
from engine.matrix_input import MatrixInput
from engine.models import load_model
from engine.reading import Reading
from engine.statistics import Progress, survey
from engine.windows import CaptureWeights


def read(text: str, model: str = "minilm") -> Reading:
    """Every head of the model on this text. InputError for a text that cannot be read or an unknown model."""
    return read_capture(load_model(model).capture(text))


def read_matrices(source: MatrixInput | str | Path) -> Reading:
    """Every head of these matrices, or of a .json or .npz file of them. InputError for what cannot be used."""
    return read_capture(
        capture_matrices(source if isinstance(source, MatrixInput) else matrix_files.read_matrices(source))
    )


def read_capture(capture: AttentionCapture, progress: Progress | None = None) -> Reading:
    """Every head of a capture. Weights are computed when asked for: they are not kept."""
    found = survey(capture, progress)
    return Reading(
        capture.query_tokens,
        capture.key_tokens,
        found.rows,
        HeadStatistics.of(found.rows, capture.query_tokens, capture.key_tokens),
        CaptureWeights(capture, found.logsumexp),
        key_heads=capture.layers[0].keys.shape[0],
        kind=capture.kind,
        pictures=found.pictures,
    )
