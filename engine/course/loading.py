"""The one place that loads the course's content and checks it: lessons, concepts, misconceptions."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from engine.course.lesson_text import read_lesson_text
from engine.course.schema import (
    Concept,
    ConceptList,
    Content,
    Lesson,
    LessonNumbers,
    LessonOrder,
    Misconception,
    MisconceptionList,
    Screen,
    describe,
)

FOLDER = Path(__file__).parent / "content"
LESSONS = Path(__file__).parent / "lessons"
"""A folder for each lesson, and order.toml."""

WORDS, NUMBERS = "lesson.md", "lesson.toml"
"""The two files of a lesson's content."""

AnyContent = TypeVar("AnyContent", bound=Content)


def read_toml(file: Path, schema: type[AnyContent]) -> AnyContent:
    """A file of content, checked. Raises ValueError that names the file, the place in it and what is wrong."""
    try:
        fields: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        return schema.model_validate(fields)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{_place(file)} is no TOML: {error}") from None
    except ValidationError as error:
        raise ValueError(f"{_place(file)}: {describe(error)}") from None


def _place(file: Path) -> str:
    """A file by its folder and name: every lesson has a file of the same name."""
    return f"{file.parent.name}/{file.name}"


def read_lesson(folder: Path) -> Lesson:
    """A lesson from its lesson.toml and lesson.md; the folder's name, with - for _, is the lesson's id."""
    name = folder.name.replace("_", "-")
    numbers = read_toml(folder / NUMBERS, LessonNumbers)
    title, summary, words = read_lesson_text(folder / WORDS)
    if [one.id for one in words] != [one.id for one in numbers.screen]:
        raise ValueError(
            f"{name}: {WORDS} has the screens {[one.id for one in words]}, "
            f"{NUMBERS} has {[one.id for one in numbers.screen]}"
        )
    for of_words, of_numbers in zip(words, numbers.screen, strict=True):
        if len(of_words.guesses) != len(of_numbers.prediction.right):
            raise ValueError(
                f"{name}: screen {of_words.id} of {WORDS} has {len(of_words.guesses)} options, "
                f"{NUMBERS} has conditions for {len(of_numbers.prediction.right)}"
            )
    return Lesson(
        id=name,
        title=title,
        summary=summary,
        concepts=numbers.concepts,
        screens=tuple(
            Screen(lesson=name, words=one, numbers=other) for one, other in zip(words, numbers.screen, strict=True)
        ),
    )


@cache
def lessons() -> dict[str, Lesson]:
    """Every lesson by its id, in the order of lessons/order.toml. ValueError for a folder that it leaves out."""
    order = read_toml(LESSONS / "order.toml", LessonOrder).lessons
    found = {file.parent.name.replace("_", "-") for file in LESSONS.glob(f"*/{NUMBERS}")}
    if found != set(order) or len(order) != len(found):
        raise ValueError(f"order.toml must name each lesson once: {sorted(found)}; it has {list(order)}")
    return {name: read_lesson(LESSONS / name.replace("-", "_")) for name in order}


@cache
def concepts() -> dict[str, Concept]:
    """The checklist's concepts by id."""
    return {one.id: one for one in read_toml(FOLDER / "concepts.toml", ConceptList).concept}


@cache
def misconceptions() -> dict[str, Misconception]:
    """The misconceptions by id."""
    return {one.id: one for one in read_toml(FOLDER / "misconceptions.toml", MisconceptionList).misconception}
