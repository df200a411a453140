"""The choice questions that were written by hand: content/choice/*.toml, with their numbers computed.

A question says what it `asks` for, as an expression on worked examples, and each option the `value` that it gives; or
an option makes a `claim`, a condition that holds for the right option only. A test proves both for every question:
tests/engine/course/questions/test_choice.py.
"""

import random
from functools import cache, partial

from pydantic import Field

from engine.course.conditions import evaluate, fill
from engine.course.loading import FOLDER, read_toml
from engine.course.questions.question import Draft, Option, Source
from engine.course.schema import Content, Level
from engine.course.worked import example_picture, worked_numbers


class ChoiceOption(Content):
    """An answer. Its text, or the value that is its text; mistake: an id of misconceptions.toml, "" for the right one.

    value and claim are expressions on the numbers of worked examples (see engine/course/worked.py).
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


@cache
def choice_rows() -> tuple[ChoiceRow, ...]:
    """Every written question, in the order of the files."""
    files = sorted((FOLDER / "choice").glob("*.toml"))
    return tuple(row for file in files for row in read_toml(file, ChoiceFile).question)


@cache
def sources() -> tuple[Source, ...]:
    """Every written question as a source."""
    return tuple(Source(row.id, row.kind, row.level, row.concept, partial(_ask, row)) for row in choice_rows())


def _ask(row: ChoiceRow, chance: random.Random) -> Draft:
    """A written question: chance only shuffles its options."""
    right, *wrong = (_option(row, one) for one in (row.right, *row.wrong))
    return Draft(
        prompt=_filled(row.prompt),
        right=right,
        wrong=tuple(wrong),
        steps=tuple(_filled(step) for step in row.steps),
        check=_filled(row.check),
        hint=_filled(row.hint),
        picture=example_picture(row.picture) if row.picture else None,
    )


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
