"""From queries and keys of every head, or from matrices, to everything that can be said of them: without a model."""

from pathlib import Path

from engine.attention.capture import AttentionCapture
from engine.attention.windows import CaptureWeights
from engine.matrices import files
from engine.matrices.input import MatrixInput
from engine.matrices.steps import capture_matrices
from engine.measures.computing.survey import survey
from engine.measures.heads import HeadStatistics
from engine.progress import Progress
from engine.reading.reading import Reading


def read_matrices(source: MatrixInput | str | Path, mask_ones: str | None = None) -> Reading:
    """Every head of these matrices, or of a .json or .npz file of them. InputError for what cannot be used.

    mask_ones: what the ones mean in a file's mask of zeros and ones, "visible" or "hidden".
    """
    matrices = source if isinstance(source, MatrixInput) else files.read_matrices(source, mask_ones=mask_ones)
    return read_capture(capture_matrices(matrices))


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
