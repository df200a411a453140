"""What a sketch shows and says, read from its SVG."""

import xml.etree.ElementTree as ET

from viz.sketch.canvas import Sketch


def shapes(sketch: Sketch, tag: str) -> list[ET.Element]:
    return list(ET.fromstring(sketch.svg).iter(f"{{http://www.w3.org/2000/svg}}{tag}"))


def texts(sketch: Sketch) -> list[str]:
    return [element.text or "" for element in shapes(sketch, "text")]


def said(sketch: Sketch) -> list[str]:
    return [one for tag in ("rect", "circle") for element in shapes(sketch, tag) if (one := element.get("data-say"))]
