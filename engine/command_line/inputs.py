"""Texts from a file or from standard input: a sentence from each line or cell, or the whole as one."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath

from engine.command_line.columns import TABLES, is_table, texts_in_column
from engine.errors import InputError
from engine.text.encoding import decode_text

STDIN = "-"
"""The name that stands for standard input."""

MOST_BYTES = 16_000_000
"""A longer file is refused, so that one that never ends is answered too."""


@dataclass(frozen=True)
class Sentence:
    """A text, where it came from, for messages ("" for one that was typed), and its name in a table."""

    text: str
    place: str = ""
    name: str = ""
    """"" for a text that is its own name; a whole file is named after the file."""

    @property
    def title(self) -> str:
        """What stands for it in a table."""
        return self.name or self.text

    @contextmanager
    def named_in_errors(self) -> Iterator[None]:
        """Puts the place before the message of an InputError that is raised inside."""
        try:
            yield
        except InputError as error:
            raise InputError(f"{self.place}: {error}" if self.place else str(error)) from None


def typed_sentence(text: str) -> Sentence:
    """The text itself, or all of standard input for "-" (without the line's end at its end)."""
    if text != STDIN:
        return Sentence(_whole(text))
    return Sentence(_text_of(STDIN).removesuffix("\n"), "standard input")


def sentences_of(file: str, column: str | None = None) -> list[Sentence]:
    """The lines of a file, or of standard input for "-"; of a table the cells of a column. Blank ones are left out.

    InputError for a file without any, for a table without the column, and for a column of what is no table.
    """
    name = "standard input" if file == STDIN else file
    if is_table(file):
        texts = texts_in_column(_text_of(file), name, column)
    elif column is None:
        texts = [(number, line) for number, line in enumerate(_text_of(file).split("\n"), 1) if line.strip()]
    else:
        raise InputError(f"--column is for a table, and {name} is none by its name. Name it {TABLES}.")
    if not texts:
        raise InputError(f"{name} has no sentences{' in this column' if column else ''}. Write one on each line.")
    return [Sentence(text, f"{name}, line {number}") for number, text in texts]


def whole_file(file: str) -> Sentence:
    """All of a file, or of standard input for "-", as one text that is named after the file."""
    name = "standard input" if file == STDIN else PurePath(file).name
    text = _text_of(file).removesuffix("\n")
    return Sentence(text, "standard input" if file == STDIN else file, printable(name))


def printable(name: str) -> str:
    """A file's name as text that every format can hold: bytes that are not UTF-8 are replaced."""
    return name.encode(errors="surrogateescape").decode(errors="replace")


def _text_of(file: str) -> str:
    name = "standard input" if file == STDIN else file
    try:
        if file == STDIN:
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(file).open("rb") as opened:
                content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}. Check the file's name.") from None
    if len(content) > MOST_BYTES:
        raise InputError(f"{name} has over {MOST_BYTES:,} bytes, which is the most that is read. Split it up.")
    return decode_text(content, name)


def _whole(text: str) -> str:
    """The text, which as an argument may hold bytes that are no character; InputError then."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InputError("this text has bytes that are not UTF-8. Type it again, or give a --file.") from None
    return text
