"""The course's Markdown, with its formulas between dollar signs, as plain HTML for paper.

Raw HTML and pictures in the Markdown are shown as text: content is data.
"""

import re
from functools import cache
from xml.etree import ElementTree as ET

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_UPRIGHT = re.compile(r"\\(?:mathrm|operatorname)\{([A-Za-z ]{2,})\}")
_MATRIX = re.compile(r"<mo>&#x0005B;</mo><mtable>(.*?)</mtable><mo>&#x0005D;</mo>")
_NAMESPACE = re.compile(r' xmlns="[^"]*"')
_FENCES = {"()": "round", "[]": "square"}


def to_html(text: str) -> str:
    """Paragraphs, lists, tables and code."""
    return _reader().render(text)


def to_words(text: str) -> str:
    """A single line without paragraphs round it."""
    return _reader().renderInline(text)


def formula_to_mathml(formula: str) -> str:
    """A LaTeX formula as MathML, which browsers draw by themselves.

    Without a font for mathematics they draw no roots, and brackets do not grow: worksheet.css draws these. Raises
    ValueError for a formula that is not understood, and for one that would need such a font.
    """
    # Letter by letter, upright words would be drawn as a row of variables.
    mathml = convert(_UPRIGHT.sub(r"\\text{\1}", formula))
    try:
        tree = ET.fromstring(_MATRIX.sub(r'<mtable class="matrix">\1</mtable>', _NAMESPACE.sub("", mathml)))
    except ET.ParseError as error:
        raise ValueError(f"the formula {formula!r} gives no MathML: {error}") from None
    words = "".join(tree.itertext())
    if "\\" in words:
        raise ValueError(f"the formula {formula!r} has a command that is not understood: {words!r}")
    if tree.find(".//mroot") is not None:
        raise ValueError(f"the formula {formula!r} has a root other than the square root; write it as a power")
    for part in list(tree.iter()):
        _draw_root(part)
        _draw_fence(part)
    return ET.tostring(tree, encoding="unicode")


def _draw_root(part: ET.Element) -> None:
    """A square root as a table of one cell, whose hook and bar are drawn; the sign stays in the text, unseen."""
    if part.tag != "msqrt":
        return
    inside = list(part)
    _make_cell(part, "root")[:] = [ET.Element("mtext", {"class": "said"}), *inside]
    part[0][0][0].text = "√"


def _draw_fence(part: ET.Element) -> None:
    """Brackets that grow with what they hold as a table of one cell, whose sides are drawn."""
    if len(part) < 2 or any(end.get("stretchy") != "true" for end in (part[0], part[-1])):
        return
    signs = f"{part[0].text}{part[-1].text}"
    if signs not in _FENCES:
        raise ValueError(f"the brackets {signs!r} do not grow without a font for mathematics; use round or square ones")
    inside = list(part)
    for place, sign in ((0, signs[0]), (-1, signs[1])):
        inside[place] = ET.Element("mtext", {"class": "said"})
        inside[place].text = sign
    _make_cell(part, _FENCES[signs])[:] = inside


def _make_cell(part: ET.Element, look: str) -> ET.Element:
    """Turns an element into an empty table of one cell, which is returned. look: its class in worksheet.css."""
    part.clear()
    part.tag = "mtable"
    part.set("class", look)
    return ET.SubElement(ET.SubElement(part, "mtr"), "mtd")


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "autolink"])
    reader.inline.ruler.after("escape", "formula", _read_formula)
    reader.add_render_rule("formula", _draw_formula)
    return reader


def _read_formula(state: StateInline, silent: bool) -> bool:
    """$...$, or $$...$$ for one on a line of its own; a dollar sign before a space or without its partner stays."""
    start = state.pos
    if state.src[start] != "$":
        return False
    fence = "$$" if state.src.startswith("$$", start) else "$"
    end = state.src.find(fence, start + len(fence))
    formula = state.src[start + len(fence) : end]
    if end < 0 or not formula.strip() or (fence == "$" and formula != formula.strip()):
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content = formula.strip()
        token.markup = fence
    state.pos = end + len(fence)
    return True


def _draw_formula(self: RendererHTML, tokens: list[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    mathml = formula_to_mathml(tokens[at].content)
    return mathml.replace('display="inline"', 'display="block"', 1) if tokens[at].markup == "$$" else mathml
