"""The head atlas as an element of a page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.shared.selection import count_up, keep, kept, widget_value
from viz.atlas import component_source

_source = component_source()
_draw = st.components.v2.component("head_atlas", html=_source["html"], css=_source["css"], js=_source["js"])


def head_atlas(
    data: dict[str, Any], selected: tuple[int, int], key: str, on_pick: Callable[[int, int], None], theme: str
) -> None:
    """Draws all heads with the selected one framed; on_pick(layer, head) is called when the visitor picks one.

    Whatever changes in the data is sent to the browser again as a whole. So a pick, which the browser knows of, leaves
    it as it is; a head that was chosen elsewhere (a link, another head's name) is imposed, under a new number.
    theme is the one that the server draws in, "light" or "dark": a visitor who switches it makes the page run again.
    """

    def picked() -> None:
        layer, head = (int(place) for place in widget_value(key)["picked"])
        keep(f"{key} shown", (layer, head))
        on_pick(layer, head)

    if kept(f"{key} shown") != selected:
        keep(f"{key} shown", selected)
        keep(f"{key} imposed", f"{selected[0]},{selected[1]},{count_up(f'{key} imposings')}")
    _draw(
        data=data | {"name": key, "imposed": kept(f"{key} imposed"), "theme": theme},
        key=key,
        on_picked_change=picked,
        on_theme_change=lambda: None,
    )
