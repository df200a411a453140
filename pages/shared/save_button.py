"""A button that saves a file of what is chosen when it is clicked.

Streamlit's own asks for the file that the last run offered: a click that leaves a text box overtakes the run that the
typing starts, so the file is of what stood there before. This one asks by a run of its own, which comes after.
"""

import base64
from collections.abc import Callable

import streamlit as st

from pages.shared.choices import keep, kept, widget_value
from viz.components.files import component_files

_source = component_files("save_button")
_draw = st.components.v2.component("save_button", html=_source["html"], css=_source["css"], js=_source["js"])


def save_button(
    label: str, make: Callable[[], str | bytes], file_name: str, mime: str, key: str, *, disabled: bool = False
) -> None:
    """Draws the button; the file is made when it is asked for, by the run that the click starts."""
    asked, file = f"{key} asked", f"{key} file"

    def ask() -> None:
        keep(asked, (widget_value(key) or {}).get("asked"))

    if kept(asked) and not disabled:
        content = make()
        in_bytes = content.encode() if isinstance(content, str) else content
        packed = base64.b64encode(in_bytes).decode()
        keep(file, {"asked": kept(asked), "content": packed, "name": file_name, "mime": mime})
        keep(asked, None)
    # It stays in the data until another is asked for: the next run may come before the browser has taken it.
    data = {"label": label, "disabled": disabled, "file": kept(file)}
    _draw(data=data, key=key, on_asked_change=ask, width="content")
