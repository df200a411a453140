"""A question with its options: what practice, strength test, challenge and worksheets all show."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pages.course.schema import Level
from viz.sketch.canvas import Sketch
from viz.theme import Theme


@dataclass(frozen=True)
class Option:
    """One answer, as Markdown. reason: why it is right, or which mistake leads to it.

    mistake: the id of the misconception (misconceptions.toml) that this option is; "" for the right one.
    """

    text: str
    reason: str
    mistake: str = ""


@dataclass(frozen=True)
class Question:
    """A question as it is asked. answer: the place of the right option, counted from 0.

    kind: what one has to do: "concept", "output", "heads", "entropy", "debug", "classify". steps: the solution, one
    step each. check: how one sees quickly that the answer can be right. draw: its picture, in a theme's colours.
    """

    id: str
    seed: int
    kind: str
    level: Level
    concept: str
    prompt: str
    options: tuple[Option, ...]
    answer: int
    steps: tuple[str, ...]
    check: str
    hint: str
    draw: Callable[[Theme], Sketch] | None = None

    @property
    def right(self) -> Option:
        return self.options[self.answer]


class Source(Protocol):
    """Something that asks a question for any seed: the same one for the same seed, on every machine."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def level(self) -> Level: ...
    @property
    def concept(self) -> str: ...
    def question(self, seed: int) -> Question: ...


def dice(name: str, seed: int) -> random.Random:
    """Random numbers that are the same on every machine and version for a name and a seed."""
    return random.Random(f"{name}/{seed}")


def shuffle_options(right: Option, wrong: Sequence[Option], chance: random.Random) -> tuple[tuple[Option, ...], int]:
    """The options in a random order, and the place of the right one."""
    options = [right, *wrong]
    chance.shuffle(options)
    return tuple(options), options.index(right)
