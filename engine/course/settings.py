"""The settings of a figure in a link: what the reader has moved, as name:value pairs."""

from collections.abc import Mapping

from engine.course.schema import Control, Screen, Value
from engine.errors import InputError


def pack_settings(screen: Screen, settings: Mapping[str, Value]) -> str:
    """The controls' values for a link; only those that differ from what the reader finds after the guess."""
    controls = {control.name: control for control in screen.numbers.control}
    return "~".join(
        f"{name}:{_packed(controls[name], value)}"
        for name, value in settings.items()
        if name in controls and value != screen.after[name]
    )


def unpack_settings(screen: Screen, packed: str) -> dict[str, Value]:
    """The settings of the figure after the guess, with those of a link in place.

    Raises InputError for a name that nothing on this screen has, and for a value out of its range.
    """
    settings = screen.after
    controls = {control.name: control for control in screen.numbers.control}
    for pair in filter(None, packed.split("~")):
        name, _, text = pair.partition(":")
        if name not in controls:
            raise InputError(f"nothing on this screen is called {name[:40]!r}; it can set {_listed(controls)}.")
        settings[name] = _unpacked(controls[name], text)
    return settings


def _packed(control: Control, value: Value) -> str:
    return str(control.options.index(value)) if control.options else f"{value:g}"


def _unpacked(control: Control, text: str) -> Value:
    """An option by its place, or a number in the slider's range."""
    if control.options:
        if text.isascii() and text.isdigit() and len(text) < 4 and int(text) < len(control.options):
            return control.options[int(text)]
        raise InputError(f"{control.label} has the options 0 to {len(control.options) - 1}; got {text[:40]!r}.")
    assert control.low is not None
    assert control.high is not None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not control.low <= value <= control.high:
        raise InputError(f"{control.label} goes from {control.low:g} to {control.high:g}; got {text[:40]!r}.")
    return round(value) if control.whole else value


def _listed(controls: Mapping[str, Control]) -> str:
    return ", ".join(controls) or "nothing"
