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
    "Token": "engine.tokens",
    "AttentionCapture": "engine.capture",
    "AttentionLayer": "engine.capture",
    "MaskRule": "engine.capture",
    "HeadStatistics": "engine.heads",
    "RowStatistics": "engine.rows",
    "Reading": "engine.reading",
    "measure": "engine.statistics",
    "read": "engine.readers",
    "read_capture": "engine.readers",
    "read_matrices": "engine.readers",
    "read_text": "engine.readers",
    "Continuation": "engine.continuation",
    "MatrixInput": "engine.matrix_input",
    "load_model": "engine.models",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
