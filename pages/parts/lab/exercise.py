"""One exercise of the code lab: the task, the snippet, the pieces to choose from, and what really happens."""

import streamlit as st

from engine.course.lab.attempt import (
    LETTERS,
    OPEN,
    Attempt,
    attempt,
    chosen_line,
    is_complete,
    line_of,
    nothing_chosen,
    right_letters,
    snippet,
)
from engine.course.lab.exercises import Exercise, exercises
from engine.course.loading import concepts, lessons
from pages.parts.lab.exercise_list import describe, note_solved, number_of, open_exercise
from pages.parts.lab.result import show_closing, show_result, show_steps
from pages.shared.choices import Choices, keep, kept, seed_widget, widget_value
from pages.shared.elements.copy_button import copy_button
from pages.shared.navigation import link_to
from pages.shared.save_button import save_button
from viz.theme import Theme

_RUN_BY_HAND = "snippet run by hand"
"""The exercise and the pieces that the visitor ran last: pieces that were shown or linked to solve nothing."""


def show_exercise(choices: Choices, exercise: Exercise, theme: Theme) -> None:
    """The exercise with the pieces that are chosen; what came of it, once it was run."""
    letters = _letters(choices, exercise)
    _show_place(choices, exercise)
    done = _attempt(choices, exercise, letters) if is_complete(letters) and choices.get("run") == "1" else None
    left, right = st.columns(2, gap="large")
    with left:
        st.header(exercise.title, anchor=False)
        st.markdown(exercise.task)
        _show_snippet(choices, exercise, letters)
    with right:
        _choose_pieces(choices, exercise)
        _show_run(choices, exercise)
        if done is not None:
            show_result(choices, exercise, letters, done, theme)
    if done is not None:
        left, right = st.columns(2, gap="large")
        with left:
            show_steps(done.run)
        with right:
            show_closing(exercise, done)
            if done.outcome not in ("right", "missed"):
                _offer_solution(choices, exercise)
    st.space("small")
    _show_way_on(choices, exercise)


def _show_snippet(choices: Choices, exercise: Exercise, letters: str) -> None:
    code = snippet(exercise, letters)
    st.code(code, language="python", line_numbers=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        copy_button("Copy for a notebook", code, key=choices.key(f"copy {exercise.id}"))
        save_button(
            "Save as a file",
            lambda: f"{code}\n",
            f"{exercise.id}.py",
            "text/x-python",
            key=choices.key(f"save {exercise.id}"),
        )


def _attempt(choices: Choices, exercise: Exercise, letters: str) -> Attempt:
    """What came of the pieces; the exercise counts as solved where the visitor ran the right ones."""
    with st.spinner("Running the snippet …", show_time=False):  # The first one of a fresh server loads PyTorch.
        done = attempt(exercise.id, letters)
    if done.outcome == "right" and kept(_RUN_BY_HAND) == (exercise.id, letters):
        note_solved(choices, exercise.id)
    return done


def _letters(choices: Choices, exercise: Exercise) -> str:
    return choices.get("pieces") or nothing_chosen(exercise)


def _choose_pieces(choices: Choices, exercise: Exercise) -> None:
    match exercise.kind:
        case "predict":
            texts = [forecast.text for forecast in exercise.forecast]
            _choice(choices, exercise, 0, "What happens?", texts)
        case "repair":
            lines = [f"Line {line_of(exercise, place)}: `{place.stands}`" for place in exercise.place]
            _choice(choices, exercise, 0, "Which line is wrong?", lines)
            place = chosen_line(exercise, _letters(choices, exercise))
            if place is not None:
                repairs = [f"`{piece.code}`" for piece in place.piece]
                _choice(choices, exercise, 1, f"What should stand in line {line_of(exercise, place)}?", repairs)
        case "fill":
            for number, place in enumerate(exercise.place):
                blank = f"blank {number + 1}" if len(exercise.place) > 1 else "the blank"
                codes = [f"`{piece.code}`" for piece in place.piece]
                label = f"{place.label} ({blank}, line {line_of(exercise, place)})"
                _choice(choices, exercise, number, label, codes)


def _choice(choices: Choices, exercise: Exercise, number: int, label: str, options: list[str]) -> None:
    """One of the options in the place of one letter."""
    letters = _letters(choices, exercise)
    # A line's repairs are another set of options for each line.
    of_line = letters[0] if exercise.kind == "repair" and number else ""
    key = choices.key(f"{exercise.id} {number}{of_line}")

    def changed() -> None:
        place = widget_value(key)
        # As they are now: a quick visitor chooses the next piece before this run has ended.
        new = list(_letters(choices, exercise))
        if of_line and of_line != new[0]:
            return  # A repair of the line that was chosen before: the list for the new one is on its way.
        new[number] = OPEN if place is None else LETTERS[place]
        if exercise.kind == "repair" and not number:
            new[1] = OPEN
        choices.choose(pieces="".join(new), run=None)

    place = None if letters[number] == OPEN else LETTERS.index(letters[number])
    st.radio(
        label,
        range(len(options)),
        format_func=options.__getitem__,
        index=place,
        key=seed_widget(key, place),
        on_change=changed,
        width="stretch",
    )


def _show_run(choices: Choices, exercise: Exercise) -> None:
    def run() -> None:
        keep(_RUN_BY_HAND, (exercise.id, _letters(choices, exercise)))
        choices.choose(run=1)

    st.button(
        "Run the snippet",
        type="primary",
        icon=":material/play_arrow:",
        disabled=not is_complete(_letters(choices, exercise)),
        on_click=run,
    )


def _offer_solution(choices: Choices, exercise: Exercise) -> None:
    st.button(
        "Show the right pieces" if exercise.kind == "fill" else "Show the wrong line and its repair",
        type="tertiary",
        icon=":material/visibility:",
        on_click=choices.choose,
        kwargs={"pieces": right_letters(exercise), "run": 1},
    )


def _show_place(choices: Choices, exercise: Exercise) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "All exercises", type="tertiary", icon=":material/arrow_back:", on_click=open_exercise, args=(choices, None)
        )
        st.caption(f"Exercise {number_of(exercise)} of {len(exercises())} · {describe(exercise)}")


def _show_way_on(choices: Choices, exercise: Exercise) -> None:
    ids = list(exercises())
    at = ids.index(exercise.id)
    before, after = ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Back", key=choices.key("back"), disabled=before is None, on_click=open_exercise, args=(choices, before)
        )
        st.button(
            "Next exercise" if after else "All exercises",
            key=choices.key("next"),
            icon=":material/arrow_forward:",
            icon_position="right",
            on_click=open_exercise,
            args=(choices, after),
        )
        lesson = lessons()[concepts()[exercise.concept].lessons[0]]
        link_to("learn", f"Lesson: {lesson.title}", {"lesson": lesson.id}, icon=":material/school:")
