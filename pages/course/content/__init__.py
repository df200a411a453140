"""The one place that loads the course's content and checks it: lessons, concepts, misconceptions."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from pages.course.lesson_text import read_lesson_text
from pages.course.schema import (
    Concept,
    ConceptList,
    Content,
    Lesson,
    LessonNumbers,
    Misconception,
    MisconceptionList,
    Screen,
    describe,
)

FOLDER = Path(__file__).parent

AnyContent = TypeVar("AnyContent", bound=Content)


def read_toml(file: Path, schema: type[AnyContent]) -> AnyContent:
    """A file of content, checked. Raises ValueError that names the file, the place in it and what is wrong."""
    try:
        fields: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        return schema.model_validate(fields)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file.name} is no TOML: {error}") from None
    except ValidationError as error:
        raise ValueError(f"{file.name}: {describe(error)}") from None


def read_lesson(numbers_file: Path) -> Lesson:
    """A lesson from its .toml and the .md beside it; the file's name without its number is the lesson's id."""
    numbers = read_toml(numbers_file, LessonNumbers)
    words_file = numbers_file.with_suffix(".md")
    title, summary, words = read_lesson_text(words_file)
    if [one.id for one in words] != [one.id for one in numbers.screen]:
        raise ValueError(
            f"{words_file.name} has the screens {[one.id for one in words]}, "
            f"{numbers_file.name} has {[one.id for one in numbers.screen]}"
        )
    for of_words, of_numbers in zip(words, numbers.screen, strict=True):
        if len(of_words.guesses) != len(of_numbers.prediction.right):
            raise ValueError(
                f"{words_file.name}: screen {of_words.id} has {len(of_words.guesses)} options, "
                f"{numbers_file.name} has conditions for {len(of_numbers.prediction.right)}"
            )
    return Lesson(
        id=numbers_file.stem.partition("-")[2],
        title=title,
        summary=summary,
        concepts=numbers.concepts,
        screens=tuple(Screen(words=one, numbers=other) for one, other in zip(words, numbers.screen, strict=True)),
    )


@cache
def lessons() -> dict[str, Lesson]:
    """Every lesson by its id, in the order of the course (the number at the start of the file's name)."""
    read = [read_lesson(file) for file in sorted((FOLDER / "lessons").glob("[0-9]*.toml"))]
    return {lesson.id: lesson for lesson in read}


@cache
def concepts() -> dict[str, Concept]:
    """The checklist's concepts by id."""
    return {one.id: one for one in read_toml(FOLDER / "concepts.toml", ConceptList).concept}


@cache
def misconceptions() -> dict[str, Misconception]:
    """The misconceptions by id."""
    return {one.id: one for one in read_toml(FOLDER / "misconceptions.toml", MisconceptionList).misconception}
