"""What a lesson's figure is: numbers that were computed, small drawings of them, links to the pages set to the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module

from pages.course.conditions import Numbers
from pages.course.schema import Value
from viz.sketch.canvas import Sketch
from viz.theme import Theme


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
    sketches: tuple[Sketch, ...]
    links: tuple[PageLink, ...] = ()
    needs: str = field(default="", kw_only=True)
    """What is missing where a figure cannot be drawn yet; the sketches are empty then."""


Figure = Callable[[Mapping[str, Value], Theme], Shown]


def find_figure(name: str) -> Figure:
    """The function "module.function" of pages/course/figures. Raises ValueError for one that does not exist."""
    module, _, function = name.partition(".")
    try:
        found: Figure = getattr(import_module(f"pages.course.figures.{module}"), function)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"there is no figure {name!r}: {error}") from None
    return found
