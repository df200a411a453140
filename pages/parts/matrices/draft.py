"""What is typed on the Matrices page, as text and plain choices, and the way to MatrixInput and back."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.errors import InputError
from engine.matrices.checks import default_tokens
from engine.matrices.input import MAX_COLUMNS, MAX_ROWS, MatrixInput
from engine.matrices.typed import describe_shape, format_matrix, format_number, parse_matrix
from engine.plain import quote
from pages.shared.choices import ANYTHING

KINDS = {"qkv": ("queries", "keys", "values", "w_o"), "x": ("x", "w_q", "w_k", "w_v", "w_o")}
"""The matrices that are entered: Q, K and V themselves, or X with its projections; W_O is optional in both."""

TITLES = {
    "queries": "Q: queries", "keys": "K: keys", "values": "V: values",
    "x": "X: tokens", "w_q": "W_Q", "w_k": "W_K", "w_v": "W_V", "w_o": "W_O (optional)",
}  # fmt: skip

SYMBOLS = {"queries": "Q", "keys": "K", "values": "V", "x": "X", "w_q": "W_Q", "w_k": "W_K", "w_v": "W_V", "w_o": "W_O"}

_OPTIONAL = "w_o"

MATRICES = tuple(dict.fromkeys(name for names in KINDS.values() for name in names))
FIELDS = ("kind", "heads", "scale", "divisor", "mask", "cells", "query_names", "key_names", *MATRICES)
"""Everything that a draft may hold, by name."""

KEPT = dict.fromkeys((*FIELDS, "preset"), ANYTHING) | {
    "kind": "|".join(KINDS),
    "scale": "on|off|own",
    "mask": "none|causal|drawn",
}
"""What the browser keeps of a draft, and what it must look like when it comes back."""


@dataclass(frozen=True)
class Parsed:
    """What came of a draft. matrices is None while something is wrong; problems and shapes are by matrix name."""

    matrices: MatrixInput | None
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    """What is wrong with the matrices together, once each of them can be read."""


def draft_of(matrices: MatrixInput) -> dict[str, str]:
    """The draft that parses to these matrices."""
    kind = "x" if matrices.projects else "qkv"
    draft = {"kind": kind, "heads": str(matrices.heads), "scale": "on", "divisor": "", "mask": "none", "cells": ""}
    for name in KINDS[kind]:
        matrix = getattr(matrices, name)
        draft[name] = "" if matrix is None else format_matrix(matrix)
    if matrices.scale is False:
        draft["scale"] = "off"
    elif matrices.scale is not True:
        draft |= {"scale": "own", "divisor": format_number(float(matrices.scale))}
    if isinstance(matrices.mask, str):
        draft["mask"] = matrices.mask
    else:
        draft |= {"mask": "drawn", "cells": write_cells(matrices.mask)}
    given = (matrices.query_tokens, matrices.key_tokens)
    if given != default_tokens(matrices.n_queries, matrices.n_keys):
        draft["query_names"] = written_names(given[0])
        draft["key_names"] = "" if given[0] == given[1] else written_names(given[1])
    return draft


def parse_draft(draft: Mapping[str, str]) -> Parsed:
    """The matrices of a draft, or everything that is wrong with it."""
    kind = draft.get("kind", "qkv")
    arrays, problems = {}, {}
    for name in KINDS[kind]:
        text = draft.get(name, "")
        if name == _OPTIONAL and not text.strip():
            continue
        try:
            arrays[name] = parse_matrix(text, SYMBOLS[name], max_rows=most_rows(name), max_columns=MAX_COLUMNS)
        except InputError as problem:
            problems[name] = str(problem)
    if problems:
        return Parsed(None, arrays, problems)
    try:
        fields: dict[str, Any] = {**arrays, **_names(draft, arrays, kind)}
        matrices = MatrixInput(
            heads=_heads(draft.get("heads", "1")), scale=_scale(draft), mask=_mask(draft, arrays), **fields
        )
        matrices.check_page_limits()
    except InputError as problem:
        return Parsed(None, arrays, {}, str(problem))
    return Parsed(matrices, arrays)


def understood(array: np.ndarray) -> str:
    """What the parser says back."""
    return f"Understood: {describe_shape(array)}"


def read_cells(text: str, n_queries: int, n_keys: int) -> np.ndarray:
    """The drawn mask [query, key], True where visible; cells that were never drawn are visible."""
    cells = np.ones((n_queries, n_keys), dtype=bool)
    try:
        drawn = json.loads(text) if text else []
        kept = np.array([[mark == "1" for mark in row] for row in drawn], dtype=bool).reshape(len(drawn), -1)
    except (ValueError, TypeError, RecursionError):
        return cells
    rows, columns = min(n_queries, kept.shape[0]), min(n_keys, kept.shape[1] if kept.size else 0)
    cells[:rows, :columns] = kept[:rows, :columns]
    return cells


def write_cells(cells: np.ndarray) -> str:
    """A drawn mask as text: a string of 1 (visible) and 0 for each row."""
    return json.dumps(["".join("1" if cell else "0" for cell in row) for row in np.asarray(cells)])


def most_rows(name: str) -> int:
    """How many rows of a matrix fit on the page: a projection has as many as its input has columns."""
    return MAX_COLUMNS if name.startswith("w_") else MAX_ROWS


def _heads(text: str) -> int:
    digits = text.strip()
    # Python refuses to read a number of thousands of digits, which a link can hold.
    if digits.isascii() and digits.isdigit() and len(digits) <= 6 and int(digits) > 0:
        return int(digits)
    raise InputError(f"the number of heads must be a whole number from 1; got {quote(text)}.")


def _scale(draft: Mapping[str, str]) -> bool | float:
    choice = draft.get("scale", "on")
    if choice != "own":
        return choice == "on"
    text = draft.get("divisor", "").strip()
    return float(parse_matrix(text, "The divisor", max_rows=1, max_columns=1)[0, 0])


def _mask(draft: Mapping[str, str], arrays: Mapping[str, np.ndarray]) -> "str | np.ndarray":
    choice = draft.get("mask", "none")
    if choice != "drawn":
        return choice
    return read_cells(draft.get("cells", ""), *mask_shape(arrays))


def mask_shape(arrays: Mapping[str, np.ndarray]) -> tuple[int, int]:
    """Queries and keys that a drawn mask has."""
    queries, keys = arrays.get("queries", arrays.get("x")), arrays.get("keys", arrays.get("x"))
    return (0 if queries is None else len(queries), 0 if keys is None else len(keys))


def _names(draft: Mapping[str, str], arrays: Mapping[str, np.ndarray], kind: str) -> dict[str, tuple[str, ...]]:
    queries, keys = (_split_names(draft.get(f"{side}_names", "")) for side in ("query", "key"))
    n_queries, n_keys = mask_shape(arrays)
    if queries and not keys and (kind == "x" or n_queries == n_keys):
        keys = queries
    return {"query_tokens": queries, "key_tokens": keys}


def _split_names(text: str) -> tuple[str, ...]:
    if not text.strip():
        return ()
    row = next(csv.reader([_one_line(text)], skipinitialspace=True))
    return tuple(name.strip() for name in row)


def written_names(names: tuple[str, ...]) -> str:
    """Names as a person would list them: commas between, quotes round a name that holds one."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(map(_one_line, names))
    return line.getvalue()


def _one_line(text: str) -> str:
    """The text as a box of one line can hold it."""
    return text.replace("\r", " ").replace("\n", " ")
