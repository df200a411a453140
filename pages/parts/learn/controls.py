"""What can be moved in a lesson's figure."""

import streamlit as st

from engine.course.schema import Control, Screen, Value
from engine.course.settings import pack_settings
from pages.shared.choices import Choices, seed_widget, widget_value

ONE_LINE = 42
"""Characters of options, with their edges, that fit side by side in half of the figure's column, and on a phone."""


def show_controls(choices: Choices, screen: Screen, settings: dict[str, Value]) -> None:
    """A slider or a choice for each control, side by side where there is room; a change is kept as the choice set."""
    controls = screen.numbers.control
    for pair in (controls[start : start + 2] for start in range(0, len(controls), 2)):
        for column, control in zip(st.columns(len(pair), gap="medium"), pair, strict=True):
            with column:
                _show_control(choices, screen, settings, control)


def _show_control(choices: Choices, screen: Screen, settings: dict[str, Value], control: Control) -> None:
    key = choices.key(f"control {screen.id} {control.name}")

    def moved() -> None:
        choices.choose(set=pack_settings(screen, settings | {control.name: widget_value(key)}))

    shown = dict(zip(control.options, control.shown, strict=True)) if control.shown else {}

    def name_of(value: Value) -> str:
        return shown.get(value, str(value))

    value = settings[control.name]
    widget = seed_widget(key, value)
    if not control.options:
        numbers: list[float] = [
            (number if control.whole else float(number))
            for number in (control.low, control.high, value, control.step)
            if isinstance(number, int | float)
        ]
        low, high, place, step = numbers
        st.slider(control.label, low, high, place, step=step, key=widget, help=control.help or None, on_change=moved)
    elif control.slider:
        st.select_slider(
            control.label,
            control.options,
            value,
            format_func=name_of,
            key=widget,
            help=control.help or None,
            on_change=moved,
        )
    else:
        # Pills look well in several lines.
        choice = (
            st.pills if sum(len(name_of(option)) + 4 for option in control.options) > ONE_LINE else st.segmented_control
        )
        choice(
            control.label,
            control.options,
            format_func=name_of,
            required=True,
            wrap=True,
            default=value,
            key=widget,
            help=control.help or None,
            on_change=moved,
        )
