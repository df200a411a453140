"""The strength test on the screen: one question at a time without a verdict, and the result at the end."""

from collections.abc import Sequence

import streamlit as st

from pages.course.content import concepts
from pages.course.question import Question
from pages.course.schema import LEVELS
from pages.course.strength import ConceptResult, concept_results, count_right, pack_answers, unpack_answers
from pages.shared.lesson_links import link_to_lessons
from pages.shared.messages import show_problem
from pages.shared.question_view import ask_question, show_solution
from pages.shared.selection import choose, whole_number
from pages.shared.sketch import show_sketches
from viz.theme import Theme

Answers = tuple[int | None, ...]


def answers_of(page: str, chosen: dict[str, str], questions: Sequence[Question]) -> Answers:
    """The answers given so far; where those of a link do not fit, that is said, and there are none."""
    found = unpack_answers(chosen["answers"], questions) if "answers" in chosen else (None,) * len(questions)
    if found is not None:
        return found
    show_problem(
        "The answers in this link cannot be used",
        f"they should be {len(questions)} marks, one for each question of this seed; got “{chosen['answers'][:40]}”. "
        "The test begins anew.",
    )
    choose(page, answers=None, n=None, done=None)
    return (None,) * len(questions)


def show_test(page: str, chosen: dict[str, str], questions: Sequence[Question], answers: Answers, theme: Theme) -> None:
    """The question that is on, and the way to the others."""
    number = _number_of(chosen, len(questions))
    question = questions[number - 1]
    st.progress(
        (len(answers) - answers.count(None)) / len(questions),
        text=f"Question {number} of {len(questions)} · {question.level.capitalize()}",
    )

    def pick(place: int) -> None:
        changed = [*answers[: number - 1], place, *answers[number:]]
        choose(page, answers=pack_answers(changed))

    ask_question(question, f"{page} {question.seed} {question.id}", theme, guess=answers[number - 1], on_pick=pick)
    is_last = number == len(questions)
    with st.container(horizontal=True):
        st.button(
            "Back",
            key="back",
            disabled=number == 1,
            on_click=choose,
            args=(page,),
            kwargs={"n": number - 1 if number > 2 else None},
        )
        st.button(
            "See the result" if is_last else "Next question",
            key="next",
            type="primary",
            shortcut="N",
            icon=":material/arrow_forward:",
            icon_position="right",
            on_click=choose,
            args=(page,),
            kwargs={"done": 1, "n": None} if is_last else {"n": number + 1},
        )
    left = answers.count(None)
    if is_last and left:
        st.caption(f"{left} without an answer so far; an empty one counts as wrong.")


def _number_of(chosen: dict[str, str], count: int) -> int:
    """The question that is on, counted from 1."""
    number = whole_number(chosen, "n") if "n" in chosen else 1
    if number and number <= count:
        return number
    show_problem(
        "There is no such question",
        f"n is a whole number from 1 to {count}; got “{chosen['n'][:40]}”. This is the first question.",
    )
    return 1


def show_result(page: str, questions: Sequence[Question], answers: Answers, theme: Theme) -> None:
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
            on_click=choose,
            args=(page,),
            kwargs={"seed": None, "answers": None, "done": None, "n": None},
        )
        st.button("Change an answer", type="tertiary", on_click=choose, args=(page,), kwargs={"done": None})
    left, right_side = st.columns(2, gap="large")
    with left:
        _show_concepts(concept_results(questions, answers))
    with right_side:
        st.markdown("**Every question**")
        for number, (question, answer) in enumerate(zip(questions, answers, strict=True), 1):
            _review(page, number, question, answer, theme)


def _review(page: str, number: int, question: Question, answer: int | None, theme: Theme) -> None:
    mark = "check" if answer == question.answer else "close"
    title = f"{number}. {concepts()[question.concept].title}"
    with st.expander(title, key=f"{page} review {number}", icon=f":material/{mark}:"):
        st.markdown(question.prompt)
        if question.draw is not None:
            show_sketches((question.draw(theme),), key=f"{page} review picture {number}", theme=theme)
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
