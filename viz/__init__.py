"""Numbers in, pictures out: every figure is a finished plotly Figure, every sketch an SVG. Never Streamlit.

`viz.head_figure` is loaded when it is first used, so that sketches do not wait for Plotly.
"""

from importlib import import_module
from typing import Any

__all__ = ["head_figure"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'viz' has no attribute {name!r}")
    return getattr(import_module("viz.figures.reading_figure"), name)
