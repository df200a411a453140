"""Text and tables for a terminal: aligned, and with nothing in them that a terminal would obey."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

ELLIPSIS = "…"
UNDEFINED = "-"
"""What a number shows that is undefined, or that the mask hides."""

_NAMED_MARKS = {"\t": "⇥", "\n": "↵", "\r": "␍", "\x7f": "␡"}
_JOINERS = "\u200c\u200d"
_MOST_MARKS = 6
"""Combining marks kept on one letter; a longer stack would climb over the neighbouring lines."""


@dataclass(frozen=True)
class Column:
    """One column of a table. heading: its lines, top first; numbers are aligned to the right, words to the left."""

    heading: tuple[str, ...]
    cells: Sequence[str]
    is_number: bool = True

    @property
    def width(self) -> int:
        return max(columns_of(text) for text in (*self.heading, *self.cells))


def lay_out(columns: Sequence[Column]) -> str:
    """The table as lines of text, headings first, two spaces between the columns."""
    widths = [column.width for column in columns]
    height = max(len(column.heading) for column in columns)
    headings = [("",) * (height - len(column.heading)) + column.heading for column in columns]
    lines = [*zip(*headings, strict=True), *zip(*(column.cells for column in columns), strict=True)]
    return "".join(
        "  ".join(map(_aligned, line, widths, (column.is_number for column in columns))).rstrip() + "\n"
        for line in lines
    )


def total_width(columns: Sequence[Column]) -> int:
    """How many columns of the terminal the table takes."""
    return sum(column.width for column in columns) + 2 * (len(columns) - 1)


def show_number(value: float | int | None) -> str:
    """A number rounded to three digits after the point, a whole one as it is, "-" for one that is undefined."""
    if value is None or value != value:
        return UNDEFINED
    return str(value) if isinstance(value, int) else f"{value:z.3f}"


def show_text(text: str, limit: int) -> str:
    """A user's text in at most `limit` columns: what would move the cursor or turn the line shows as a mark."""
    shown, width, marks = "", 0, 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
        if marks > _MOST_MARKS:
            continue
        mark = _mark(character)
        width += columns_of(mark)
        if width > limit:
            return _cut(shown, limit - 1) + ELLIPSIS
        shown += mark
    return shown


def show_name(name: str, limit: int) -> str:
    """A token's name in at most `limit` columns. Where it is cut, it keeps its last word if there is room.

    That word says that the model does not know the token, which part of a character it is, or what is written next.
    """
    whole = show_text(name, limit)
    start, _, last = name.rpartition(" ")
    last = show_text(last, limit)
    room = limit - columns_of(last) - 1
    if not whole.endswith(ELLIPSIS) or not start.strip() or room < 2:
        return whole
    return f"{show_text(start, room)} {last}"


def columns_of(text: str) -> int:
    """How many columns of a terminal the text takes: two for a wide character, none for a combining mark."""
    return sum(_width(character) for character in text)


def _cut(text: str, limit: int) -> str:
    while columns_of(text) > limit:
        text = text[:-1]
    return text


def _width(character: str) -> int:
    if character in _JOINERS or unicodedata.category(character)[0] == "M":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _mark(character: str) -> str:
    """The character itself, or a visible stand-in for one that a terminal obeys or that cannot be seen."""
    if character in _NAMED_MARKS:
        return _NAMED_MARKS[character]
    code, category = ord(character), unicodedata.category(character)
    if code < 0x20:
        return chr(0x2400 + code)
    hidden = (category[0] == "C" and character not in _JOINERS) or category in ("Zl", "Zp")
    return f"⟨{code:04X}⟩" if hidden else character


def _aligned(text: str, width: int, is_number: bool) -> str:
    spaces = " " * (width - columns_of(text))
    return spaces + text if is_number else text + spaces
