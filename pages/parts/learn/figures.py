"""The figures of lessons, computed once for each state and shared by all visitors."""

import streamlit as st

from engine.course.conditions import Numbers
from engine.course.figure import Shown, find_figure
from engine.course.schema import Screen, Value


@st.cache_resource(max_entries=1024, show_spinner=False)
def _figure(lesson: str, name: str, settings: tuple[tuple[str, Value], ...]) -> Shown:
    return find_figure(lesson, name)(dict(settings))


def figure_in(screen: Screen, settings: dict[str, Value]) -> Shown:
    """The screen's figure with these settings."""
    return _figure(screen.lesson, screen.numbers.figure, tuple(sorted(settings.items())))


def states_of(screen: Screen) -> dict[str, Numbers]:
    """The figure's numbers before and after the change that the prediction is about."""
    return {
        "before": figure_in(screen, screen.before).numbers,
        "after": figure_in(screen, screen.after).numbers,
    }
