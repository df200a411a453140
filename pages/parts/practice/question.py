"""One practice question: asked, checked, solved, and on to the next."""

import streamlit as st

from engine.course.loading import concepts
from engine.course.questions.bank import find_question
from engine.course.questions.question import Question
from pages.parts.practice.choice import ids_of
from pages.parts.questions.choosers import next_seed
from pages.parts.questions.question import ask_question, picked_option, show_hint, show_solution
from pages.shared.choices import Choices
from pages.shared.lesson_links import link_to_lessons
from viz.theme import Theme

_QUESTION = "[0-9]{1,10} [a-z0-9-]{1,60}"
ANSWERS = {f"answer {_QUESTION}": "(-|[0-9]) (right|wrong)", f"picked {_QUESTION}": "[0-9]"}
"""The guesses that were checked, by seed and question, - where there was none; what is picked before that."""


def show_practice(choices: Choices, theme: Theme) -> None:
    """The question that is on, beside its solution once it was checked."""
    ids, seed = ids_of(choices), int(choices.get("seed"))
    if not ids:
        st.info("No question fits all of this. Choose a wider level, subject or kind.", icon=":material/info:")
        return
    number = choices.whole_number("n") or 1
    question = find_question(ids[number - 1], seed)
    assert question is not None  # practice_ids names only questions of the bank.
    name, key = f"{seed} {question.id}", choices.key(f"{seed} {question.id}")
    is_checked = f"answer {name}" in choices
    guess = _option(question, choices.get(f"answer {name}", choices.get(f"picked {name}")))
    left, right = st.columns(2, gap="large")
    with left:
        st.caption(
            f"Question {number} of {len(ids)} · {question.level.capitalize()} · {concepts()[question.concept].title}"
        )
        picked = ask_question(
            question,
            key,
            theme,
            locked=is_checked,
            guess=guess,
            on_pick=lambda place: choices.choose(**{f"picked {name}": place}),
        )
        if not is_checked:
            _offer_check(choices, key, question, picked)
    with right:
        if is_checked:
            show_solution(question, guess)
            link_to_lessons(concepts()[question.concept].lessons[:1])
    _show_way_on(choices, number, len(ids), seed, is_checked)


def show_tally(choices: Choices) -> None:
    """How many of the checked questions were right."""
    answers = [value for name, value in choices.kept_choices().items() if name.startswith("answer ")]
    if answers:
        right = sum(answer.endswith("right") for answer in answers)
        st.caption(f"{right} of {len(answers)} right so far", width="content")


def _offer_check(choices: Choices, key: str, question: Question, picked: int | None) -> None:
    with st.container(horizontal=True):
        st.button(
            "Check",
            key=f"{key} check",
            type="primary",
            disabled=picked is None,
            on_click=lambda: _note(choices, question, picked_option(key)),
        )
        st.button(
            "Show the solution",
            key=f"{key} give up",
            type="tertiary",
            on_click=lambda: _note(choices, question, None),
        )
    show_hint(question, key)


def _note(choices: Choices, question: Question, guess: int | None) -> None:
    outcome = f"{'-' if guess is None else guess} {'right' if guess == question.answer else 'wrong'}"
    choices.choose(**{f"answer {question.seed} {question.id}": outcome})


def _option(question: Question, noted: str) -> int | None:
    """The option that was noted, of those that there are."""
    place = noted.partition(" ")[0]
    return int(place) if place.isdigit() and int(place) < len(question.options) else None


def _show_way_on(choices: Choices, number: int, count: int, seed: int, is_checked: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Back", key=choices.key("back"), disabled=number == 1, on_click=_go_to, args=(choices, number - 1))
        if number < count:
            st.button(
                "Next question",
                key=choices.key("next"),
                shortcut="N",
                type="primary" if is_checked else "secondary",
                icon=":material/arrow_forward:",
                icon_position="right",
                on_click=_go_to,
                args=(choices, number + 1),
            )
        else:
            st.button(
                "Start again with other numbers",
                key=choices.key("again"),
                type="primary" if is_checked else "secondary",
                on_click=choices.choose,
                kwargs={"seed": next_seed(seed), "n": None},
            )


def _go_to(choices: Choices, number: int) -> None:
    choices.choose(n=number if number > 1 else None)
