"""What a visitor has guessed in the lessons, in this session."""

from collections.abc import Mapping

from pages.course.content import lessons
from pages.shared.selection import keep, kept

_GUESSES = "guesses in lessons"


def guesses() -> dict[str, int]:
    """The place of the option guessed, counted from 0, by "lesson/screen"."""
    return dict(kept(_GUESSES) or {})


def note_guess(lesson: str, screen: str, guess: int) -> None:
    """Remembers a guess; the first one counts, as what was thought before the answer was seen."""
    keep(_GUESSES, {f"{lesson}/{screen}": guess} | guesses())


def bring_back_guesses(brought: Mapping[str, int]) -> None:
    """Adds guesses of another session, those to screens that exist; what was guessed here stays."""
    known = {f"{lesson.id}/{screen.id}": len(screen.words.guesses) for lesson in lessons().values()
             for screen in lesson.screens}  # fmt: skip
    keep(_GUESSES, {place: guess for place, guess in brought.items() if 0 <= guess < known.get(place, 0)} | guesses())


def finished_lessons() -> list[str]:
    """The lessons of which every screen has been guessed at."""
    made = guesses()
    return [
        lesson.id
        for lesson in lessons().values()
        if all(f"{lesson.id}/{screen.id}" in made for screen in lesson.screens)
    ]
