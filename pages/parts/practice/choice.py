"""Which practice questions are asked: level, subject, kind and seed, from the link or from the choosers."""

import streamlit as st

from engine.course.memory.free_recall import recall_tasks
from engine.course.sets.practice import practice_ids
from pages.parts.questions.choosers import (
    ANY,
    check_number,
    check_parts,
    check_seed,
    choose_from_list,
    choose_seed,
    find_asked,
    titles_of,
)
from pages.shared.choices import Choices

_OF_ONE_SET = ("n",)
"""Choices that are taken back when others are to be asked."""


def check_choices(choices: Choices) -> None:
    """Says what of a link cannot be used, and goes on without it; a seed is chosen where there is none."""
    check_parts(choices, **dict.fromkeys(ANY, "It is left out."))
    tasks = recall_tasks()
    find_asked(choices, "recall", tasks, called="task", instead=f"there are {', '.join(tasks)}.")
    check_seed(choices)
    check_number(choices, len(ids_of(choices)))


def ids_of(choices: Choices) -> tuple[str, ...]:
    """The questions that fit what was chosen, in the order of the seed."""
    return practice_ids(int(choices.get("seed")), *(choices.get(name) for name in ANY))


def choose_questions(choices: Choices) -> None:
    """The choosers, folded away behind a button that says what is chosen."""
    told = [titles_of(name)[choices.get(name)] for name in ANY if name in choices]
    with st.popover(" · ".join(told) or "All questions", icon=":material/filter_list:"):
        for name in ANY:
            choose_from_list(choices, name, _OF_ONE_SET)
        choose_seed(choices, _OF_ONE_SET)
