"""One text on its way to a reading."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from engine.errors import InputError
from engine.progress import Cancelled
from engine.reading.text_reading import TextReading

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
    step: str = "Waiting for its turn"
    reading: TextReading | None = None
    error: InputError | None = None
    cancelled: bool = False
    is_wanted: Callable[[], bool] = lambda: True
    """Whether anybody waits for it."""
    asked: dict[str, float] = field(default_factory=dict)
    """When each visitor who waits for it has asked last, by time.monotonic()."""
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
        if not self.is_wanted():
            raise Cancelled

    def asked_by(self, visitor: str) -> None:
        """Notes that a visitor still waits for it."""
        self.asked[visitor] = time.monotonic()

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
