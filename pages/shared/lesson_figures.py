"""The figures of lessons, computed once for each state and shared by all visitors."""

import streamlit as st

from pages.course.conditions import Numbers
from pages.course.content import lessons
from pages.course.figure import Shown, find_figure
from pages.course.schema import Screen, Value
from viz.theme import Theme, theme_named


@st.cache_resource(max_entries=1024, show_spinner=False)
def _figure(name: str, settings: tuple[tuple[str, Value], ...], theme: str) -> Shown:
    return find_figure(name)(dict(settings), theme_named(theme))


def draw_figure(screen: Screen, settings: dict[str, Value], theme: Theme) -> Shown:
    """The screen's figure with these settings."""
    return _figure(screen.numbers.figure, tuple(sorted(settings.items())), theme.name)


def states_of(screen: Screen, theme: Theme) -> dict[str, Numbers]:
    """The figure's numbers before and after the change that the prediction is about."""
    return {
        "before": draw_figure(screen, screen.before, theme).numbers,
        "after": draw_figure(screen, screen.after, theme).numbers,
    }


def place_of(lesson: str) -> int:
    """Which lesson of the course it is, counted from 1."""
    return list(lessons()).index(lesson) + 1
