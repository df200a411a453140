"""What the bytes of a text file say: UTF-8, or UTF-16 and UTF-32 with their mark; others are named, not guessed."""

import codecs
import io
import unicodedata

from engine.errors import InputError
from engine.plain import quote

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),  # Before UTF-16, whose mark it begins with.
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
"""What a file may begin with, and the encoding that it says by that."""

_LOOKED_AT = 4_000
_AROUND = 12
"""Characters at either side of the first one that is not UTF-8, when it is shown as Latin-1."""


def decode_text(content: bytes, name: str) -> str:
    """The text in a file, every line ending in one \\n, without the mark of its encoding.

    InputError, with the file's name and the encoding that it seems to have, for a text that is not in UTF-8 and does
    not begin with the mark of UTF-16 or UTF-32: nothing is guessed.
    """
    for mark, encoding, said in _MARKS:
        if content.startswith(mark):
            return _lines(_decode_marked(content[len(mark) :], encoding, said, name))
    if _has_every_other_byte_zero(content):
        raise InputError(f"{name} is in UTF-16 without the mark that says so, it seems. Save it as UTF-8.")
    try:
        return _lines(content.decode())
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} is not text in UTF-8 ({_as_latin_1(content, error.start)}). Save it as UTF-8."
        ) from None


def _decode_marked(content: bytes, encoding: str, said: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} begins with the mark of {said} and is not text in {said} throughout (byte {error.start + 1:,} "
            "after the mark): it is damaged or cut short. Save it as UTF-8."
        ) from None


def _lines(text: str) -> str:
    """Only real ends of lines end one, in any of their three spellings."""
    return io.StringIO(text, newline=None).read()


def _has_every_other_byte_zero(content: bytes) -> bool:
    """Whether this is a text in UTF-16, of which letters of Europe, spaces and ends of lines have a byte of zero."""
    part = content[:_LOOKED_AT]
    counts = part[::2].count(0), part[1::2].count(0)
    return max(counts) > 0 and max(counts) >= 10 * min(counts) and 20 * max(counts) >= len(part)


def _as_latin_1(content: bytes, place: int) -> str:
    """Which byte is not UTF-8, and what would stand there in the encoding that most old files have."""
    byte = f"byte {place + 1:,}"
    try:
        around = content[max(place - _AROUND, 0) : place + _AROUND].decode("cp1252")
    except UnicodeDecodeError:
        return byte
    if any(unicodedata.category(character) == "Cc" and not character.isspace() for character in around):
        return byte
    return f"{byte}; in Latin-1, or Windows-1252, {quote(around)} would stand there"
