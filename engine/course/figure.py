"""What a lesson's figure is: numbers that were computed, pictures of them, links to the pages set to the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module

from engine.course.conditions import Numbers
from engine.course.pictures import Picture
from engine.course.schema import Screen, Value
from engine.importing import importing


@dataclass(frozen=True)
class PageLink:
    """A page of the app set to a state. page: "sentence" or "matrices"; query: what its address gets."""

    page: str
    label: str
    query: Mapping[str, str]


@dataclass(frozen=True)
class Shown:
    """A figure in one state. numbers: by name, for the text and the conditions, computed and never written down."""

    numbers: Numbers
    pictures: tuple[Picture, ...]
    links: tuple[PageLink, ...] = ()
    needs: str = field(default="", kw_only=True)
    """What is missing where a figure cannot be drawn yet; the pictures are empty then."""


Figure = Callable[[Mapping[str, Value]], Shown]


def find_figure(lesson: str, name: str) -> Figure:
    """The function of this name in the lesson's figures.py. Raises ValueError for one that does not exist."""
    try:
        with importing():
            figures = import_module(f"engine.course.lessons.{lesson.replace('-', '_')}.figures")
        found: Figure = getattr(figures, name)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"there is no figure {name!r} of {lesson}: {error}") from None
    return found


def figure_of(screen: Screen) -> Figure:
    """The figure that a screen shows."""
    return find_figure(screen.lesson, screen.numbers.figure)
