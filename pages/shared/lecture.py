"""A lesson for a projector: large type, one strip of controls, next and back by keys, no menus."""

import streamlit as st

from pages.course.schema import Lesson
from pages.shared.lesson_figures import place_of
from pages.shared.lesson_steps import go_to, neighbours
from pages.shared.lesson_view import show_idea
from pages.shared.selection import choose, widget_value
from viz.sketch.lecture import TYPE_PIXELS, component_source
from viz.theme import Theme

_source = component_source()
_large_type = st.components.v2.component("lecture", html=_source["html"], css=_source["css"], js=_source["js"])
_KEYS = "lecture keys"


def run_lecture(page: str, chosen: dict[str, str], lesson: Lesson, number: int, theme: Theme) -> None:
    """The screen, large, under the strip."""
    before, after = neighbours(lesson, number)

    def turn() -> None:
        turned = (widget_value(_KEYS) or {}).get("turned")
        place = after if turned == 1 else before if turned == -1 else None
        if place:
            go_to(page, place)

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Back", shortcut="PageUp", disabled=before is None, on_click=go_to, args=(page, before))
        st.button("Next", shortcut="PageDown", disabled=after is None, on_click=go_to, args=(page, after))
        st.caption(f"{place_of(lesson.id)}. {lesson.title} · {number} of {len(lesson.screens)}")
        st.button(
            "Leave", type="tertiary", icon=":material/close:", on_click=choose, args=(page,), kwargs={"view": None}
        )
    show_idea(page, chosen, lesson, number, theme)
    _large_type(data={"size": TYPE_PIXELS}, key=_KEYS, on_turned_change=turn)
