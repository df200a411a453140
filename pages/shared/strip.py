"""A long text coloured by a measure of its rows, as an element of a page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.shared.selection import count_up, keep, kept, widget_value
from viz.strip import component_source, picked_token

_source = component_source()
_draw = st.components.v2.component("strip", html=_source["html"], css=_source["css"], js=_source["js"])


def show_strip(
    data: dict[str, Any], selected: int | None, key: str, on_pick: Callable[[int], None], theme: str
) -> None:
    """Draws strip_data with the selected token framed; on_pick(token) is called when the visitor picks one.

    A pick, which the browser knows of, leaves the data as they are; a token that was chosen elsewhere is imposed,
    under a new number, and scrolled to. Tokens are counted from 0. theme: as for the head atlas.
    """

    def picked() -> None:
        token = picked_token((widget_value(key) or {}).get("picked"), data["tokens"])
        if token is not None:
            keep(f"{key} shown", token)
            on_pick(token)

    if kept(f"{key} imposed") is None or kept(f"{key} shown") != selected:
        keep(f"{key} shown", selected)
        keep(f"{key} imposed", {"token": selected, "number": count_up(f"{key} imposings")})
    _draw(
        data=data | {"name": key, "imposed": kept(f"{key} imposed"), "theme": theme},
        key=key,
        on_picked_change=picked,
        on_theme_change=lambda: None,
    )
