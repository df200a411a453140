"""A lesson for a projector: large type, one strip of controls, next and back by keys, no menus."""

import streamlit as st

from engine.course.schema import Lesson
from pages.parts.learn.places import go_to, neighbours, place_of
from pages.parts.learn.screen import show_idea
from pages.shared.choices import Choices, widget_value
from viz.components.lecture.pack import TYPE_PIXELS, component_source
from viz.theme import Theme

_source = component_source()
_large_type = st.components.v2.component("lecture", html=_source["html"], css=_source["css"], js=_source["js"])


def run_lecture(choices: Choices, lesson: Lesson, number: int, theme: Theme) -> None:
    """The screen, large, under the strip."""
    before, after = neighbours(lesson, number)
    keys = choices.key("lecture keys")

    def turn() -> None:
        turned = (widget_value(keys) or {}).get("turned")
        place = after if turned == 1 else before if turned == -1 else None
        if place:
            go_to(choices, place)

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Back", shortcut="PageUp", disabled=before is None, on_click=go_to, args=(choices, before))
        st.button("Next", shortcut="PageDown", disabled=after is None, on_click=go_to, args=(choices, after))
        st.caption(f"{place_of(lesson.id)}. {lesson.title} · {number} of {len(lesson.screens)}")
        st.button("Leave", type="tertiary", icon=":material/close:", on_click=choices.choose, kwargs={"view": None})
    show_idea(choices, lesson, number, theme)
    _large_type(data={"size": TYPE_PIXELS}, key=keys, on_turned_change=turn)
