"""Large type and keys for a projector: the component in viz/components/lecture."""

from viz.components.files import component_files

TYPE_PIXELS = 24
"""The size of plain words in a lecture; a page has 16."""


def component_source() -> dict[str, str]:
    """The component's html, css and js."""
    return component_files("lecture")
