"""A long text coloured by a measure of its rows, as an element of a page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.shared.elements.picked import Picker
from viz.components.strip.pack import component_source, picked_token


def show_strip(
    data: dict[str, Any], selected: int | None, key: str, on_pick: Callable[[int], None], theme: str
) -> None:
    """Draws strip_data with the selected token framed; on_pick(token) is called when the visitor picks one.

    A token that was chosen elsewhere is scrolled to. Tokens are counted from 0. theme: "light" or "dark", as for
    Picker.show.
    """
    _strip.show(data, selected, key, on_pick, theme)


def _read(picked: Any, data: dict[str, Any]) -> int | None:
    return picked_token(picked, data["tokens"])


def _impose(selected: int | None, number: int) -> dict[str, Any]:
    return {"token": selected, "number": number}


_source = component_source()
_strip = Picker(
    st.components.v2.component("strip", html=_source["html"], css=_source["css"], js=_source["js"]), _read, _impose
)
