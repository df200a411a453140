"""Matrices in a file: JSON, NumPy's .npz, or one matrix as .csv."""

import json
import math
from pathlib import Path, PurePath
from typing import Any

import numpy as np
from jaxtyping import Float

from engine.errors import InputError
from engine.matrices.checks import HEADS_SIDE_BY_SIDE, ONES, default_tokens, mask_cells, shown
from engine.matrices.fields import WEIGHTS_ALONE, check_names
from engine.matrices.input import MATRIX_NAMES, SPOKEN, MatrixInput
from engine.matrices.npz import npz_fields
from engine.matrices.typed import parse_matrix
from engine.plain import count, quote
from engine.text.encoding import decode_text

MAX_FILE_BYTES = 16_000_000
"""The largest file that is read; an .npz may also unpack to no more than this."""

MAX_CSV_CHARACTERS = 2_000_000

_PICKLED = (".pt", ".pth", ".ckpt", ".bin", ".pkl", ".pickle")

SAVE_AS_NPZ = "Save queries, keys and values where they are: numpy.savez('qkv.npz', queries=q, keys=k, values=v)."
"""With PyTorch the same: q, k and v may be tensors on the processor."""


def read_matrices(source: str | Path | bytes, name: str | None = None, mask_ones: str | None = None) -> MatrixInput:
    """The matrices of a .json or .npz file, given as its path or its bytes. No pickled object is ever opened.

    name is the file's name, for its ending and for messages; the path's own without one. JSON:
    {"queries": [[...]], "keys": [[...]], "values": [[...]], "heads": 1, "scale": true, false or a divisor,
    "mask": "none", "causal" or rows of true (visible) and false, "tokens": [...] or "query_tokens" and "key_tokens"},
    or x, w_q, w_k, w_v and w_o. An .npz holds arrays of these names. A mask may also be of numbers (checks.mask_cells):
    mask_ones, here or in the file, says what its ones mean, "visible" or "hidden". Raises InputError.
    """
    if isinstance(source, bytes):
        content, name = source, name or "The file"
    else:
        content, name = _read_file(Path(source)), name or PurePath(source).name
    if len(content) > MAX_FILE_BYTES:
        raise InputError(
            f"{name} has {len(content):,} bytes; at most {MAX_FILE_BYTES:,} are read. Give smaller matrices."
        )
    ending = PurePath(name).suffix.lower()
    if ending in _PICKLED:
        raise InputError(f"{name} is a file of PyTorch's, which can run code when it is opened. {SAVE_AS_NPZ}")
    if content[:2] == b"PK" or ending == ".npz":
        return _from_fields(npz_fields(content, name, MAX_FILE_BYTES), name, mask_ones)
    if ending == ".csv":
        raise InputError(f"{name}: a .csv holds a single matrix. Give all of them in one .json or .npz file.")
    if content[:6] == b"\x93NUMPY":
        raise InputError(f"{name}: an .npy holds a single array. {WEIGHTS_ALONE} {SAVE_AS_NPZ}")
    return read_json(decode_text(content, name), name, mask_ones)


def read_csv_matrix(
    content: bytes, name: str, max_rows: int | None = None, max_columns: int | None = None
) -> Float[np.ndarray, "row column"]:
    """The one matrix of a .csv file: numbers between commas, semicolons or tabs, without a heading."""
    if len(content) > MAX_CSV_CHARACTERS:
        raise InputError(
            f"{name} has {len(content):,} bytes; at most {MAX_CSV_CHARACTERS:,} are read. Give a smaller matrix."
        )
    return parse_matrix(decode_text(content, name), name, max_rows, max_columns, MAX_CSV_CHARACTERS)


def read_json(text: str, name: str, mask_ones: str | None = None) -> MatrixInput:
    """The matrices that a JSON text holds (see read_matrices)."""
    try:
        fields = json.loads(text, object_pairs_hook=_unrepeated)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None
    except RecursionError:
        raise InputError(f"{name}: the brackets are nested too deeply. Write matrices like [[1, 0], [0, 1]].") from None
    except json.JSONDecodeError as error:
        raise InputError(
            f"{name} is not JSON: {error.msg} in line {error.lineno}, column {error.colno}. Correct it there."
        ) from None
    except ValueError:  # Python refuses whole numbers of thousands of digits.
        raise InputError(f"{name}: a number has too many digits. Write it like 1.5 or 1e20.") from None
    if not isinstance(fields, dict):
        raise InputError(f'{name} must be a JSON object like {{"queries": [[1, 0]], "keys": ..., "values": ...}}.')
    check_names(fields, name)
    for key in MATRIX_NAMES:
        if fields.get(key) is not None:
            fields[key] = _matrix_from_lists(fields[key], f"{name}: {SPOKEN[key]}")
    return _from_fields(fields, name, mask_ones)


