"""What a lesson is made of: the numbers of its .toml file, checked by these types, joined with the words of its .md."""

import random
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Value = int | float | str | bool
"""A setting of a figure."""

Level = Literal["easy", "medium", "hard"]
LEVELS: tuple[Level, ...] = ("easy", "medium", "hard")


class Content(BaseModel):
    """A piece of content: unknown fields are refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Control(Content):
    """Something of the figure that the reader can move.

    With options it is a choice, drawn as a slider with stops where `slider` is set; otherwise a slider from low to
    high. unit stands behind the label. The names of options that are not to be shown as they are stand in `shown`.
    """

    name: str
    label: str
    options: tuple[Value, ...] = ()
    shown: tuple[str, ...] = ()
    slider: bool = False
    low: int | float | None = None
    high: int | float | None = None
    step: int | float | None = None
    help: str = ""

    @property
    def whole(self) -> bool:
        """Whether the slider has whole numbers only."""
        return isinstance(self.low, int) and isinstance(self.high, int) and isinstance(self.step, int)

    @model_validator(mode="after")
    def _has_a_range(self) -> "Control":
        ranged = None not in (self.low, self.high, self.step)
        if ranged == bool(self.options):
            raise ValueError(f"control {self.name!r} needs either options or low, high and step")
        if self.shown and len(self.shown) != len(self.options):
            raise ValueError(f"control {self.name!r} shows {len(self.shown)} names for {len(self.options)} options")
        return self


class Prediction(Content):
    """What happens after the guess, and which option it makes right.

    after: the settings that change. right: one condition for each option, on the numbers of the figure before and
    after the change; exactly one of them holds (see engine/course/conditions.py).
    """

    after: dict[str, Value] = Field(default_factory=dict)
    right: tuple[str, ...] = Field(min_length=2)


class ScreenNumbers(Content):
    """One screen. figure: a function in figures.py of the same lesson."""

    id: str
    figure: str
    settings: dict[str, Value] = Field(default_factory=dict)
    control: tuple[Control, ...] = ()
    prediction: Prediction


class LessonNumbers(Content):
    """The file lesson.toml; screens stand in the order in which they are shown."""

    concepts: tuple[str, ...] = Field(min_length=1)
    screen: tuple[ScreenNumbers, ...] = Field(min_length=1)


class Guess(Content):
    """An option of a prediction, and why somebody might have picked it."""

    text: str
    reason: str = ""


class ScreenWords(Content):
    """The words of one screen, as Markdown with places for numbers."""

    id: str
    title: str
    text: str
    question: str
    guesses: tuple[Guess, ...]
    explanation: str


class Screen(Content):
    """One idea: its words, its figure, what can be moved, what is to be predicted."""

    lesson: str
    words: ScreenWords
    numbers: ScreenNumbers

    @property
    def id(self) -> str:
        return self.numbers.id

    @property
    def order(self) -> tuple[int, ...]:
        """The options' places in the order in which they are shown: shuffled, in the same way every time.

        Everything else (conditions, links, progress) counts them as the file has them.
        """
        places = list(range(len(self.words.guesses)))
        random.Random(f"options of {self.lesson}/{self.id}").shuffle(places)
        return tuple(places)

    @property
    def before(self) -> dict[str, Value]:
        """The settings that the figure starts with."""
        return dict(self.numbers.settings)

    @property
    def after(self) -> dict[str, Value]:
        """The settings that answer the question."""
        return self.before | dict(self.numbers.prediction.after)


class Lesson(Content):
    """A few screens on one subject. concepts: ids of concepts.toml."""

    id: str
    title: str
    summary: str
    concepts: tuple[str, ...]
    screens: tuple[Screen, ...]


class LessonOrder(Content):
    """The file order.toml: ids of lessons."""

    lessons: tuple[str, ...] = Field(min_length=1)


class Concept(Content):
    """A row of the checklist. lessons: where it is taught, in the order in which to go back to them."""

    id: str
    title: str
    lessons: tuple[str, ...] = Field(min_length=1)


class ConceptList(Content):
    concept: tuple[Concept, ...]


class Misconception(Content):
    """A mistaken belief or a bug with a name. wrong: what is wrong with it, in one or two sentences."""

    id: str
    title: str
    wrong: str


class MisconceptionList(Content):
    misconception: tuple[Misconception, ...]


def describe(error: Any) -> str:
    """A validation error in one line: where, what."""
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
