"""Which cards are asked: level, subject, how many new ones a day, and the order of a seed."""

import streamlit as st

from engine.course.memory.cards import choose_cards
from engine.course.schema import LEVELS
from pages.parts.questions.choosers import (
    check_parts,
    choose_from_list,
    choose_level,
    choose_segment,
    leave_out,
    seed_of,
)
from pages.shared.choices import Choices

NEW_A_DAY = (5, 10, 20, 100)
_START = 10
_OF_ONE_SET = ("card", "revealed")
"""Choices that are taken back when others are to be asked."""


def check_choices(choices: Choices) -> None:
    """Says what of a link cannot be used, and goes on without it."""
    check_parts(choices, level="It is left out.", concept="It is left out.", seed="The usual order is used.")
    if "new" in choices and choices.whole_number("new") not in NEW_A_DAY:
        leave_out(choices, "new", f"new cards a day can be {', '.join(map(str, NEW_A_DAY))}; {_START} are asked.")


def chosen_cards(choices: Choices) -> tuple[str, ...]:
    """The ids of the cards in question, in the order in which new ones are asked."""
    levels = (choices.get("level"),) if "level" in choices else LEVELS
    return choose_cards(levels, choices.get("concept") or None, seed_of(choices))


def new_a_day(choices: Choices) -> int:
    return int(choices.get("new", str(_START)))


def choose_which(choices: Choices) -> None:
    """The choosers."""
    choose_level(choices, _OF_ONE_SET)
    choose_from_list(choices, "concept", _OF_ONE_SET)
    counts = {str(count): "All" if count == max(NEW_A_DAY) else str(count) for count in NEW_A_DAY}
    choose_segment(choices, "new", "New cards a day", counts, str(_START), _OF_ONE_SET)
    if "seed" in choices:
        st.caption(f"New cards come in the order of seed {seed_of(choices)}, the same for everybody.")
