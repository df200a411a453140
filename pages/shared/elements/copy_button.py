"""A button that copies a text, as an element of a page: Streamlit's own on a code block cannot be reached by Tab."""

import streamlit as st

from viz.components.files import component_files

_source = component_files("copy_button")
_draw = st.components.v2.component("copy_button", html=_source["html"], css=_source["css"], js=_source["js"])


def copy_button(label: str, text: str, key: str) -> None:
    """Puts text on the visitor's clipboard, and says so beside it."""
    _draw(data={"label": label, "text": text}, key=key, width="content")
