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


def to_html(text: str) -> str:
    """Paragraphs, lists, tables and code."""
    return _reader().render(text)


def to_words(text: str) -> str:
    """A single line without paragraphs round it."""
    return _reader().renderInline(text)


def formula_to_mathml(formula: str) -> str:
    """A LaTeX formula as MathML, which browsers draw by themselves.

    Raises ValueError for a formula that is not understood.
    """
    # Letter by letter, upright words would be drawn as a row of variables.
    mathml = convert(_UPRIGHT.sub(r"\\text{\1}", formula))
    try:
        words = "".join(ET.fromstring(mathml).itertext())
    except ET.ParseError as error:
        raise ValueError(f"the formula {formula!r} gives no MathML: {error}") from None
    if "\\" in words:
        raise ValueError(f"the formula {formula!r} has a command that is not understood: {words!r}")
    # Brackets grow with their matrix only where a font for mathematics is installed: worksheet.css draws them.
    return _MATRIX.sub(r'<mtable class="matrix">\1</mtable>', mathml)


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
