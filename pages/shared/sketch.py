"""Sketches as an element of a page."""

from collections.abc import Sequence

import streamlit as st

from viz.sketch.canvas import Sketch
from viz.sketch.sheet import component_source, sheet_data
from viz.theme import Theme

_source = component_source()
_draw = st.components.v2.component("sketches", html=_source["html"], css=_source["css"], js=_source["js"])


def show_sketches(sketches: Sequence[Sketch], key: str, theme: Theme) -> None:
    """Draws them side by side, or one below the other where there is no room.

    theme: the one that they were drawn in; a visitor who switches it makes the page run again.
    """
    _draw(data=sheet_data(sketches) | {"theme": theme.name}, key=key, on_theme_change=lambda: None)
