"""Links to the lessons to go back to."""

from collections.abc import Iterable

from pages.course.content import lessons
from pages.shared.navigation import link_to


def link_to_lessons(ids: Iterable[str]) -> None:
    """A link to each lesson, by its title."""
    for name in ids:
        link_to("learn", lessons()[name].title, {"lesson": name}, icon=":material/menu_book:")
