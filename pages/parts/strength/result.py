"""The end of the strength test: how much was right, what to go back to, and every question with its solution."""

from collections.abc import Sequence

import streamlit as st

from engine.course.loading import concepts
from engine.course.questions.question import Question
from engine.course.schema import LEVELS
from engine.course.sets.strength import ConceptResult, concept_results, count_right
from pages.parts.questions.question import show_solution
from pages.parts.strength.questions import Answers
from pages.shared.choices import Choices
from pages.shared.elements.sketches import show_pictures
from pages.shared.lesson_links import link_to_lessons
from viz.theme import Theme


def show_result(choices: Choices, questions: Sequence[Question], answers: Answers, theme: Theme) -> None:
    """How many were right, by level and by concept, what to go back to, and every question with its solution."""
    st.subheader(f"{count_right(questions, answers)} of {len(questions)} right", anchor=False)
    parts = []
    for level in LEVELS:
        places = [place for place, question in enumerate(questions) if question.level == level]
        right = sum(answers[place] == questions[place].answer for place in places)
        parts.append(f"{level.capitalize()} {right} of {len(places)}")
    st.markdown(" · ".join(parts))
    with st.container(horizontal=True):
        st.button(
            "Another test",
            type="primary",
            on_click=choices.choose,
            kwargs={"seed": None, "answers": None, "done": None, "n": None},
        )
        st.button("Change an answer", type="tertiary", on_click=choices.choose, kwargs={"done": None})
    left, right_side = st.columns(2, gap="large")
    with left:
        _show_concepts(concept_results(questions, answers))
    with right_side:
        st.markdown("**Every question**")
        for number, (question, answer) in enumerate(zip(questions, answers, strict=True), 1):
            _review(choices, number, question, answer, theme)


def _review(choices: Choices, number: int, question: Question, answer: int | None, theme: Theme) -> None:
    mark = "check" if answer == question.answer else "close"
    title = f"{number}. {concepts()[question.concept].title}"
    with st.expander(title, key=choices.key(f"review {number}"), icon=f":material/{mark}:"):
        st.markdown(question.prompt)
        if question.picture is not None:
            show_pictures((question.picture,), key=choices.key(f"review picture {number}"), theme=theme)
        show_solution(question, answer)


def _show_concepts(results: Sequence[ConceptResult]) -> None:
    weak = [result for result in results if result.lessons]
    if weak:
        st.markdown("**To go back to**")
        for result in weak:
            share = f" ({result.right} of {result.asked})" if result.asked > 1 else ""
            st.markdown(f"{concepts()[result.concept].title}{share}")
            with st.container(horizontal=True, gap="small"):
                link_to_lessons(result.lessons)
    strong = [result for result in results if not result.lessons]
    if strong:
        st.markdown("**Known**")
        st.markdown("\n".join(f"- {concepts()[result.concept].title}" for result in strong))
