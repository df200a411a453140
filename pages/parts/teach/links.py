"""Lessons and exercises for a class: each as an address to share, lessons also as a lecture view for the projector."""

import streamlit as st

from engine.course.lab.exercises import exercises
from engine.course.loading import lessons


def show_lecture_list(base: str) -> None:
    """Every lesson by its number; both links open a tab of their own. base: the app's address, with its slash."""
    st.markdown(
        "\n".join(
            f"{number}. {lesson.title}  \n"
            f"   [Lesson]({lesson_link(lesson.id, base)}) · [Lecture view]({lecture_link(lesson.id, base)})"
            for number, lesson in enumerate(lessons().values(), start=1)
        )
    )


def show_exercise_list(base: str) -> None:
    """Every exercise of the code lab, in a tab of its own."""
    st.markdown(
        "\n".join(
            f"{number}. [{exercise.title}]({base}lab?exercise={exercise.id}) · {exercise.level}"
            for number, exercise in enumerate(exercises().values(), start=1)
        )
    )


def lesson_link(lesson: str, base: str) -> str:
    """The first screen of a lesson."""
    return f"{base}learn?lesson={lesson}&screen=1"


def lecture_link(lesson: str, base: str) -> str:
    """The first screen of a lesson in large type, without menus."""
    return f"{base}learn?lesson={lesson}&screen=1&view=lecture&embed=true"
