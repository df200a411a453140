"""Tables on their way out: as text for a person, or as csv, json and npz for a program."""

import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import get_terminal_size

import numpy as np
import pandas as pd

from engine.command_line.tables import head_weights, weights_table
from engine.command_line.terminal import Column, lay_out, show_name, show_number, show_text, total_width
from engine.errors import InputError
from engine.reading.reading import Reading

FORMATS = ("table", "csv", "json", "npz")

SENTENCE_WIDTH, TOKEN_WIDTH = 24, 12
"""The most columns that a sentence and a token take in a table; the other formats hold them whole."""

MOST_NPZ_TEXT = 2**30
"""Bytes of text in an .npz: NumPy gives every cell of a column the room of its longest text."""


def table_bytes(table: pd.DataFrame, format: str, terminal_width: int | None = None) -> bytes:
    """The table in one of FORMATS, text as UTF-8.

    Numbers are whole, and rounded only in "table". An undefined number is empty in csv, null in json, NaN in npz.
    With a terminal_width, the headings of a table that is wider are written on several lines.
    """
    if format == "csv":
        return table.to_csv(index=False, lineterminator="\n").encode()
    if format == "json":
        return "".join(_json_parts(table)).encode()
    if format == "npz":
        return _npz({name: _array(table[name]) for name in table.columns})
    columns = [_column(table[name], name) for name in table.columns]
    if terminal_width is not None and total_width(columns) > terminal_width:
        columns = [Column(tuple(one.heading[0].split("_")), one.cells, one.is_number) for one in columns]
    return lay_out(columns).encode()


def weights_bytes(reading: Reading, layer: int, head: int, format: str) -> bytes:
    """The weights of one head: a matrix in table and npz, a line for each query and key in csv and json.

    An .npz holds weights [query, key], query_tokens, key_tokens, layer and head. InputError for an unknown head.
    """
    if format in ("csv", "json"):
        return table_bytes(weights_table(reading, layer, head), format)
    weights = head_weights(reading, layer, head)
    query_names, key_names = ([token.name for token in side] for side in (reading.query_tokens, reading.key_tokens))
    if format == "npz":
        names = {"query_tokens": np.array(query_names), "key_tokens": np.array(key_names)}
        return _npz({"weights": weights, **names, "layer": np.array(layer), "head": np.array(head)})
    columns = [
        Column(("query",), [str(position) for position in range(len(query_names))]),
        Column(("token",), [show_name(name, TOKEN_WIDTH) for name in query_names], is_number=False),
    ]
    for position, name in enumerate(key_names):
        cells = [show_number(weight) for weight in weights[:, position].tolist()]
        columns.append(Column((str(position), show_name(name, TOKEN_WIDTH)), cells))
    return lay_out(columns).encode()


def write(content: bytes, output: str | None, format: str) -> None:
    """Writes to the file, or to standard output without one; InputError where that cannot be done.

    BrokenPipeError where the reader of standard output has gone.
    """
    if output is not None:
        try:
            Path(output).write_bytes(content)
        except OSError as error:
            raise InputError(f"{output} cannot be written: {error.strerror}. Choose another --output.") from None
        return
    if format == "table":
        # A terminal that is not in UTF-8 gets what it can show, and codes for the rest.
        encoding = sys.stdout.encoding or "utf-8"
        content = content.decode().encode(encoding, errors="backslashreplace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        silence_stdout()
        raise InputError(f"standard output cannot be written: {error.strerror}. Choose an --output.") from None


def terminal_width() -> int | None:
    """The columns of the terminal that standard output is; None where it is a file or a pipe."""
    return get_terminal_size().columns if sys.stdout.isatty() else None


def silence_stdout() -> None:
    """Sends what is still to be written nowhere, so that a closed pipe does not complain again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _column(values: pd.Series, name: str) -> Column:
    if pd.api.types.is_numeric_dtype(values.dtype):
        return Column((name,), [show_number(value) for value in _plain(values)])
    if name == "token":
        shown = {text: show_name(text, TOKEN_WIDTH) for text in values.unique()}
    else:
        shown = {text: show_text(text, SENTENCE_WIDTH if name == "sentence" else 40) for text in values.unique()}
    return Column((name,), [shown[text] for text in values], is_number=False)


def _plain(values: pd.Series) -> list:
    """The values as Python's own numbers and texts; None for one that is undefined."""
    return values.astype(object).where(values.notna(), None).tolist()


def _json_parts(table: pd.DataFrame) -> Iterator[str]:
    """A list of records, one a line."""
    separator = "[\n"
    for record in zip(*(_plain(table[name]) for name in table.columns), strict=True):
        yield separator
        yield json.dumps(dict(zip(table.columns, record, strict=True)), ensure_ascii=False, allow_nan=False)
        separator = ",\n"
    yield "\n]\n"


def _array(values: pd.Series) -> np.ndarray:
    if pd.api.types.is_integer_dtype(values.dtype) and values.hasnans:
        return values.to_numpy(dtype=float, na_value=np.nan)
    if pd.api.types.is_numeric_dtype(values.dtype):
        return values.to_numpy(dtype=np.int64 if pd.api.types.is_integer_dtype(values.dtype) else np.float64)
    if 4 * len(values) * max(map(len, values.unique())) > MOST_NPZ_TEXT:
        raise InputError("these texts are too long and too many for an .npz file. Choose --format csv or json.")
    return np.array(values.tolist(), dtype=np.str_)


def _npz(arrays: dict[str, np.ndarray]) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()
