"""Readings made in the background, shared by all who ask, bounded by the memory that they hold.

Somebody who waits for a long text asks for it every half second. Once nobody asks any more (the input was changed, the
tab closed), it is cancelled.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from engine.errors import InputError
from engine.failures import READ_ADVICE, failures_told
from engine.importing import importing
from engine.progress import Cancelled, Progress
from engine.reading.text_reading import TextReading
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

_LEFT_ALONE = 4.0
"""Seconds after which a text that nobody asks for is no longer worked on."""

_OVERVIEWS = 24

_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Wanted:
    """What to read. more: how many tokens the model is to write itself, the temperature and the seed; None for none."""

    text: str
    model: str
    more: tuple[int, float, int] | None = None


@dataclass(eq=False)
class Job:
    """One text on its way. reading, error: how it ended; both None until `done`."""

    wanted: Wanted
    share: float = 0.0
    step: str = "Waiting for another long text"
    reading: TextReading | None = None
    error: InputError | None = None
    cancelled: bool = False
    asked: float = field(default_factory=time.monotonic)
    ready: threading.Event = field(default_factory=threading.Event)
    made: "OrderedDict[object, Any]" = field(default_factory=OrderedDict)
    """Pictures of the reading that were packed for the browser."""
    lock: threading.RLock = field(default_factory=threading.RLock)
    """Held while a picture is made, which may ask for another one."""

    @property
    def done(self) -> bool:
        return self.ready.is_set()

    def report(self, share: float, step: str) -> None:
        """Keeps how far it is; ends the work when nobody waits for it."""
        self.share, self.step = share, step
        if time.monotonic() - self.asked > _LEFT_ALONE:
            raise Cancelled

    def keep(self, name: object, make: Callable[[], _Made]) -> _Made:
        """What was made under this name, made now if it was not; the oldest are dropped."""
        with self.lock:
            if name not in self.made:
                self.made[name] = make()
                while len(self.made) > _OVERVIEWS:
                    self.made.popitem(last=False)
            self.made.move_to_end(name)
            made: _Made = self.made[name]
            return made


class Readings:
    """All readings of this server: the last ones used, as many as fit the memory, and those on their way."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._jobs: OrderedDict[Wanted, Job] = OrderedDict()
        self._lock = threading.Lock()
        # One at a time: two long texts side by side would take as long together, and twice the memory.
        self._long = threading.Semaphore(1)

    def ask(self, wanted: Wanted) -> Job:
        """The job for this text, begun if nobody has asked for it; a short one is done when this returns."""
        with self._lock:
            job = self._jobs.get(wanted)
            begin = job is None or job.cancelled
            if job is None or begin:
                job = self._jobs[wanted] = Job(wanted)
            self._jobs.move_to_end(wanted)
            job.asked = time.monotonic()
        if begin and _is_quick(wanted):
            self._work(job)
        elif begin:
            threading.Thread(target=self._work_in_turn, args=(job,), name="reading a long text", daemon=True).start()
            # Many a text of some paragraphs is read before a bar could be seen.
            job.ready.wait(_NO_BAR_YET)
        elif _is_quick(wanted):
            job.ready.wait(_QUICK_WAIT)
        return job

    @property
    def n_bytes(self) -> int:
        """What all kept readings hold."""
        with self._lock:
            return sum(job.reading.n_bytes for job in self._jobs.values() if job.reading is not None)

    def _work_in_turn(self, job: Job) -> None:
        try:
            with _told(job.wanted):
                _check(job.wanted)  # What cannot be read need not wait for its turn.
        except InputError as error:
            self._end(job, error)
            return
        while not self._long.acquire(timeout=0.2):
            try:
                job.report(0.0, job.step)
            except Cancelled:
                self._forget(job)
                return
        try:
            self._work(job)
        finally:
            self._long.release()

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


def _is_quick(wanted: Wanted) -> bool:
    return len(wanted.text) <= _QUICK_CHARACTERS and wanted.more is None
