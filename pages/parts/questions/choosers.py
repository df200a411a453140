"""How questions are chosen: seed, level, subject and kind, with the same checks, words and choosers on every page."""

import random
from collections.abc import Iterable, Mapping
from typing import Literal, TypeVar

import streamlit as st

from engine.course.loading import concepts
from engine.course.schema import LEVELS
from engine.course.sets.handouts import LARGEST_SEED, read_wish
from engine.course.sets.practice import KINDS
from engine.errors import InputError
from engine.plain import quote
from pages.shared.choices import Choices, seed_widget, widget_value
from pages.shared.messages import show_problem

T = TypeVar("T")
Width = int | Literal["stretch"]

LABELS = {"level": "Level", "concept": "Subject", "kind": "Kind"}
ANY = {"level": "All levels", "concept": "All subjects", "kind": "All kinds"}
"""What is shown where none of them is chosen."""


def titles_of(name: str) -> dict[str, str]:
    """The levels, subjects (concept) or kinds that there are, each with what it is called on the screen."""
    if name == "level":
        return {level: level.capitalize() for level in LEVELS}
    return KINDS if name == "kind" else {one.id: one.title for one in concepts().values()}


def drawn_seed() -> int:
    """A seed by chance, short enough to be read out to a class."""
    return random.randint(1, 9999)


def next_seed(seed: int) -> int:
    """Another seed for whoever has seen the questions of this one."""
    return (seed + 1) % (LARGEST_SEED + 1)


def seed_of(choices: Choices) -> int | None:
    """The seed that was chosen, once it was checked; None without one."""
    return int(choices.get("seed")) if "seed" in choices else None


def check_seed(choices: Choices, takes_back: Iterable[str] = ()) -> int:
    """The seed of the link; one by chance where it has none, or, after a message, where what it has is no seed.

    takes_back: the choices that belong to one seed only.
    """
    problem = _problem_with(choices, "seed")
    seed = None if problem else seed_of(choices)
    if seed is None:
        seed = drawn_seed()
        if problem:
            _say_left_out(f"{problem} These are the questions of seed {seed} instead.")
        choices.choose(seed=seed, **dict.fromkeys(takes_back))
    return seed


def check_parts(choices: Choices, **instead: str) -> None:
    """Says what of a link cannot be used, and leaves it out: level, concept, kind or seed, each with what is done."""
    for name, words in instead.items():
        if problem := _problem_with(choices, name):
            leave_out(choices, name, f"{problem} {words}")


def leave_out(choices: Choices, name: str, problem: str) -> None:
    """Takes a part of the link back, and says why."""
    _say_left_out(problem)
    choices.choose(**{name: None})


def check_number(choices: Choices, count: int) -> int:
    """Which question of so many is on, counted from 1 (n in the link); where there is none such, that is said."""
    if "n" not in choices:
        return 1
    number = choices.whole_number("n")
    if number and number <= max(count, 1):
        return number
    show_problem(
        "There is no such question",
        f"n is a whole number from 1 to {count}; got {quote(choices.get('n'), 40)}. This is the first question.",
    )
    choices.choose(n=None)
    return 1


def find_asked(
    choices: Choices,
    name: str,
    there_are: Mapping[str, T],
    *,
    instead: str,
    called: str = "",
    takes_back: Iterable[str] = (),
) -> T | None:
    """What the link asks for by its id, a lesson, say; None where it asks for none.

    An id that there is none of is said, with what is shown instead, and left out with the choices that belong to it.
    called: what such a thing is called, where that is not the name of the choice.
    """
    if name not in choices or choices.get(name) in there_are:
        return there_are.get(choices.get(name))
    show_problem(f"There is no such {called or name}", f"the link asks for {quote(choices.get(name), 60)}; {instead}")
    choices.choose(**dict.fromkeys([name, *takes_back]))
    return None


def choose_seed(choices: Choices, takes_back: Iterable[str] = (), width: Width = "stretch") -> None:
    """A box for the seed."""
    st.number_input(
        "Seed",
        min_value=0,
        max_value=LARGEST_SEED,
        value=seed_of(choices),
        step=1,
        key=seed_widget(choices.key("seed"), seed_of(choices)),
        on_change=_changed,
        args=(choices, "seed", takes_back),
        help="The same seed asks the same questions in the same order, with the same numbers, on every machine.",
        width=width,
    )


def choose_from_list(choices: Choices, name: str, takes_back: Iterable[str] = (), width: Width = "stretch") -> None:
    """A list of the levels, subjects (concept) or kinds, with all of them at its top."""
    shown = {"": ANY[name], **titles_of(name)}
    options = list(shown)
    st.selectbox(
        LABELS[name],
        options,
        format_func=shown.__getitem__,
        index=options.index(choices.get(name)),
        key=seed_widget(choices.key(name), choices.get(name)),
        on_change=_changed,
        args=(choices, name, takes_back),
        width=width,
    )


def choose_level(choices: Choices, takes_back: Iterable[str] = ()) -> None:
    """The levels side by side."""
    choose_segment(choices, "level", LABELS["level"], {"": "All", **titles_of("level")}, takes_back=takes_back)


def choose_segment(
    choices: Choices,
    name: str,
    label: str,
    shown: Mapping[str, str],
    otherwise: str = "",
    takes_back: Iterable[str] = (),
) -> None:
    """A few values side by side, each as it is shown; otherwise is the one where none was chosen."""
    st.segmented_control(
        label,
        list(shown),
        format_func=shown.__getitem__,
        default=choices.get(name, otherwise),
        key=seed_widget(choices.key(name), choices.get(name, otherwise)),
        on_change=_changed,
        args=(choices, name, takes_back),
        required=True,
    )


def _changed(choices: Choices, name: str, takes_back: Iterable[str]) -> None:
    value = widget_value(choices.key(name))
    choices.choose(**{name: None if value in ("", None) else value}, **dict.fromkeys(takes_back))


def _problem_with(choices: Choices, name: str) -> str:
    """What is wrong with a seed, level, subject or kind; "" where nothing is."""
    try:
        read_wish(choices.among([name]))
    except InputError as problem:
        return str(problem)
    return ""


def _say_left_out(problem: str) -> None:
    show_problem("Part of this link cannot be used", problem)
