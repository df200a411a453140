"""The list of exercises of the code lab, and which of them were solved."""

import streamlit as st

from engine.course.lab.exercises import Exercise, exercises
from pages.shared.choices import Choices

_SOLVED = "solved "
KEPT = {f"{_SOLVED}[a-z0-9-]{{1,60}}": "1"}
"""The exercises that were solved, a name for each."""

KINDS = {"fill": "fill the blanks", "repair": "find the wrong line", "predict": "predict, then run"}
"""What one does in an exercise."""


def show_exercises(choices: Choices) -> None:
    """Every exercise, with a button that opens it."""
    st.title("Code lab")
    st.markdown(
        "Short snippets to complete, to mend or to predict. Whatever you choose is really run: "
        "you see its output or its error, and the shapes on the way."
    )
    done = {exercise for exercise in exercises() if f"{_SOLVED}{exercise}" in choices}
    if done:
        st.caption(f"{len(done)} of {len(exercises())} solved.")
    every = list(exercises().values())
    half = (len(every) + 1) // 2
    for column, part in zip(st.columns(2, gap="large"), (every[:half], every[half:]), strict=True):
        with column:
            for exercise in part:
                _show_row(choices, exercise, exercise.id in done)


def note_solved(choices: Choices, exercise_id: str) -> None:
    """Remembers that an exercise was solved."""
    choices.choose(**{f"{_SOLVED}{exercise_id}": 1})


def number_of(exercise: Exercise) -> int:
    """The exercise's place in the list, counted from 1."""
    return list(exercises()).index(exercise.id) + 1


def open_exercise(choices: Choices, exercise_id: str | None) -> None:
    """Opens an exercise from its beginning; None opens the list."""
    choices.choose(exercise=exercise_id, pieces=None, run=None)


def describe(exercise: Exercise) -> str:
    """Level, library and kind in a few words."""
    return f"{exercise.level.capitalize()} · {exercise.library} · {KINDS[exercise.kind]}"


def _show_row(choices: Choices, exercise: Exercise, is_solved: bool) -> None:
    with st.container(gap=None):
        st.button(
            f"{number_of(exercise)}. {exercise.title}",
            key=choices.key(f"open {exercise.id}"),
            type="tertiary",
            icon=":material/check_circle:" if is_solved else ":material/circle:",
            help="Solved" if is_solved else None,
            on_click=open_exercise,
            args=(choices, exercise.id),
        )
        st.caption(describe(exercise))
