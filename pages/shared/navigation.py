"""The pages, and the bar at the top that leads to them.

Streamlit takes pages/ for a table of pages of its own until a script has called st.navigation. The first visitor of a
fresh server who opens a deep link therefore runs the page itself, without streamlit_app.py; the page then draws the bar
(see docs/decisions.md).
"""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from pages.shared.selection import keep, kept

_FOLDER = Path(__file__).parent.parent
_DRAWN = "navigation drawn by the entrypoint"
_AGAIN = "run again through the entrypoint"


def run_chosen_page() -> None:
    """Draws the bar and runs the page of the address: what the entrypoint does."""
    page = _navigation()
    keep(_DRAWN, True)
    page.run()


def draw_missing_navigation() -> bool:
    """Draws the bar on a page that runs without the entrypoint; whether it did.

    The page begins again at once, now through the entrypoint: the next run would draw new, empty widgets, and lose the
    first click or word of the visitor.
    """
    missing = not kept(_DRAWN)
    keep(_DRAWN, False)
    if missing:
        _navigation()
        if not kept(_AGAIN):
            keep(_AGAIN, True)
            st.rerun()
    return missing


def _navigation() -> Page:
    sentence, matrices = _FOLDER / "sentence.py", _FOLDER / "matrices.py"
    return st.navigation(
        [
            # A default page answers only to the bare address, so the start page is listed twice.
            st.Page(sentence, title="Sentence", url_path="start", default=True, visibility="hidden"),
            st.Page(sentence, title="Sentence", url_path="sentence"),
            st.Page(matrices, title="Matrices", url_path="matrices"),
        ],
        position="top",
    )
