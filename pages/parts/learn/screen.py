"""One screen of a lesson: the idea, the figure, the guess, and then the figure to move."""

import streamlit as st

from engine.course.conditions import Numbers, fill, right_guess
from engine.course.figure import Shown
from engine.course.schema import Lesson, Screen, Value
from engine.course.settings import unpack_settings
from engine.course.symbols import symbols_in
from engine.errors import InputError
from pages.parts.learn.controls import show_controls
from pages.parts.learn.figures import figure_in, states_of
from pages.parts.learn.places import go_to, neighbours, place_of
from pages.parts.questions.symbols import show_symbols
from pages.shared.choices import Choices, widget_value
from pages.shared.elements.sketches import show_pictures
from pages.shared.learner import note_guess
from pages.shared.messages import show_problem
from pages.shared.navigation import LECTURE, link_to
from viz.theme import Theme

TEXT_PIXELS = 860
"""How wide lines of text may be, to be read with ease."""


def is_lecture(choices: Choices) -> bool:
    """Whether the link asks for the lecture view."""
    return choices.get("view") == LECTURE


def show_screen(choices: Choices, lesson: Lesson, number: int, theme: Theme) -> None:
    """The screen with the bar to go on at its end."""
    _show_place(choices, lesson, number)
    show_idea(choices, lesson, number, theme)
    st.space("small")
    _show_way_on(choices, lesson, number)


def show_idea(choices: Choices, lesson: Lesson, number: int, theme: Theme) -> None:
    """The words, the figure and the prediction of a screen."""
    screen = lesson.screens[number - 1]
    states = states_of(screen)
    guess = _guess_of(choices, screen)
    st.header(screen.words.title, anchor=False)
    st.markdown(fill(screen.words.text, states), width="stretch" if is_lecture(choices) else TEXT_PIXELS)
    told = (screen.words.text, screen.words.question, *([] if guess is None else [screen.words.explanation]))
    show_symbols(symbols_in("\n".join(told)))
    settings = screen.before if guess is None else _settings(choices, screen)
    left, right = st.columns([2, 1], gap="large")
    with left:
        if guess is not None and screen.numbers.control:
            show_controls(choices, screen, settings)
        shown = figure_in(screen, settings)
        if shown.needs:
            st.info(shown.needs)
        show_pictures(shown.pictures, key=choices.key(f"figure {lesson.id} {screen.id}"), theme=theme)
        _show_links(shown)
    with right:
        st.markdown(f"**{fill(screen.words.question, states)}**")
        if guess is None:
            _ask(choices, lesson, screen, states)
        else:
            _answer(choices, screen, states, guess)


def _guess_of(choices: Choices, screen: Screen) -> int | None:
    """The option guessed, counted from 0; None before."""
    if "guess" not in choices:
        return None
    number = choices.whole_number("guess")
    if number is None or not 1 <= number <= len(screen.words.guesses):
        show_problem(
            "The guess in this link is none of the options",
            f"it should be a number from 1 to {len(screen.words.guesses)}. Guess here instead.",
        )
        return None
    return number - 1


def _settings(choices: Choices, screen: Screen) -> dict[str, Value]:
    try:
        return unpack_settings(screen, choices.get("set"))
    except InputError as problem:
        show_problem("A setting in this link cannot be used", str(problem))
        return screen.after


def _ask(choices: Choices, lesson: Lesson, screen: Screen, states: dict[str, Numbers]) -> None:
    key = choices.key(f"guess {lesson.id} {screen.id}")

    def reveal() -> None:
        place = widget_value(key)
        note_guess(lesson.id, screen.id, place)
        choices.choose(guess=place + 1, set=None)

    guess = st.radio(
        "Your guess",
        screen.order,
        format_func=lambda place: fill(screen.words.guesses[place].text, states),
        index=None,
        key=key,
        label_visibility="collapsed",
    )
    st.button("Show what happens", type="primary", disabled=guess is None, on_click=reveal)
    if screen.numbers.control:
        st.caption("A guess first, even a wild one; then the figure is yours to move.")


def _answer(choices: Choices, screen: Screen, states: dict[str, Numbers], guess: int) -> None:
    """The guess beside the truth, and why."""
    truth = right_guess(screen.numbers.prediction.right, states)
    guessed, right = screen.words.guesses[guess], screen.words.guesses[truth]
    if guess == truth:
        st.success(f"**As you guessed:** {fill(right.text, states)}", icon=":material/check:")
    else:
        st.markdown(f":material/close: **Your guess:** {fill(guessed.text, states)}")
        if guessed.reason:
            st.caption(fill(guessed.reason, states))
        st.success(f"**What happens:** {fill(right.text, states)}", icon=":material/check:")
    st.markdown(fill(screen.words.explanation, states))
    st.button(
        "Guess again",
        type="tertiary",
        icon=":material/undo:",
        on_click=choices.choose,
        kwargs={"guess": None, "set": None},
    )


def _show_links(shown: Shown) -> None:
    for link in shown.links:
        link_to(link.page, link.label, link.query)


def _show_place(choices: Choices, lesson: Lesson, number: int) -> None:
    count = len(lesson.screens)
    screens = f" · screen {number} of {count}" if count > 1 else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("All lessons", type="tertiary", icon=":material/arrow_back:", on_click=go_to, args=(choices, None))
        st.caption(f"Lesson {place_of(lesson.id)}: {lesson.title}{screens}")


def _show_way_on(choices: Choices, lesson: Lesson, number: int) -> None:
    before, after = neighbours(lesson, number)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Back", key=choices.key("back"), disabled=before is None, on_click=go_to, args=(choices, before))
        st.button(
            "Next" if after else "All lessons",
            key=choices.key("next"),
            icon=":material/arrow_forward:",
            icon_position="right",
            on_click=go_to,
            args=(choices, after),
        )
        st.link_button(
            "Lecture view",
            f"learn?lesson={lesson.id}&screen={number}&view=lecture&embed=true",
            type="tertiary",
            icon=":material/slideshow:",
            help="Large type for a projector, in a tab of its own; page up and page down, or the arrow keys, turn.",
        )
