"""Numbers in, pictures out: every figure is a finished plotly Figure. Never Streamlit."""

from viz.reading_figure import head_figure

__all__ = ["head_figure"]
