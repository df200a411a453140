"""The overview of one head of a long text, and the map beside a window of it, as elements of a page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.shared.elements.picked import Picker
from viz.components.overview.pack import Window, component_source, picked_window


def show_overview(
    data: dict[str, Any], window: Window | None, key: str, on_pick: Callable[[Window], None], theme: str
) -> None:
    """Draws overview_data or minimap_data with the window framed; on_pick is called with one that the visitor opens.

    theme: "light" or "dark", as for Picker.show.
    """
    _overview.show(data, window, key, on_pick, theme)


def _impose(window: Window | None, number: int) -> dict[str, Any]:
    place = window and {"rows": list(window.rows), "columns": list(window.columns)}
    return {"window": place, "number": number}


_source = component_source()
_overview = Picker(
    st.components.v2.component("overview", html=_source["html"], css=_source["css"], js=_source["js"]),
    picked_window,
    _impose,
)
