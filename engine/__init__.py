"""Attention and its measures: from text or matrices to weights, entropy and labels for every head.

    import engine
    reading = engine.read("The cat sat on the mat.")
    reading.heads.table()

Names are loaded when they are first used, so that what needs no model does not wait for PyTorch.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "InputError": "engine.errors",
    "Token": "engine.text.tokens",
    "AttentionCapture": "engine.attention.capture",
    "AttentionLayer": "engine.attention.capture",
    "MaskRule": "engine.attention.mask",
    "HeadStatistics": "engine.measures.heads",
    "RowStatistics": "engine.measures.rows",
    "Reading": "engine.reading.reading",
    "measure": "engine.measures.computing.survey",
    "read": "engine.reading.readers",
    "read_capture": "engine.reading.captures",
    "read_matrices": "engine.reading.captures",
    "read_picture": "engine.reading.readers",
    "read_text": "engine.reading.readers",
    "Continuation": "engine.running.continuation",
    "MatrixInput": "engine.matrices.input",
    "load_model": "engine.models.loading",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
