"""Whatever a library or a file of a model breaks off with, put into one message for the person who waits."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from engine.errors import InputError
from engine.progress import Cancelled, Progress

READ_ADVICE = "Shorten the text, or choose another model."
"""What to do about a model that fails on a text for a reason of its own."""


@contextmanager
def failures_told(model: str, task: str, advice: str, progress: Progress | None = None) -> Iterator[Progress | None]:
    """Turns any failure inside into one InputError: which model could not do the task, why, and what to do.

    Gives the progress to use inside: what that raises, InputError and Cancelled pass as they are, and in the main
    thread what ends the program does too. In any other thread nothing would come of that but a wait without end, so it
    is told like the rest.
    """
    raised: list[BaseException] = []

    def heard(share: float, step: str) -> None:
        assert progress is not None
        try:
            progress(share, step)
        except BaseException as error:
            raised.append(error)
            raise

    try:
        yield None if progress is None else heard
    except (InputError, Cancelled):
        raise
    except BaseException as error:  # Panics of the libraries in Rust are no Exception.
        ends_program = isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit)
        if ends_program and threading.current_thread() is threading.main_thread():
            raise
        if any(error is one for one in raised):
            raise
        if isinstance(error, MemoryError):
            raise InputError(f"there is not enough memory for {model} to {task}. {advice}") from None
        raise InputError(f"{model} failed to {task} ({first_line(error)}). {advice}") from error


def first_line(error: BaseException) -> str:
    """What an error of a library says, in one line, with its kind before it."""
    text = str(error).strip()
    return f"{type(error).__name__}: {text.splitlines()[0][:300]}" if text else type(error).__name__
