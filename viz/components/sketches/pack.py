"""Sketches side by side: packed for the component in viz/components/sketches."""

from collections.abc import Sequence
from typing import Any

from viz.components.files import component_files, theme_colours
from viz.sketch.canvas import Sketch
from viz.theme import DARK, LIGHT


def component_source() -> dict[str, str]:
    """The component's html, css and js."""
    return component_files("sketches")


def sheet_data(sketches: Sequence[Sketch]) -> dict[str, Any]:
    """What the component draws: the drawings in one theme's colours, and how to tell that the theme has changed."""
    return {
        "sketches": [{"svg": one.svg, "title": one.title, "caption": one.caption} for one in sketches],
        "colours": {theme.name: theme_colours(theme) for theme in (LIGHT, DARK)},
    }
