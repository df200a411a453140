"""Sketches as an element of a page."""

from collections.abc import Sequence

import streamlit as st

from engine.course.pictures import Picture
from viz.components.sketches.pack import component_source, sheet_data
from viz.sketch.draw import draw
from viz.theme import Theme

_source = component_source()
_show = st.components.v2.component("sketches", html=_source["html"], css=_source["css"], js=_source["js"])


def show_pictures(pictures: Sequence[Picture], key: str, theme: Theme) -> None:
    """Draws them side by side, or one below the other where there is no room.

    A visitor who switches the theme makes the page run again.
    """
    sketches = [draw(picture, theme) for picture in pictures]
    _show(data=sheet_data(sketches) | {"theme": theme.name}, key=key, on_theme_change=lambda: None)
