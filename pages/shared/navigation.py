"""The pages, and the bar at the top that leads to them.

Streamlit takes pages/ for a table of pages of its own until a script has called st.navigation. The first visitor of a
fresh server who opens a deep link therefore runs the page itself, without streamlit_app.py; the page then draws the bar
(see docs/decisions.md).
"""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from pages.shared.choices import asked_for, keep, kept

_FOLDER = Path(__file__).parent.parent
LECTURE = "lecture"
"""The view of a link that asks for large type, without the bar of pages."""

PRACTICE = {
    "cards": "Recall cards",
    "practice": "Practice questions",
    "lab": "Code lab",
    "strength": "Strength test",
    "challenge": "Challenge",
}
"""The pages on which to practise what the lessons teach, by their address."""

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


def link_to(page: str, label: str, query: Mapping[str, str], icon: str | None = ":material/open_in_new:") -> None:
    """A link to a page of the app by its address ("matrices"), set to a state."""
    # By its whole path: a page that runs without the entrypoint takes relative ones from its own folder.
    st.page_link(_FOLDER / f"{page}.py", label=label, icon=icon, query_params=dict(query))


def _navigation() -> Page:
    sentence = _FOLDER / "sentence.py"
    is_lecture = asked_for("view") == LECTURE
    return st.navigation(
        {
            "": [
                # A default page answers only to the bare address, so the start page is listed twice.
                st.Page(sentence, title="Sentence", url_path="start", default=True, visibility="hidden"),
                st.Page(sentence, title="Sentence", url_path="sentence"),
                st.Page(_FOLDER / "matrices.py", title="Matrices", url_path="matrices"),
                st.Page(_FOLDER / "learn.py", title="Learn", url_path="learn"),
                st.Page(_FOLDER / "teach.py", title="Teach", url_path="teach"),
            ],
            "Practise": [
                st.Page(_FOLDER / f"{name}.py", title=title, url_path=name) for name, title in PRACTICE.items()
            ],
        },
        position="hidden" if is_lecture else "top",
    )
