"""The strength test while it is taken: one question at a time, without a verdict."""

from collections.abc import Sequence

import streamlit as st

from engine.course.questions.question import Question
from engine.course.sets.strength import pack_answers, unpack_answers
from engine.plain import quote
from pages.parts.questions.choosers import check_number
from pages.parts.questions.question import ask_question
from pages.shared.choices import Choices
from pages.shared.messages import show_problem
from viz.theme import Theme

Answers = tuple[int | None, ...]


def answers_of(choices: Choices, questions: Sequence[Question]) -> Answers:
    """The answers given so far; where those of a link do not fit, that is said, and there are none."""
    found = unpack_answers(choices.get("answers"), questions) if "answers" in choices else (None,) * len(questions)
    if found is not None:
        return found
    show_problem(
        "The answers in this link cannot be used",
        f"they should be {len(questions)} marks, one for each question of this seed; "
        f"got {quote(choices.get('answers'), 40)}. The test begins anew.",
    )
    choices.choose(answers=None, n=None, done=None)
    return (None,) * len(questions)


def show_test(choices: Choices, questions: Sequence[Question], answers: Answers, theme: Theme) -> None:
    """The question that is on, and the way to the others."""
    number = check_number(choices, len(questions))
    question = questions[number - 1]
    st.progress(
        (len(answers) - answers.count(None)) / len(questions),
        text=f"Question {number} of {len(questions)} · {question.level.capitalize()}",
    )

    def pick(place: int) -> None:
        changed = [*answers[: number - 1], place, *answers[number:]]
        choices.choose(answers=pack_answers(changed))

    ask_question(
        question, choices.key(f"{question.seed} {question.id}"), theme, guess=answers[number - 1], on_pick=pick
    )
    is_last = number == len(questions)
    with st.container(horizontal=True):
        st.button(
            "Back",
            key=choices.key("back"),
            disabled=number == 1,
            on_click=choices.choose,
            kwargs={"n": number - 1 if number > 2 else None},
        )
        st.button(
            "See the result" if is_last else "Next question",
            key=choices.key("next"),
            type="primary",
            shortcut="N",
            icon=":material/arrow_forward:",
            icon_position="right",
            on_click=choices.choose,
            kwargs={"done": 1, "n": None} if is_last else {"n": number + 1},
        )
    left = answers.count(None)
    if is_last and left:
        st.caption(f"{left} without an answer so far; an empty one counts as wrong.")
