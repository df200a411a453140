"""Readings made in the background, shared by all who ask, bounded by the memory that they hold.

Long texts are read one at a time, in the order in which they were asked for. Somebody who waits for one asks for it
every half second, a tab in the background or a phone far less often. Who asks for another text waits for the first no
more: a text that nobody waits for is cancelled. One whose visitors are gone is read to its end unless another waits.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

from engine.errors import InputError
from engine.failures import READ_ADVICE, failures_told
from engine.importing import importing
from engine.progress import Cancelled, Progress
from engine.reading.job import Job, Wanted
from engine.reading.text_reading import TextReading
from engine.reading.turns import Turns
from engine.running.continuation import Continuation

MEMORY = "HEADLIGHT_MEMORY_MB"
"""The environment variable for what all kept readings together may hold, in MB."""

_DEFAULT_MEMORY = 2_000

_QUICK_CHARACTERS = 600
"""A text of up to so many characters is read at once, in the visitor's own thread."""

_QUICK_WAIT = 5.0
"""Seconds that a visitor waits without a bar for a short text that another visitor has just asked for."""

_NO_BAR_YET = 1.0
"""Seconds that a visitor waits without a bar for a longer text."""

_GONE = 30.0
"""Seconds after which a visitor whose tab is closed counts as gone: a line that breaks is mostly back by then."""

_SILENT = 150.0
"""Seconds after which one who is here, but does not ask, does: a tab in the background may ask but once a minute."""

_LOOKS_EVERY = 0.2
"""Seconds after which a text that waits says anew how many come first."""


class Readings:
    """All readings of this server: the last ones used, as many as fit the memory, and those on their way."""

    def __init__(self, most_bytes: int, is_here: Callable[[str], bool] = lambda visitor: True) -> None:
        """is_here: whether a visitor's page is still open, as far as can be told."""
        self.most_bytes = most_bytes
        self._is_here = is_here
        self._jobs: OrderedDict[Wanted, Job] = OrderedDict()
        self._lock = threading.Lock()
        # One at a time: two long texts side by side would take as long together, and twice the memory.
        self._turns = Turns()

    def ask(self, wanted: Wanted, visitor: str = "") -> Job:
        """The job for this text, begun if nobody has asked for it; a short one is done when this returns.

        A visitor waits for one text: what they asked for before and have not got is cancelled if nobody else waits.
        """
        with self._lock:
            job = self._jobs.get(wanted)
            begin = job is None or job.cancelled
            if job is None or begin:
                job = self._jobs[wanted] = Job(wanted)
                job.is_wanted = partial(self._is_wanted, job)
                if not _is_quick(wanted):
                    self._turns.join(job)
            self._jobs.move_to_end(wanted)
            job.asked_by(visitor)
            self._withdraw(visitor, job)
        if begin and _is_quick(wanted):
            self._work(job)
        elif begin:
            threading.Thread(target=self._work_in_turn, args=(job,), name="reading a long text", daemon=True).start()
            # Many a text of some paragraphs is read before a bar could be seen.
            job.ready.wait(_NO_BAR_YET)
        elif _is_quick(wanted):
            job.ready.wait(_QUICK_WAIT)
        return job

    def withdraw(self, visitor: str) -> None:
        """Notes that a visitor waits for no text any more."""
        with self._lock:
            self._withdraw(visitor)

    @property
    def n_bytes(self) -> int:
        """What all kept readings hold."""
        with self._lock:
            return sum(job.reading.n_bytes for job in self._jobs.values() if job.reading is not None)

    def _withdraw(self, visitor: str, but_for: Job | None = None) -> None:
        for job in self._jobs.values():
            if job is not but_for:
                job.asked.pop(visitor, None)

    def _is_wanted(self, job: Job) -> bool:
        asked = list(job.asked.copy().items())  # Visitors come and go meanwhile.
        return bool(asked) and (
            not self._turns.n_waiting or not all(self._is_gone(visitor, when) for visitor, when in asked)
        )

    def _is_gone(self, visitor: str, asked: float) -> bool:
        silent = time.monotonic() - asked
        return silent > _SILENT or (silent > _GONE and not self._is_here(visitor))

    def _work_in_turn(self, job: Job) -> None:
        try:
            with _told(job.wanted):
                _check(job.wanted)  # What cannot be read need not wait for its turn.
            while before := self._turns.wait(job, _LOOKS_EVERY):
                job.report(0.0, _waiting_for(before))
            self._work(job)
        except InputError as error:
            self._end(job, error)
        except Cancelled:
            self._forget(job)
        finally:
            self._turns.leave(job)

    def _work(self, job: Job) -> None:
        problem = None
        try:
            with _told(job.wanted):
                job.reading = _read(job)
        except Cancelled:
            self._forget(job)
            return
        except InputError as error:
            problem = error
        except BaseException:  # The program is being ended: nobody is left to be told.
            self._forget(job)
            raise
        self._end(job, problem)

    def _end(self, job: Job, problem: InputError | None) -> None:
        job.error, job.share = problem, 1.0
        job.ready.set()
        self._make_room(job)

    def _forget(self, job: Job) -> None:
        with self._lock:
            job.cancelled = True
            if self._jobs.get(job.wanted) is job:
                del self._jobs[job.wanted]

    def _make_room(self, newest: Job) -> None:
        """Drops the readings that were used longest ago until the rest fits; the newest stays, whatever its size."""
        with self._lock:
            held = sum(job.reading.n_bytes for job in self._jobs.values() if job.reading is not None)
            for wanted, job in list(self._jobs.items()):
                if held <= self.most_bytes and len(self._jobs) <= _MOST_JOBS:
                    return
                if job.done and job is not newest:
                    held -= job.reading.n_bytes if job.reading is not None else 0
                    del self._jobs[wanted]


_MOST_JOBS = 200
"""Readings of short texts hold little; errors hold nothing. So many of both at most."""


def memory_limit(setting: str | None) -> int:
    """The bytes that readings may hold. ValueError for a setting that is no positive whole number of MB."""
    if setting is None or not setting.strip():
        return _DEFAULT_MEMORY * 10**6
    if not setting.strip().isascii() or not setting.strip().isdigit() or int(setting) < 1:
        raise ValueError(f"{MEMORY} must be a whole number of MB, 1 or more; got {setting!r}.")
    return int(setting) * 10**6


def _read(job: Job) -> TextReading:
    with importing():
        from engine.reading.readers import read_text  # Imports PyTorch, which the first picture does not wait for.

    wanted = job.wanted
    more = None if wanted.more is None else Continuation(*wanted.more)
    # A short text is read in the thread of a visitor, who cannot ask for it again before it is done.
    progress = None if _is_quick(wanted) else job.report
    return read_text(wanted.text, wanted.model, continuation=more, progress=progress)


def _check(wanted: Wanted) -> None:
    """InputError for a text that the model cannot take."""
    with importing():
        from engine.models.loading import load_model

    load_model(wanted.model).tokenize(wanted.text)


def _told(wanted: Wanted) -> AbstractContextManager[Progress | None]:
    """Whatever fails inside ends the wait with one message: a thread that dies would leave its bar for ever."""
    return failures_told(wanted.model, "read this text", READ_ADVICE)


def _waiting_for(before: int) -> str:
    return "Waiting for another long text" if before == 1 else f"Waiting for {before} other long texts"


def _is_quick(wanted: Wanted) -> bool:
    return len(wanted.text) <= _QUICK_CHARACTERS and wanted.more is None
