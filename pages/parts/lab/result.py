"""What came of a snippet: a verdict, its output or error, its numbers beside the right ones, and the shapes."""

import streamlit as st

from engine.course.lab.attempt import LETTERS, Attempt, chosen_pieces, remember, wrong_results
from engine.course.lab.exercises import Exercise
from engine.course.lab.pictures import pictured, result_pictures
from engine.course.lab.snippet import SnippetRun, Step
from engine.course.loading import misconceptions
from pages.shared.choices import Choices
from pages.shared.elements.sketches import show_pictures
from viz.theme import Theme

_TITLES = {"right": "Right", "silent": "No error, and wrong all the same", "missed": "Something else happens"}
_NAMELESS = ("", "other")


def show_result(choices: Choices, exercise: Exercise, letters: str, done: Attempt, theme: Theme) -> None:
    """The verdict first, then the evidence."""
    text = "\n\n".join(done.feedback)
    if done.outcome == "right":
        title = "As you predicted" if exercise.kind == "predict" else _TITLES["right"]
        st.success(text, title=title, icon=":material/check:")
    else:
        title = _TITLES.get(done.outcome, f"It stops in line {done.run.error_line}")
        st.warning(text + _names_of(exercise, letters), title=title, icon=":material/close:")
    st.markdown("**What it prints**")
    show_output(done.run)
    pictures = result_pictures(exercise, done)
    if pictures:
        show_pictures(pictures, key=choices.key(f"result {exercise.id} {letters}"), theme=theme)
    if done.outcome == "silent":
        wrong = [row for row in wrong_results(exercise, done) if row[0] != pictured(exercise, done)]
        bullet = "- " if len(wrong) > 1 else ""
        st.markdown(
            "\n".join(f"{bullet}`{name}` is `{yours}`; it should be `{right}`." for name, yours, right in wrong)
        )


def show_steps(run: SnippetRun) -> None:
    """Each variable as the lines left it, with its shape."""
    if run.steps:
        st.markdown("**On the way**")
        rows = [
            {"Line": str(step.line), "Name": f"`{step.name}`", "Shape": _shape(step), "Numbers": f"`{step.text}`"}
            for step in run.steps
        ]
        st.table(rows, border="horizontal", hide_index=True)


def show_closing(exercise: Exercise, done: Attempt) -> None:
    """What to take away, and the snippets to compare with; only once the exercise is done."""
    if done.outcome == "right" or exercise.kind == "predict":
        st.info(remember(exercise, done), title="To remember", icon=":material/bookmark:")
    for companion, run in zip(exercise.companion, done.companions, strict=False):
        with st.expander(companion.title):
            if companion.text:
                st.markdown(companion.text)
            st.code(run.code, language="python")
            show_output(run)


def show_output(run: SnippetRun) -> None:
    """What a snippet printed, and the error that ended it, as Python words it."""
    if run.printed or not run.error:
        st.code(run.printed.rstrip() or "(nothing)", language=None)
    if run.error:
        line = run.code.splitlines()[run.error_line - 1].strip()
        st.code(f"Line {run.error_line}: {line}\n{run.error.rstrip()}", language=None, wrap_lines=True)


def _names_of(exercise: Exercise, letters: str) -> str:
    """The names that the mistakes have in the course."""
    if exercise.kind == "predict":
        made = [exercise.forecast[LETTERS.index(letters)].mistake]
    else:
        made = [piece.mistake for piece in chosen_pieces(exercise, letters).values() if not piece.right]
    names = [misconceptions()[one].title for one in dict.fromkeys(made) if one not in _NAMELESS]
    if not names:
        return ""
    return f"\n\n*{'Its name' if len(names) == 1 else 'Their names'} in this course: {'; '.join(names)}.*"


def _shape(step: Step) -> str:
    if step.shape is None:
        return "list" if step.text.startswith(("[", "(")) else "one number"
    return " x ".join(map(str, step.shape)) or "one number"
