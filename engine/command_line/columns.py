"""Texts in one column of a table: of a .csv or .tsv file, whose first line names the columns, or of a .jsonl file."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from engine.errors import InputError
from engine.plain import count, quote

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_JSON_LINES = (".jsonl", ".ndjson")
_ENDINGS = (".csv", ".tsv", *_JSON_LINES)
TABLES = ".csv, .tsv, .jsonl or .ndjson"
"""How the names of tables end."""

_MOST_LISTED = 20

Line = tuple[int, str]
"""A text and the line that it begins on, from 1."""


def is_table(file: str) -> bool:
    """Whether a file is a table by the ending of its name."""
    return PurePath(file).suffix.lower() in _ENDINGS


def texts_in_column(content: str, name: str, column: str | None) -> list[Line]:
    """The texts of a column; cells of nothing but spaces are left out.

    InputError that lists the columns where none is named or none is so called, and for a table that cannot be read.
    """
    if PurePath(name).suffix.lower() in _JSON_LINES:
        return _texts_of_json_lines(content, name, column)
    separator = "\t" if PurePath(name).suffix.lower() == ".tsv" else _separator_of(content)
    rows = _rows(content, name, separator)
    _, header = next(rows, (0, []))
    header = [cell.strip() for cell in header]
    place = header.index(_chosen(column, header, name, f", parted by {_SEPARATORS[separator]},"))
    texts = []
    for line, row in rows:
        if len(row) != len(header):
            raise InputError(
                f"{name}, line {line:,}, has {count(len(row), 'cell')} where the first line has {len(header):,} "
                f"(parted by {_SEPARATORS[separator]}). Put a cell with one of these inside in quotation marks."
            )
        if row[place].strip():
            texts.append((line, row[place]))
    return texts


def _separator_of(content: str) -> str:
    """What parts the cells: that which makes rows as wide as the first; the one that makes them widest, of several."""

    def fits(separator: str) -> tuple[bool, int]:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(content, newline=""), delimiter=separator) if row]
        except csv.Error:
            return False, 0
        return len(set(widths)) == 1 and widths[0] > 1, widths[0] if widths else 0

    return max(_SEPARATORS, key=fits)


def _rows(content: str, name: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the line that it begins on."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"{name}: the cell or row that begins on line {line:,} cannot be read ({error}). A quotation mark begins "
            'and ends a whole cell, and is written "" inside.'
        ) from None


def _texts_of_json_lines(content: str, name: str, column: str | None) -> list[Line]:
    objects = [(line, _object(text, f"{name}, line {line:,},")) for line, text in _lines(content)]
    column = _chosen(column, list(dict.fromkeys(key for _, found in objects for key in found)), name, "")
    texts = []
    for line, found in objects:
        text = found.get(column)
        if text is None:
            continue
        if not isinstance(text, str):
            raise InputError(
                f"{name}, line {line:,}: {quote(column)} is {quote(json.dumps(text))}; a text in quotation marks is "
                "wanted."
            )
        if text.strip():
            texts.append((line, text))
    return texts


def _lines(content: str) -> Iterator[Line]:
    return ((line, text) for line, text in enumerate(content.split("\n"), 1) if text.strip())


def _object(text: str, place: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        why = f"{error.msg}, column {error.colno:,}" if isinstance(error, json.JSONDecodeError) else "too large or deep"
        raise InputError(
            f'{place} is not JSON ({why}). Write an object on each line: {{"text": "The cat."}}.'
        ) from None
    if not isinstance(found, dict):
        raise InputError(f'{place} is no object with names. Write one on each line: {{"text": "The cat."}}.')
    return found


def _chosen(column: str | None, columns: Sequence[str], name: str, parted: str) -> str:
    """The column that was named, seen to be there, once."""
    if not any(columns):
        raise InputError(f"{name} has no columns: it is empty, or its first line is. Name the columns there.")
    if column is None:
        raise InputError(f"{name}{parted} is a table; say with --column which column to read. {_listed(columns)}")
    found = column if column in columns else column.strip()
    if found not in columns:
        raise InputError(f"{name}{parted} has no column {quote(column)}. {_listed(columns)}")
    if Counter(columns)[found] > 1:
        raise InputError(f"{name}{parted} has {Counter(columns)[found]} columns {quote(found)}. Rename all but one.")
    return found


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(quote(column) for column in columns[:_MOST_LISTED])
    return f"It has: {shown}{f' and {len(columns) - _MOST_LISTED:,} more' if len(columns) > _MOST_LISTED else ''}."
