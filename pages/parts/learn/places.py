"""Where one is in the course: the screen that is on, the way to the others."""

from collections.abc import Iterator

from engine.course.loading import lessons
from engine.course.schema import Lesson
from engine.plain import quote
from pages.shared.choices import Choices
from pages.shared.learner import guesses
from pages.shared.messages import show_problem

Place = tuple[str, int]
"""A lesson's id and a screen's number, counted from 1."""


def place_of(lesson: str) -> int:
    """Which lesson of the course it is, counted from 1."""
    return list(lessons()).index(lesson) + 1


def check_screen(choices: Choices, lesson: Lesson) -> int:
    """The number of the screen that was chosen; where the lesson has none such, that is said, and it is the first."""
    number = choices.whole_number("screen") if "screen" in choices else 1
    if number is not None and 1 <= number <= len(lesson.screens):
        return number
    show_problem(
        "There is no such screen",
        f"this lesson has screens 1 to {len(lesson.screens)}; the link asks for {quote(choices.get('screen'), 60)}. "
        "This is the first.",
    )
    choices.choose(screen=1, guess=None, set=None)
    return 1


def neighbours(lesson: Lesson, number: int) -> tuple[Place | None, Place | None]:
    """The screens before and after this one, through the whole course."""
    places = list(_places())
    at = places.index((lesson.id, number))
    return places[at - 1] if at else None, places[at + 1] if at + 1 < len(places) else None


def go_to(choices: Choices, place: Place | None) -> None:
    """Opens a screen, as it was left if it was guessed at before; None opens the list."""
    if place is None:
        choices.choose(lesson=None, screen=None, guess=None, set=None)
        return
    lesson, number = place
    guess = guesses().get(f"{lesson}/{lessons()[lesson].screens[number - 1].id}")
    choices.choose(lesson=lesson, screen=number, guess=None if guess is None else guess + 1, set=None)


def _places() -> Iterator[Place]:
    for lesson in lessons().values():
        for number in range(1, len(lesson.screens) + 1):
            yield lesson.id, number
