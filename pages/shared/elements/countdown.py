"""A countdown as an element of a page: it ticks in the browser, and the page runs again when the time is over."""

import streamlit as st

from viz.components.files import component_files

_source = component_files("countdown")
_draw = st.components.v2.component("countdown", html=_source["html"], css=_source["css"], js=_source["js"])


def show_countdown(left: float, whole: float, key: str) -> None:
    """left of whole seconds. key: another one for another countdown."""
    _draw(data={"left": round(left, 2), "whole": whole, "place": key}, key=key, on_over_change=lambda: None)
