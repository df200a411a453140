"""The html, css and js of a browser component, read from viz/components."""

from pathlib import Path

from viz.theme import Theme

FOLDER = Path(__file__).parent


def component_files(name: str) -> dict[str, str]:
    """What Streamlit registers a component with: its html and css, and all of its scripts as one module.

    What components share comes before their own.
    """
    own = FOLDER / name
    scripts = [FOLDER / "shared.js", *sorted(own.glob("*.js"))]
    return {
        "html": _read(own / f"{name}.html"),
        "css": "\n".join(_read(file) for file in (FOLDER / "shared.css", own / f"{name}.css")),
        "js": "\n".join(_read(file) for file in scripts),
    }


def theme_colours(theme: Theme) -> dict[str, str]:
    """The colours of a theme that are not data, by name."""
    return {name: getattr(theme, name) for name in ("name", "page", "text", "grey", "masked", "accent")}


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
