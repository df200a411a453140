"""The choice questions that were written by hand: content/choice/*.toml, with their numbers computed.

A question says what it `asks` for, as an expression on worked examples, and each option the `value` that it gives; or
an option makes a `claim`, a condition that holds for the right option only. tests/course/test_choice_questions.py
proves both for every question.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from pydantic import Field

from pages.course.conditions import evaluate, fill
from pages.course.content import FOLDER, read_toml
from pages.course.pictures import draw_example
from pages.course.question import Option, Question, Source, dice, shuffle_options
from pages.course.schema import Content, Level
from pages.course.worked import worked_numbers
from viz.sketch.canvas import Sketch
from viz.theme import Theme


class ChoiceOption(Content):
    """An answer. Its text, or the value that is its text; mistake: an id of misconceptions.toml, "" for the right one.

    value and claim are expressions on the numbers of worked examples (see pages/course/worked.py).
    """

    text: str = ""
    value: str = ""
    claim: str = ""
    reason: str
    mistake: str = ""


class ChoiceRow(Content):
    """One question of a file. picture: "example.way.what", a matrix of a worked example that is drawn beside it.

    digits: those behind the point of options that are numbers.
    """

    id: str
    kind: str = "concept"
    level: Level
    concept: str
    prompt: str
    asks: str = ""
    digits: int = 2
    picture: str = ""
    right: ChoiceOption
    wrong: tuple[ChoiceOption, ...] = Field(min_length=2, max_length=4)
    steps: tuple[str, ...] = Field(min_length=1)
    check: str
    hint: str


class ChoiceFile(Content):
    question: tuple[ChoiceRow, ...]


@dataclass(frozen=True)
class ChoiceSource:
    """A written question: a seed only shuffles its options."""

    row: ChoiceRow

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def kind(self) -> str:
        return self.row.kind

    @property
    def level(self) -> Level:
        return self.row.level

    @property
    def concept(self) -> str:
        return self.row.concept

    def question(self, seed: int) -> Question:
        row = self.row
        right, *wrong = (_option(row, one) for one in (row.right, *row.wrong))
        options, answer = shuffle_options(right, wrong, dice(row.id, seed))
        return Question(
            id=row.id,
            seed=seed,
            kind=row.kind,
            level=row.level,
            concept=row.concept,
            prompt=_filled(row.prompt),
            options=options,
            answer=answer,
            steps=tuple(_filled(step) for step in row.steps),
            check=_filled(row.check),
            hint=_filled(row.hint),
            draw=_picture(row.picture),
        )


@cache
def choice_rows() -> tuple[ChoiceRow, ...]:
    """Every written question, in the order of the files."""
    files = sorted((FOLDER / "choice").glob("*.toml"))
    return tuple(row for file in files for row in read_toml(file, ChoiceFile).question)


@cache
def sources() -> tuple[Source, ...]:
    """Every written question as a source."""
    return tuple(ChoiceSource(row) for row in choice_rows())


def option_text(row: ChoiceRow, option: ChoiceOption) -> str:
    """What an option says: its text with the numbers in place, or its value."""
    if option.text:
        return _filled(option.text)
    value = evaluate(option.value, worked_numbers())
    return value if isinstance(value, str) else f"{value:,.{row.digits}f}".replace("-", "−")


def _option(row: ChoiceRow, option: ChoiceOption) -> Option:
    return Option(option_text(row, option), _filled(option.reason), option.mistake)


def _filled(text: str) -> str:
    return fill(text, worked_numbers()).strip()


def _picture(name: str) -> Callable[[Theme], Sketch] | None:
    return (lambda theme: draw_example(name, theme)) if name else None
