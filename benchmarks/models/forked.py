"""One task after another, each in a copy of this process that is bounded in time and memory.

A copy has what is imported here at once, and what ends it ends nothing else.
"""

import os
import pickle
import resource
import signal
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ended:
    """How a task ended. result: what it returned; None where it returned nothing. how: "" or what ended the copy.

    peak_mb: the most memory that the copy held, with what is imported here.
    """

    result: Any
    how: str
    wall_s: float
    peak_mb: float


def in_a_copy(task: Callable[[], Any], seconds: int, most_bytes: int | None = None) -> Ended:
    """Runs a task whose result can be pickled."""
    sys.stdout.flush()
    reading, writing = os.pipe()
    began = time.monotonic()
    with warnings.catch_warnings():  # Of threads, of which the copy has none; what it needs has been imported.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(reading)
        _work(task, seconds, most_bytes, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        sent = pipe.read()
    _, status, usage = os.wait4(child, 0)
    result, how = pickle.loads(sent) if sent else (None, _said(status))
    return Ended(result, how, time.monotonic() - began, usage.ru_maxrss / 1024)


def _work(task: Callable[[], Any], seconds: int, most_bytes: int | None, writing: int) -> None:
    """The copy, which does not return."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    if most_bytes is not None:
        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        sent = pickle.dumps((task(), ""))
    except BaseException as error:  # The copy ends here, whatever it is.
        sent = pickle.dumps((None, f"raised {type(error).__name__}: {str(error)[:200]}"))
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(sent)
    os._exit(0)


def _said(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return "took too long" if number == signal.SIGALRM else f"ended by {signal.Signals(number).name}"
    return f"exited with {os.WEXITSTATUS(status)}"
