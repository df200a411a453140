"""What a visitor chose, typed and learnt comes back after a reload, a line that was down, or a new start of the server.

The browser keeps it (viz/components/drafts) and hands it to a session that knows nothing of it, where it is checked
like anything else that comes from outside. What could not be kept is said in one line.
"""

import re
from collections.abc import Callable
from uuid import uuid4

import streamlit as st

from engine.errors import InputError
from pages.shared.browser import exchange_drafts
from pages.shared.choices import Choices, all_choices, bring_choices, count_up, keep, kept
from pages.shared.learner import bring_progress, forgotten, take_forgotten, written_progress

LARGEST_CHARACTERS = 3_000_000
"""Of all that is kept of the pages: a browser holds about five million."""

MOST_CHOICES = 2_000
_LONGEST_NAME = 200
_PAGE = re.compile(r"[a-z ]{1,30}")

_SESSION, _TAKEN, _PROBLEM, _LINE = "session known to the browser", "drafts taken", "drafts problem", "drafts line"

_PROBLEMS = {
    "closed": "This browser keeps nothing for this page (a private window, or a setting): "
    "what you type is gone once the page is loaded again.",
    "full": "The store that this browser has for this page is full: "
    "what you type is gone once the page is loaded again.",
    "large": "What you typed is too long for the browser to keep: it is gone once the page is loaded again.",
}
_LEFT_OUT = "Part of what this browser had kept of your last visit cannot be read, and was left out."


def exchange() -> None:
    """Has the browser keep what this session holds, and takes what it has kept of an earlier one. Once in every run."""
    if kept(_SESSION) is None:
        keep(_SESSION, uuid4().hex)
    choices = all_choices()
    is_large = _length(choices) > LARGEST_CHARACTERS
    brought = exchange_drafts(
        {
            "session": kept(_SESSION),
            "taken": kept(_TAKEN) or 0,
            "choices": {} if is_large else choices,
            "progress": written_progress(),
            "forgotten": forgotten(),
            "problem": kept(_PROBLEM) or "",
        },
        _take,
        _note_problem,
    )
    _take(brought)
    with st.container():  # It holds the place: what moves below is drawn anew, without what is being typed.
        if problem := "large" if is_large else kept(_PROBLEM):
            st.caption(_PROBLEMS[problem])
        if line := kept(_LINE):
            _show_line(line, "dismiss the line", Close=lambda: keep(_LINE, None))


def show_offer(choices: Choices) -> None:
    """Offers what was written on this page before a link to something else was opened, in one line."""
    with st.container():
        if choices.offered():
            _show_line(
                "This link came in the place of what you had written here.",
                choices.key("offer"),
                **{
                    "Take mine back": lambda: choices.take_offer(is_wanted=True),
                    "Let it go": lambda: choices.take_offer(is_wanted=False),
                },
            )


def _show_line(line: str, key: str, **buttons: Callable[[], None]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(line, width="content")
        for label, act in buttons.items():
            st.button(label, key=f"{key} {label}", type="tertiary", on_click=act)


def _note_problem(problem: object) -> None:
    keep(_PROBLEM, problem if problem in ("closed", "full") else None)


def _take(brought: object) -> None:
    """The progress is joined with this session's; the choices are taken where they are of another session, and once."""
    if not isinstance(brought, dict):
        return
    is_whole = _take_progress(brought.get("progress"))
    if not kept(_TAKEN) and brought.get("session") != kept(_SESSION):
        address = brought.get("address")
        choices, choices_are_whole = read_choices(brought.get("choices"))
        bring_choices(choices, address if isinstance(address, str) else "")
        is_whole = is_whole and choices_are_whole
    count_up(_TAKEN)
    if not is_whole:
        keep(_LINE, _LEFT_OUT)


def read_choices(brought: object) -> tuple[dict[str, dict[str, str]], bool]:
    """The choices by page that are names and texts of a bearable size, and whether that is all there was.

    What a page makes of each is checked when it takes them.
    """
    pages = brought if isinstance(brought, dict) else {}
    found = {
        page: {name: value for name, value in chosen.items() if isinstance(value, str) and len(name) <= _LONGEST_NAME}
        for page, chosen in pages.items()
        if _PAGE.fullmatch(page) and isinstance(chosen, dict) and len(chosen) <= MOST_CHOICES
    }
    if _length(found) > LARGEST_CHARACTERS:
        return {}, False
    return found, brought in (None, found)


def _take_progress(brought: object) -> bool:
    """Whether the progress could be read, or there was none."""
    fields = brought if isinstance(brought, dict) else {}
    mark, file = fields.get("forgotten"), fields.get("file")
    if isinstance(mark, str) and len(mark) <= _LONGEST_NAME:
        take_forgotten(mark)
    if not file:
        return True
    try:
        bring_progress(file.encode() if isinstance(file, str) else b"")
    except InputError:
        return False
    return True


def _length(choices: dict[str, dict[str, str]]) -> int:
    return sum(len(name) + len(value) for chosen in choices.values() for name, value in chosen.items())
