"""One screen of a lesson: the idea, the figure, the guess, and then the figure to move."""

import streamlit as st

from engine.errors import InputError
from pages.course.conditions import Numbers, fill, right_guess
from pages.course.figure import Shown
from pages.course.schema import Lesson, Screen, Value
from pages.course.settings import unpack_settings
from pages.course.symbols import symbols_in
from pages.shared.learned import note_guess
from pages.shared.lesson_controls import show_controls
from pages.shared.lesson_figures import draw_figure, place_of, states_of
from pages.shared.lesson_steps import go_to, neighbours
from pages.shared.messages import show_problem
from pages.shared.navigation import LECTURE, link_to
from pages.shared.selection import choose, whole_number, widget_value
from pages.shared.sketch import show_sketches
from pages.shared.symbol_line import show_symbols
from viz.theme import Theme

TEXT_PIXELS = 860
"""How wide lines of text may be, to be read with ease."""


def is_lecture(chosen: dict[str, str]) -> bool:
    """Whether the link asks for the lecture view."""
    return chosen.get("view") == LECTURE


def show_screen(page: str, chosen: dict[str, str], lesson: Lesson, number: int, theme: Theme) -> None:
    """The screen with the bar to go on at its end."""
    _show_place(page, lesson, number)
    show_idea(page, chosen, lesson, number, theme)
    st.space("small")
    _show_way_on(page, lesson, number)


def show_idea(page: str, chosen: dict[str, str], lesson: Lesson, number: int, theme: Theme) -> None:
    """The words, the figure and the prediction of a screen."""
    screen = lesson.screens[number - 1]
    states = states_of(screen, theme)
    guess = _guess_of(chosen, screen)
    st.header(screen.words.title, anchor=False)
    st.markdown(fill(screen.words.text, states), width="stretch" if is_lecture(chosen) else TEXT_PIXELS)
    told = (screen.words.text, screen.words.question, *([] if guess is None else [screen.words.explanation]))
    show_symbols(symbols_in("\n".join(told)))
    settings = screen.before if guess is None else _settings(chosen, screen)
    left, right = st.columns([2, 1], gap="large")
    with left:
        if guess is not None and screen.numbers.control:
            show_controls(page, screen, settings)
        shown = draw_figure(screen, settings, theme)
        if shown.needs:
            st.info(shown.needs)
        show_sketches(shown.sketches, key=f"figure {lesson.id} {screen.id}", theme=theme)
        _show_links(shown)
    with right:
        st.markdown(f"**{fill(screen.words.question, states)}**")
        if guess is None:
            _ask(page, lesson, screen, states)
        else:
            _answer(page, screen, states, guess)


def _guess_of(chosen: dict[str, str], screen: Screen) -> int | None:
    """The option guessed, counted from 0; None before."""
    if "guess" not in chosen:
        return None
    number = whole_number(chosen, "guess")
    if number is None or not 1 <= number <= len(screen.words.guesses):
        show_problem(
            "The guess in this link is none of the options",
            f"it should be a number from 1 to {len(screen.words.guesses)}. Guess here instead.",
        )
        return None
    return number - 1


def _settings(chosen: dict[str, str], screen: Screen) -> dict[str, Value]:
    try:
        return unpack_settings(screen, chosen.get("set", ""))
    except InputError as problem:
        show_problem("A setting in this link cannot be used", str(problem))
        return screen.after


def _ask(page: str, lesson: Lesson, screen: Screen, states: dict[str, Numbers]) -> None:
    key = f"guess {lesson.id} {screen.id}"

    def reveal() -> None:
        place = widget_value(key)
        note_guess(lesson.id, screen.id, place)
        choose(page, guess=place + 1, set=None)

    guess = st.radio(
        "Your guess",
        range(len(screen.words.guesses)),
        format_func=lambda place: fill(screen.words.guesses[place].text, states),
        index=None,
        key=key,
        label_visibility="collapsed",
    )
    st.button("Show what happens", type="primary", disabled=guess is None, on_click=reveal)
    if screen.numbers.control:
        st.caption("A guess first, even a wild one; then the figure is yours to move.")


def _answer(page: str, screen: Screen, states: dict[str, Numbers], guess: int) -> None:
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
        on_click=choose,
        args=(page,),
        kwargs={"guess": None, "set": None},
    )


def _show_links(shown: Shown) -> None:
    for link in shown.links:
        link_to(link.page, link.label, link.query)


def _show_place(page: str, lesson: Lesson, number: int) -> None:
    count = len(lesson.screens)
    screens = f" · screen {number} of {count}" if count > 1 else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("All lessons", type="tertiary", icon=":material/arrow_back:", on_click=go_to, args=(page, None))
        st.caption(f"Lesson {place_of(lesson.id)}: {lesson.title}{screens}")


def _show_way_on(page: str, lesson: Lesson, number: int) -> None:
    before, after = neighbours(lesson, number)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Back", key="back", disabled=before is None, on_click=go_to, args=(page, before))
        st.button(
            "Next" if after else "All lessons",
            key="next",
            icon=":material/arrow_forward:",
            icon_position="right",
            on_click=go_to,
            args=(page, after),
        )
        st.link_button(
            "Lecture view",
            f"learn?lesson={lesson.id}&screen={number}&view=lecture&embed=true",
            type="tertiary",
            icon=":material/slideshow:",
            help="Large type for a projector, in a tab of its own; page up and page down, or the arrow keys, turn.",
        )
