"""The list of lessons: what there is, and how far one has come."""

import streamlit as st

from engine.course.loading import lessons
from engine.course.schema import Lesson
from engine.plain import count
from pages.parts.learn.places import go_to
from pages.shared.choices import Choices
from pages.shared.learner import finished_lessons, guesses
from pages.shared.navigation import PRACTICE, link_to


def show_lessons(choices: Choices) -> None:
    """Every lesson with its sentence, and a button that opens it where one left off."""
    st.title("Learn attention")
    st.markdown("One idea a screen. Guess first, then see what is computed, then move it yourself.")
    finished = finished_lessons()
    started = {place.partition("/")[0] for place in guesses()}
    following = next((one for one in lessons().values() if one.id not in finished), None)
    if following:
        st.button(
            "Go on" if started else "Start with the first lesson",
            type="primary",
            on_click=go_to,
            args=(choices, (following.id, _next_screen(following))),
        )
    with st.container(horizontal=True, gap="small"):
        for address, title in PRACTICE.items():
            link_to(address, title, {}, icon=None)
    columns = st.columns(2, gap="large")
    half = (len(lessons()) + 1) // 2
    for place, lesson in enumerate(lessons().values()):
        with columns[place // half], st.container(gap=None):
            _show_lesson(choices, place + 1, lesson, lesson.id in finished)


def _show_lesson(choices: Choices, number: int, lesson: Lesson, is_finished: bool) -> None:
    st.button(
        f"{number}. {lesson.title}",
        key=choices.key(f"open {lesson.id}"),
        type="tertiary",
        icon=":material/check_circle:" if is_finished else ":material/circle:",
        help="Every screen guessed" if is_finished else None,
        on_click=go_to,
        args=(choices, (lesson.id, _next_screen(lesson))),
    )
    screens = count(len(lesson.screens), "screen")
    st.caption(f"{lesson.summary} {screens}.")


def _next_screen(lesson: Lesson) -> int:
    """The first screen that was not guessed at, counted from 1; the first of a finished lesson."""
    made = guesses()
    return next((at for at, screen in enumerate(lesson.screens, start=1) if f"{lesson.id}/{screen.id}" not in made), 1)