def write_json(m: MatrixInput) -> str:
    """The matrices as JSON that read_json turns into exactly the same, one field a line."""
    lines = (f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in json_fields(m).items())
    return "{\n " + ",\n ".join(lines) + "\n}\n"


def json_fields(m: MatrixInput) -> dict[str, Any]:
    """The fields of a JSON file; names of tokens only where they are not the default ones."""
    fields: dict[str, Any] = {}
    for key in MATRIX_NAMES:
        matrix = getattr(m, key)
        if matrix is not None:
            fields[key] = [[_short(cell) for cell in row] for row in matrix.tolist()]
    fields["heads"], fields["scale"] = m.heads, m.scale
    fields["mask"] = m.mask.tolist() if isinstance(m.mask, np.ndarray) else m.mask
    if (m.query_tokens, m.key_tokens) != default_tokens(m.n_queries, m.n_keys):
        if m.query_tokens == m.key_tokens:
            fields["tokens"] = m.query_tokens
        else:
            fields["query_tokens"], fields["key_tokens"] = m.query_tokens, m.key_tokens
    return fields


def _short(number: float) -> int | float:
    """1 for 1.0, where nothing is lost by it (the sign of -0.0 would be)."""
    negative_zero = number == 0 and math.copysign(1, number) < 0
    return int(number) if number.is_integer() and abs(number) < 2**53 and not negative_zero else number


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. Check the file's name.") from None


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for key in names if names.count(key) > 1)
        raise InputError(f"{quote(twice)} is given twice. Keep one of them.")
    return fields


def _matrix_from_lists(rows: Any, name: str) -> Float[np.ndarray, "row column"]:
    """A matrix of JSON numbers; raises InputError that points at the place."""
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) and row for row in rows):
        raise InputError(f"{name} must be a list of rows, like [[1, 0], [0, 1]].")
    if all(isinstance(cell, list) for row in rows for cell in row):
        raise InputError(f"{name} is nested deeper than rows of numbers. {HEADS_SIDE_BY_SIDE}")
    for r, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise InputError(
                f"{name}: Row {r} has {count(len(row), 'number')}, row 1 has {len(rows[0])}. "
                "Give every row the same length."
            )
        for c, cell in enumerate(row, 1):
            if isinstance(cell, bool) or not isinstance(cell, (int, float)):
                raise InputError(f"{name}: Row {r}, column {c}: {quote(json.dumps(cell))} is not a number.")
    return np.array([[_float(cell) for cell in row] for row in rows])


def _float(number: int | float) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf  # MatrixInput says where it is, and what is allowed.


def _from_fields(fields: dict[str, Any], name: str, mask_ones: str | None) -> MatrixInput:
    """The matrices of a file's fields; a field that is null counts as not given."""
    given = {key: value for key, value in fields.items() if value is not None}
    in_file = given.pop("mask_ones", None)
    ones = mask_ones or in_file
    if "tokens" in given:
        if "query_tokens" in given or "key_tokens" in given:
            raise InputError(f"{name}: give either tokens, or query_tokens with key_tokens.")
        given["query_tokens"] = given["key_tokens"] = given.pop("tokens")
    elif ("query_tokens" in given) != ("key_tokens" in given):
        raise InputError(f"{name}: query_tokens and key_tokens go together. Give both, or tokens for both.")
    for key in ("query_tokens", "key_tokens"):
        if key in given and (not isinstance(given[key], list) or not given[key]):
            raise InputError(f'{name}: tokens must be a list of names, like ["the", "cat"].')
    try:
        if "mask" in given and ones is not None:
            given["mask"] = _cells(given["mask"], ones)
        return MatrixInput(**given)
    except InputError as error:
        raise type(error)(f"{name}: {error}") from None


def _cells(mask: Any, ones: object) -> Any:
    """A mask of numbers as cells; any other as it is, for the checks."""
    if ones not in ONES:
        raise InputError(f"mask_ones says what 1 means in the mask, “visible” or “hidden”; got {shown(ones)}.")
    try:
        cells = np.array(mask)
    except ValueError:
        return mask
    return mask_cells(cells, str(ones)) if cells.dtype.kind in "iuf" else mask
