"""A long text with each token coloured by a measure of its row: packed for the component in viz/components/strip."""

import base64
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, UInt8

from engine.text.tokens import Token
from viz.components.files import component_files, theme_colours
from viz.shown_text import plain_label
from viz.theme import DARK, LIGHT, Theme, blend, colour_parts

UNDEFINED = 255
"""The byte of a row without a value; values from 0 to 1 take 0 to 254."""

CONTRAST = 4.6
"""The least contrast of a letter with the colour behind it; WCAG asks for 4.5."""

_STRONGEST = 0.62
"""How far a tint goes towards its hue at most: the head atlas's share."""


class Measure(NamedTuple):
    """One number from 0 to 1 for every token, NaN where it is undefined, with the words of its legend.

    hue: "entropy" or "weight", the colours that these have everywhere.
    """

    key: str
    name: str
    low: str
    high: str
    values: Float[np.ndarray, " token"]
    hue: str = "weight"


def component_source() -> dict[str, str]:
    """The component's html, css and js."""
    return component_files("strip")


def strip_data(
    texts: Sequence[tuple[str, str]],
    measures: Sequence[Measure | tuple[Any, ...]],
    *,
    generated_from: int | None = None,
    undefined: str = "undefined",
) -> dict[str, Any]:
    """What the component draws: the text, a byte a token for each measure, the colours of both themes.

    The text is the blanks before each token and the token, one after the other, with tabs between them (a tab of the
    text is shown as a mark).

    texts: for each token the blanks before it and its own text, as typed; together they are the text. measures: see
    Measure; the first is shown first. generated_from: the first token that the model wrote, counted from 0; None for
    a text that was typed whole. undefined: the words for a token without a value.
    """
    every = [Measure(*measure) for measure in measures]
    if not every:
        raise ValueError("a strip needs a measure")
    if not texts:
        raise ValueError("a strip needs a token")
    for measure in every:
        if len(measure.values) != len(texts):
            raise ValueError(f"{len(measure.values)} values of {measure.key} for {len(texts)} tokens")
    known: dict[str, str] = {}
    return {
        "tokens": len(texts),
        "text": "\t".join(
            part for before, text in texts for part in (_shown(before, known), _shown_token(text, known))
        ),
        "measures": [
            {
                "key": measure.key,
                "name": measure.name,
                "low": measure.low,
                "high": measure.high,
                "hue": measure.hue,
                "bytes": base64.b64encode(_bytes(measure.values).tobytes()).decode("ascii"),
            }
            for measure in every
        ],
        "generated_from": generated_from,
        "undefined": undefined,
        "colours": {theme.name: _colours(theme) for theme in (LIGHT, DARK)},
    }


def spaced(tokens: Iterable[Token]) -> list[tuple[str, str]]:
    """Pieces of a text whose blanks are not known: one before every token but the first that begins a word."""
    return [("" if token.continues or not place else " ", token.name) for place, token in enumerate(tokens)]


def picked_token(picked: object, count: int) -> int | None:
    """The token that the component has reported; None for anything that is no token of the text."""
    if isinstance(picked, bool) or not isinstance(picked, int | float) or picked % 1 or not 0 <= picked < count:
        return None
    return int(picked)


def contrast(first: str, second: str) -> float:
    """WCAG's contrast of two colours, 1 to 21."""
    low, high = sorted(_luminance(colour) for colour in (first, second))
    return (high + 0.05) / (low + 0.05)


def tint(theme: Theme, hue: str) -> str:
    """The colour behind a token of the value 1: towards the hue as far as the text stays readable on it.

    A lesser value lies between it and the page, where the contrast is higher still.
    """
    goal = theme.entropy if hue == "entropy" else theme.mark
    shares = np.arange(_STRONGEST, 0, -0.01)
    tints = (blend(theme.page, goal, float(share)) for share in shares)
    return next(colour for colour in tints if contrast(colour, theme.text) >= CONTRAST)


def _shown(text: str, known: dict[str, str]) -> str:
    """Blanks and words as typed, with marks for what cannot be seen or turns the line; ends of lines stay."""
    if text not in known:
        lines = text.replace("\r\n", "\n").split("\n")
        known[text] = "\n".join(_shown_line(line) for line in lines)
    return known[text]


def _shown_token(text: str, known: dict[str, str]) -> str:
    """The same, but the ends of lines that a token holds are seen, and an empty token too: both can be clicked."""
    if not text:
        return plain_label(text)
    return _shown(text, known).replace("\n", "↵\n")


def _shown_line(line: str) -> str:
    inside = line.strip(" ")
    if not inside or (inside.isascii() and inside.isprintable()):
        return line
    label = plain_label(inside, 16 * len(inside))
    start = line.index(inside)
    return line[:start] + label + line[start + len(inside) :]


def _bytes(values: Float[np.ndarray, " token"]) -> UInt8[np.ndarray, " token"]:
    undefined = np.isnan(values)
    numbers = np.rint(np.clip(np.where(undefined, 0, values), 0, 1) * (UNDEFINED - 1)).astype(np.uint8)
    numbers[undefined] = UNDEFINED
    return numbers


def _colours(theme: Theme) -> dict[str, Any]:
    return theme_colours(theme) | {
        "tints": {hue: tint(theme, hue) for hue in ("entropy", "weight")},
        "bars": {"entropy": theme.entropy, "weight": theme.mark},
    }


def _luminance(colour: str) -> float:
    shares = np.array(colour_parts(colour)) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
