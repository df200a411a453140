"""What every page begins with: its title in the browser, its width, the bar of pages, the visitor's theme."""

from pathlib import Path

import streamlit as st

from pages.shared.choices import note_place
from pages.shared.drafts import exchange
from pages.shared.navigation import draw_missing_navigation
from viz.theme import DARK, LIGHT, Theme

_ICON = Path(__file__).parent / "icon.png"


def open_frame(title: str) -> Theme:
    """Sets up the browser's tab and the bar of pages; the colours that fit the visitor's theme are returned."""
    st.set_page_config(page_title=f"{title} · Headlight", page_icon=str(_ICON), layout="wide")
    note_place(title, draw_missing_navigation(), (st.context.url or "").partition("?")[0])
    exchange()
    return DARK if st.context.theme.type == "dark" else LIGHT
