"""The text that a file holds: UTF-8, or UTF-16 and UTF-32 where the file says so; nothing else is guessed."""

import codecs

from engine.errors import InputError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, the longer first: that of UTF-16 begins that of UTF-32."""


def decode_text(content: bytes, name: str) -> str:
    """The text of a file, by its mark; InputError, with the file's name, for one that is not text as it claims.

    A file of Latin-1 or Windows-1252 reads as text under any single-byte alphabet: which one it is, only its maker
    knows, so it is named and not read.
    """
    encoding = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), "utf-8-sig")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        called = encoding.removesuffix("-sig").upper()
        raise InputError(
            f"{name} is not text in {called} (byte {error.start + 1:,}){_likelier(content)}. Save it as UTF-8, and "
            "give it again."
        ) from None
    if "\0" in text:
        raise InputError(f"{name} is not text in UTF-8{_likelier(content)}. Save it as UTF-8, and give it again.")
    return text


def _likelier(content: bytes) -> str:
    """What the bytes look like instead."""
    beginning = content[:4_000]
    if beginning[1::2].count(0) > len(beginning) / 4 or beginning[::2].count(0) > len(beginning) / 4:
        return ": it looks like UTF-16 without its mark"
    if b"\0" in beginning:
        return ": it is no text at all"
    return ": it may be in Latin-1 or Windows-1252"
