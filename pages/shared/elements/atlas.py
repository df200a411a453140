"""The head atlas as an element of a page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.shared.elements.picked import Picker
from viz.components.head_atlas.pack import component_source


def head_atlas(
    data: dict[str, Any], selected: tuple[int, int], key: str, on_pick: Callable[[int, int], None], theme: str
) -> None:
    """Draws all heads with the selected one framed; on_pick(layer, head) is called when the visitor picks one.

    theme: "light" or "dark", as for Picker.show.
    """
    _atlas.show(data, selected, key, lambda place: on_pick(*place), theme)


def _read(picked: Any, data: dict[str, Any]) -> tuple[int, int] | None:
    layer, head = (int(place) for place in picked)
    return layer, head


def _impose(selected: tuple[int, int] | None, number: int) -> str:
    assert selected is not None  # A head is always selected.
    return f"{selected[0]},{selected[1]},{number}"


_source = component_source()
_atlas = Picker(
    st.components.v2.component("head_atlas", html=_source["html"], css=_source["css"], js=_source["js"]),
    _read,
    _impose,
)
