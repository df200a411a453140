"""The paper that sketches are drawn on: SVG of a fixed width, whose text is data and never markup."""

import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from viz.theme import Theme

WIDTH = 420
"""Units across every sketch; on a phone a unit is a little less than a pixel, on a desk a little more."""

FONT, SMALL = 14, 12
LINE = 20
"""The height of a line of words."""

_FAMILY = "'Source Sans', 'Source Sans Pro', system-ui, sans-serif"
_NARROW, _WIDE = frozenset("iIjl.,:;'|!()[] ftr·"), frozenset("mwMW@%—…→")
_LETTER = 0.56
"""How wide a letter is on the whole, as a share of its height: enough to shorten a label that would not fit."""


@dataclass(frozen=True)
class Sketch:
    """A finished drawing. svg: a whole <svg>; caption: how to read it; said: its numbers in words, for a reader."""

    svg: str
    title: str
    caption: str
    said: str


class Canvas:
    """Collects shapes, and grows as high as it is told in the end."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._root = ET.Element("svg")

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = FONT,
        colour: str = "",
        anchor: str = "start",
        weight: str = "400",
        turned: bool = False,
    ) -> None:
        """Words on a baseline. anchor: start, middle or end of them stands at x; turned: written upwards."""
        element = ET.SubElement(
            self._root,
            "text",
            {
                "x": _number(x),
                "y": _number(y),
                "fill": colour or self.theme.text,
                "font-size": _number(size),
                "text-anchor": anchor,
                "font-weight": weight,
            },
        )
        if turned:
            element.set("transform", f"rotate(-90 {_number(x)} {_number(y)})")
        element.text = words

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        *,
        line: str = "none",
        thick: float = 1,
        round_by: float = 0,
        said: str = "",
    ) -> None:
        """A rectangle. said: what its hover tells."""
        self._add(
            "rect",
            {"x": x, "y": y, "width": max(width, 0), "height": max(height, 0), "rx": round_by, "stroke-width": thick},
            {"fill": fill, "stroke": line},
            said,
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str, *, thick: float = 1, dashes: str = ""
    ) -> None:
        words = {"stroke": colour, "stroke-linecap": "round"} | ({"stroke-dasharray": dashes} if dashes else {})
        self._add("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "stroke-width": thick}, words)

    def path(
        self,
        places: list[tuple[float, float]],
        colour: str,
        *,
        thick: float = 2,
        fill: str = "none",
        closed: bool = False,
        dashes: str = "",
        opacity: float = 1,
    ) -> None:
        """A line through places, or the area that they enclose."""
        steps = " L".join(f"{_number(x)} {_number(y)}" for x, y in places)
        words = {"d": f"M{steps}{' Z' if closed else ''}", "stroke": colour, "fill": fill, "stroke-linejoin": "round"}
        if dashes:
            words["stroke-dasharray"] = dashes
        self._add("path", {"stroke-width": thick, "opacity": opacity}, words)

    def dot(self, x: float, y: float, radius: float, fill: str, *, line: str = "none", said: str = "") -> None:
        self._add("circle", {"cx": x, "cy": y, "r": radius, "stroke-width": 2}, {"fill": fill, "stroke": line}, said)

    def finish(self, height: float, title: str, caption: str, said: str) -> Sketch:
        """The drawing, height units high."""
        self._root.attrib = {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {WIDTH} {_number(height)}",
            "role": "img",
            "aria-label": f"{title}. {said}",
            "font-family": _FAMILY,
        }
        return Sketch(ET.tostring(self._root, encoding="unicode"), title, caption, said)

    def _add(self, tag: str, numbers: dict[str, float], words: dict[str, str], said: str = "") -> None:
        attributes = {name: _number(value) for name, value in numbers.items()} | words
        if said:
            attributes["data-say"] = said
        ET.SubElement(self._root, tag, attributes)


def width_of(words: str, size: float = FONT) -> float:
    """About how wide words are, rather too much than too little."""
    return size * sum(_letter_width(letter) for letter in words)


def shorten(words: str, room: float, size: float = FONT) -> str:
    """The words, cut with an ellipsis where they would not fit."""
    if width_of(words, size) <= room + 0.01:
        return words
    kept = words
    while kept and width_of(kept + "…", size) > room:
        kept = kept[:-1]
    return kept + "…"


def _letter_width(letter: str) -> float:
    """A letter's width as a share of its height."""
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    return 0.36 if letter in _NARROW else 0.86 if letter in _WIDE else 0.62 if letter.isupper() else _LETTER


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
