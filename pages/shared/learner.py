"""A visitor's progress: cards and guesses in lessons, kept by the session and the browser, and in a file."""

from collections.abc import Mapping
from uuid import uuid4

import streamlit as st

from engine.course.loading import lessons
from engine.course.memory.learner import (
    LARGEST_BYTES,
    CardProgress,
    LearnerProgress,
    check_fits_a_file,
    read_progress,
    write_progress,
)
from engine.errors import InputError
from engine.plain import count
from pages.shared.choices import Choices, count_up, forget_choices, keep, kept, widget_value
from pages.shared.messages import show_problem
from pages.shared.save_button import save_button

_PROGRESS, _BEFORE, _BROUGHT, _UPLOADS = "progress", "progress before the last rating", "brought back", "uploads"
_GUESSES, _FORGOTTEN = "guesses in lessons", "progress forgotten"
FILE_NAME = "headlight-progress.json"


def progress() -> LearnerProgress:
    """What this visitor has done."""
    found: LearnerProgress = kept(_PROGRESS) or LearnerProgress()
    return LearnerProgress(guesses=guesses()).joined(found)


def note_card(name: str, card: CardProgress) -> None:
    """Remembers how a card was rated; the last rating can be taken back."""
    keep(_BEFORE, (name, progress()))
    keep(_PROGRESS, progress().with_card(name, card))


def last_rated() -> str | None:
    """The card whose rating can be taken back."""
    before = kept(_BEFORE)
    return before[0] if before else None


def take_back_rating() -> None:
    """Everything is as before the last rating."""
    _, before = kept(_BEFORE)
    keep(_PROGRESS, before)
    keep(_BEFORE, None)


def show_progress_file(choices: Choices) -> None:
    """The file to download, and the place to bring one back."""
    st.markdown("**Keep your progress**")
    st.caption(
        "What you rate, and what you guess in the lessons, is kept by this browser. "
        "Download it to go on with another one, or to be safe."
    )
    mine = progress()
    save_button(
        "Download progress",
        lambda: write_progress(mine),
        FILE_NAME,
        "application/json",
        key=choices.key("save progress"),
        disabled=not mine.cards and not mine.guesses,
    )
    upload = choices.key(f"progress file {kept(_UPLOADS) or 0}")
    st.file_uploader(
        "Bring back progress",
        type="json",
        key=upload,
        max_upload_size=1,
        on_change=_bring_back,
        args=(upload,),
        help="What you have here is kept: of a card rated in both, the later rating counts.",
    )
    outcome = kept(_BROUGHT)
    if isinstance(outcome, InputError):
        show_problem("This file was not brought back", str(outcome))
    elif outcome:
        st.success(outcome, icon=":material/check:")
    if finished := len(finished_lessons()):
        st.caption(f"Lessons finished: {finished}.")
    with st.popover("Forget it", type="tertiary", icon=":material/delete:"):
        st.markdown(
            "On a machine that others use: this takes from this browser every card that you rated, every guess, and "
            "what you chose and typed in this tab. It cannot be taken back; a file that you downloaded stays."
        )
        st.button("Forget all of it", key=choices.key("forget"), type="primary", on_click=_forget)


def written_progress() -> str:
    """The progress as the browser keeps it, which is the file; "" while there is none."""
    mine = progress()
    return write_progress(mine).decode() if mine.cards or mine.guesses else ""


def bring_progress(data: bytes) -> LearnerProgress:
    """Adds the progress of a file to what there is, and returns it alone. Raises InputError as read_progress."""
    brought = read_progress(data)
    joined = progress().joined(brought)
    check_fits_a_file(joined)
    keep(_PROGRESS, joined)
    bring_back_guesses(brought.guesses)
    return brought


def forgotten() -> str:
    """The mark of the last time that the progress of this browser was forgotten; "" where it never was."""
    mark: str = kept(_FORGOTTEN) or ""
    return mark


def take_forgotten(mark: str) -> None:
    """Forgets the progress here too, where another tab has."""
    if mark and mark != forgotten():
        keep(_FORGOTTEN, mark)
        _forget_progress()


def _forget() -> None:
    keep(_FORGOTTEN, uuid4().hex)
    _forget_progress()
    forget_choices()


def _forget_progress() -> None:
    for name in (_PROGRESS, _BEFORE, _BROUGHT, _GUESSES):
        keep(name, None)


def _bring_back(upload: str) -> None:
    file = widget_value(upload)
    if file is None:
        return
    try:
        # One byte more than may be, so that the reader can refuse it.
        brought = bring_progress(file.read(LARGEST_BYTES + 1))
    except InputError as problem:
        keep(_BROUGHT, problem)
    else:
        keep(_BEFORE, None)
        keep(
            _BROUGHT,
            f"Brought back: {count(len(brought.cards), 'card')}, {count(len(brought.guesses), 'guess')} in lessons.",
        )
    count_up(_UPLOADS)


def guesses() -> dict[str, int]:
    """The place of the option guessed, counted from 0, by "lesson/screen"."""
    return dict(kept(_GUESSES) or {})


def note_guess(lesson: str, screen: str, guess: int) -> None:
    """Remembers a guess; the first one counts, as what was thought before the answer was seen."""
    keep(_GUESSES, {f"{lesson}/{screen}": guess} | guesses())


def bring_back_guesses(brought: Mapping[str, int]) -> None:
    """Adds guesses of another session, those to screens that exist; what was guessed here stays."""
    known = {f"{lesson.id}/{screen.id}": len(screen.words.guesses) for lesson in lessons().values()
             for screen in lesson.screens}  # fmt: skip
    keep(_GUESSES, {place: guess for place, guess in brought.items() if 0 <= guess < known.get(place, 0)} | guesses())


def finished_lessons() -> list[str]:
    """The lessons of which every screen has been guessed at."""
    made = guesses()
    return [
        lesson.id
        for lesson in lessons().values()
        if all(f"{lesson.id}/{screen.id}" in made for screen in lesson.screens)
    ]
