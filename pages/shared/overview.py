"""The overview of one head of a long text, and the map beside a window of it, as elements of a page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.shared.selection import count_up, keep, kept, widget_value
from viz.overview import Window, component_source, picked_window

_source = component_source()
_draw = st.components.v2.component("overview", html=_source["html"], css=_source["css"], js=_source["js"])


def show_overview(
    data: dict[str, Any], window: Window | None, key: str, on_pick: Callable[[Window], None], theme: str
) -> None:
    """Draws overview_data or minimap_data with the window framed; on_pick is called with one that the visitor opens.

    A window that the visitor has opened here is known to the browser and leaves the data as they are; one from
    elsewhere (a link, the other of overview and map) is imposed, under a new number. theme: as for the head atlas.
    """

    def picked() -> None:
        opened = picked_window((widget_value(key) or {}).get("picked"), data)
        if opened is not None:
            keep(f"{key} shown", opened)
            on_pick(opened)

    if kept(f"{key} imposed") is None or kept(f"{key} shown") != window:
        keep(f"{key} shown", window)
        number = count_up(f"{key} imposings")
        place = window and {"rows": list(window.rows), "columns": list(window.columns)}
        keep(f"{key} imposed", {"window": place, "number": number})
    _draw(
        data=data | {"name": key, "imposed": kept(f"{key} imposed"), "theme": theme},
        key=key,
        on_picked_change=picked,
        on_theme_change=lambda: None,
    )
