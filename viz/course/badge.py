"""The badge of the challenge, as an SVG and as a PNG: the same shapes, drawn twice."""

import io
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from viz.shown_text import plain_label
from viz.theme import LIGHT

WIDTH, HEIGHT = 960, 540
LONGEST_NAME = 40

_PANEL = 344
_LEFT = _PANEL + 56
_ROOM = WIDTH - _LEFT - 48
_FAMILY = "'Source Sans', 'Source Sans 3', 'Source Sans Pro', system-ui, sans-serif"
_REGULAR, _BOLD = 400, 600
_BLUE, _PALE, _DIM = LIGHT.weights[9], LIGHT.weights[2], LIGHT.weights[7]


@dataclass(frozen=True)
class Badge:
    """What a badge says. problems: the name of each problem, its points and the most it can give.

    name: as typed, or empty. details: one line below the score. code: what the badge is checked by.
    """

    name: str
    problems: tuple[tuple[str, int, int], ...]
    details: str
    code: str

    @property
    def score(self) -> int:
        return sum(points for _, points, _ in self.problems)

    @property
    def most(self) -> int:
        return sum(most for _, _, most in self.problems)

    @property
    def said(self) -> str:
        """The badge in words."""
        who = f" for {_shown(self.name)}" if self.name.strip() else ""
        return f"Headlight attention challenge{who}: {self.score} of {self.most} points. {self.details}. {self.code}"


@dataclass(frozen=True)
class _Box:
    x: float
    y: float
    wide: float
    high: float
    colour: str
    round_by: float = 0


@dataclass(frozen=True)
class _Words:
    x: float
    y: float
    words: str
    size: float
    colour: str
    weight: int = field(default=_REGULAR)


def badge_svg(badge: Badge) -> str:
    """The badge as a whole <svg>, with the badge in words as its title. Text is data and never markup."""
    root = ET.Element(
        "svg",
        {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img"}
        | {"width": str(WIDTH), "height": str(HEIGHT), "font-family": _FAMILY},
    )
    ET.SubElement(root, "title").text = badge.said
    for shape in _shapes(badge):
        if isinstance(shape, _Box):
            place = {"x": shape.x, "y": shape.y, "width": shape.wide, "height": shape.high, "rx": shape.round_by}
            ET.SubElement(root, "rect", {name: f"{value:g}" for name, value in place.items()} | {"fill": shape.colour})
        else:
            place = {"x": shape.x, "y": shape.y, "font-size": shape.size, "font-weight": shape.weight}
            words = ET.SubElement(
                root, "text", {name: f"{value:g}" for name, value in place.items()} | {"fill": shape.colour}
            )
            words.text = shape.words
    return ET.tostring(root, encoding="unicode")


def badge_png(badge: Badge, font: Path | None = None, scale: int = 2) -> bytes:
    """The badge as a PNG. font: a font file, with a weight axis or without; None for the one that Pillow carries."""
    image = Image.new("RGB", (WIDTH * scale, HEIGHT * scale), LIGHT.page)
    pen = ImageDraw.Draw(image)
    for shape in _shapes(badge):
        if isinstance(shape, _Box):
            corners = [shape.x, shape.y, shape.x + shape.wide - 1 / scale, shape.y + shape.high - 1 / scale]
            pen.rounded_rectangle([at * scale for at in corners], shape.round_by * scale, shape.colour)
        else:
            typeface = _typeface(font, round(shape.size * scale), shape.weight)
            pen.text((shape.x * scale, shape.y * scale), shape.words, shape.colour, typeface, anchor="ls")
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def letters_without_shape(text: str, font: Path | None = None) -> str:
    """The characters of a name that the PNG's font does not have, each once; they would come out as boxes."""
    typeface = _typeface(font, 40, _REGULAR)
    missing = bytes(typeface.getmask("\uffff"))
    shown = dict.fromkeys(_shown(text)) if text.strip() else {}
    return "".join(letter for letter in shown if not letter.isspace() and bytes(typeface.getmask(letter)) == missing)


def _shapes(badge: Badge) -> Sequence[_Box | _Words]:
    shapes: list[_Box | _Words] = [
        _Box(0, 0, WIDTH, HEIGHT, LIGHT.masked),
        _Box(1, 1, WIDTH - 2, HEIGHT - 2, LIGHT.page),
        _Box(0, 0, _PANEL, HEIGHT, _BLUE),
        _Words(48, 84, "Headlight", 30, LIGHT.page, _BOLD),
    ]
    for row, (name, points, most) in enumerate(badge.problems):
        y = 142 + row * 74
        shapes.append(_Words(48, y, name, 20, _PALE))
        cell = (_PANEL - 96 - 8 * (most - 1)) / most
        shapes += [
            _Box(48 + at * (cell + 8), y + 14, cell, 14, _PALE if at < points else _DIM, 3) for at in range(most)
        ]
    name = _shown(badge.name) if badge.name.strip() else ""
    shapes.append(_Words(_LEFT, 84, "Attention challenge", 30, LIGHT.text))
    if name:
        shapes.append(_Words(_LEFT, 186, name, _fitting(name, 46), LIGHT.text, _BOLD))
    top = 296 if name else 256
    shapes += [
        _Words(_LEFT, top, f"{badge.score} of {badge.most}", 84, _BLUE, _BOLD),
        _Words(_LEFT, top + 42, "points", 30, _BLUE),
        _Words(_LEFT, top + 92, badge.details, _fitting(badge.details, 24), LIGHT.grey),
        _Box(_LEFT, HEIGHT - 112, _ROOM, 1, LIGHT.masked),
        _Words(_LEFT, HEIGHT - 78, "Check code", 18, LIGHT.grey),
        _Words(_LEFT, HEIGHT - 46, badge.code, _fitting(badge.code, 26), LIGHT.text, _BOLD),
    ]
    return shapes


def _fitting(words: str, size: float) -> float:
    """The size of letters, at most this one, at which the words fit beside the panel; wide letters count two."""
    columns = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
    return round(min(size, _ROOM / (0.56 * columns)), 1)


def _shown(name: str) -> str:
    """A name as the badge writes it: short, nothing invisible in it, no blanks at its ends."""
    return plain_label(" ".join(name.split()), LONGEST_NAME)


@cache
def _typeface(font: Path | None, size: int, weight: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    if font is None:
        return ImageFont.load_default(size)
    typeface = ImageFont.truetype(font, size)
    with suppress(OSError, NotImplementedError):  # A font of one weight; or a Pillow that cannot vary fonts.
        typeface.set_variation_by_axes([weight])
    return typeface
