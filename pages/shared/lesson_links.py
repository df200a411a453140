"""Links to the lessons to go back to."""

from collections.abc import Iterable

from engine.course.loading import lessons
from engine.measures.labels import HeadLabel
from pages.shared.navigation import link_to


def link_to_lessons(ids: Iterable[str]) -> None:
    """A link to each lesson, by its title."""
    for name in ids:
        link_to("learn", lessons()[name].title, {"lesson": name}, icon=":material/menu_book:")


LESSON_OF = {
    "sink": ("reading-heatmaps", 2),
    "column": ("reading-heatmaps", 2),
    "previous": ("reading-heatmaps", 1),
    "itself": ("reading-heatmaps", 1),
    "next": ("reading-heatmaps", 1),
    "uniform": ("entropy", 3),
    "broad": ("entropy", 1),
    "offset": ("reading-heatmaps", 1),
    "local": ("reading-heatmaps", 1),
    "same word": ("not-an-explanation", 1),
    "induction": ("not-an-explanation", 1),
    "other words": ("not-an-explanation", 1),
    "chance": ("not-an-explanation", 4),
    "mixed": ("not-an-explanation", 2),
    "too few keys": ("entropy", 2),
}
"""A lesson and the number of its screen, counted from 1, for each label; of one with a number, its first word."""


def link_to_lesson(label: HeadLabel) -> None:
    """A quiet link to the screen that explains this label."""
    lesson, screen = LESSON_OF.get(label.first) or LESSON_OF[label.first.partition(" ")[0]]
    link_to("learn", "The lesson on this", {"lesson": lesson, "screen": str(screen)}, icon=":material/school:")
