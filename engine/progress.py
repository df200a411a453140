"""How a long task says how far it is."""

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Told the share that is done, 0 to 1, and what is being done now. What it raises cancels the task."""


class Cancelled(Exception):
    """Raised by what is told of the progress, to end a task that nobody waits for any more."""


def scaled(progress: Progress | None, start: float, stop: float) -> Progress | None:
    """What tells `progress` of a part of the task, which goes from 0 to 1 while the whole goes from start to stop."""
    if progress is None:
        return None
    return lambda share, step: progress(start + share * (stop - start), step)
