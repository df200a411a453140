"""A question with its options: what practice, strength test, challenge and worksheets all show."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from engine.course.pictures import Picture
from engine.course.schema import Level


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
    step each. check: how one sees quickly that the answer can be right.
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
    picture: Picture | None = None

    @property
    def right(self) -> Option:
        return self.options[self.answer]


@dataclass(frozen=True)
class Draft:
    """A question before its options are shuffled. wrong: the other options; the rest as in Question."""

    prompt: str
    right: Option
    wrong: tuple[Option, ...]
    steps: tuple[str, ...]
    check: str
    hint: str
    picture: Picture | None = None


@dataclass(frozen=True)
class Source:
    """Something that asks a question for any seed: the same one for the same seed, on every machine.

    ask: from random numbers to a question; a written one needs none, a template draws its numbers with them.
    """

    id: str
    kind: str
    level: Level
    concept: str
    ask: Callable[[random.Random], Draft]

    def question(self, seed: int) -> Question:
        """The question of a seed. Raises ValueError for a template whose answers never come out apart."""
        chance = dice(self.id, seed)
        draft = self.ask(chance)
        options = [draft.right, *draft.wrong]
        chance.shuffle(options)
        return Question(
            id=self.id,
            seed=seed,
            kind=self.kind,
            level=self.level,
            concept=self.concept,
            prompt=draft.prompt,
            options=tuple(options),
            answer=options.index(draft.right),
            steps=draft.steps,
            check=draft.check,
            hint=draft.hint,
            picture=draft.picture,
        )


def dice(name: str, seed: int) -> random.Random:
    """Random numbers that are the same on every machine and version for a name and a seed."""
    return random.Random(f"{name}/{seed}")
