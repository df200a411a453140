"""Going through the lessons: to a screen, to the one before, to the one after."""

from collections.abc import Iterator

from pages.course.content import lessons
from pages.course.schema import Lesson
from pages.shared.learned import guesses
from pages.shared.selection import choose

Place = tuple[str, int]
"""A lesson's id and a screen's number, counted from 1."""


def neighbours(lesson: Lesson, number: int) -> tuple[Place | None, Place | None]:
    """The screens before and after this one, through the whole course."""
    places = list(_places())
    at = places.index((lesson.id, number))
    return places[at - 1] if at else None, places[at + 1] if at + 1 < len(places) else None


def go_to(page: str, place: Place | None) -> None:
    """Opens a screen, as it was left if it was guessed at before; None opens the list."""
    if place is None:
        choose(page, lesson=None, screen=None, guess=None, set=None)
        return
    lesson, number = place
    guess = guesses().get(f"{lesson}/{lessons()[lesson].screens[number - 1].id}")
    choose(page, lesson=lesson, screen=number, guess=None if guess is None else guess + 1, set=None)


def _places() -> Iterator[Place]:
    for lesson in lessons().values():
        for number in range(1, len(lesson.screens) + 1):
            yield lesson.id, number
