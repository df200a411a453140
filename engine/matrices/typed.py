"""A typed or pasted matrix, read without guessing: where two meanings show, it is refused with its place.

Read here: JSON, a NumPy or PyTorch print-out, a paste from a spreadsheet, lines of numbers between commas, semicolons
or spaces, and what engine/matrices/pasted.py makes of other pastes. Nothing is evaluated and nothing recurses.
"""

import re
from typing import NoReturn

import numpy as np
from jaxtyping import Float

from engine.errors import InputError
from engine.matrices.pasted import about_mask, plain
from engine.plain import count, quote

MAX_CHARACTERS = 100_000
"""A longer text is refused before it is read."""

LARGEST = 1e30
"""The largest magnitude of a typed number.

A score of X W_Q (X W_K)^T multiplies four typed numbers: 1e120 a product. Divided by the smallest divisor that
engine/matrices/checks.py takes (1e-20) that is 1e140, and its square, summed over any size that fits in memory, still
stays under the 1.8e308 of float64. So no step can turn finite numbers into infinity or NaN.
"""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_OPENING = re.compile(
    r"\s*(?:[A-Za-z_]\w*\s*=\s*)?(?:(?:[A-Za-z_]\w*\.)*(?:array|asarray|tensor|matrix)\s*\()?\s*", re.IGNORECASE
)
_CLOSING = re.compile(r"(?:,[a-z_]+=(?:[^()\[\],]+|\([0-9,]*\)))*,?\);?")
_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "\ufeff": " "})
"""The minus sign and the dash that word processors put in its place; a byte order mark."""
_NOT_FINITE = dict.fromkeys(("nan", "null", "none", "na", "#n/a"), "not a number")
_NOT_FINITE |= dict.fromkeys(("inf", "infinity", "∞"), "infinite")


def parse_matrix(
    text: str,
    name: str,
    max_rows: int | None = None,
    max_columns: int | None = None,
    max_characters: int = MAX_CHARACTERS,
) -> Float[np.ndarray, "row column"]:
    """The matrix that the text spells, in float64; a single row is 1 x columns.

    name says which matrix it is, in errors. Fractions (1/3) are read too. Raises InputError, pointing at the place:
    ragged rows, blank cells, anything but finite numbers up to LARGEST, a comma that may be a decimal comma, a
    print-out with "..." in it, more rows or columns than allowed, empty text, text over max_characters.
    """
    if len(text) > max_characters:
        _refuse(name, f"The text has {len(text):,} characters; at most {max_characters:,} are read. Shorten it.")
    text = plain(text.translate(_SIGNS)).text
    if not text.strip():
        _refuse(name, "There are no numbers yet. Type rows like [[1, 0], [0, 1]].")
    if "..." in text or "…" in text:
        _refuse(name, "The print-out leaves numbers out (...). Print all of them, for example with .tolist().")
    rows = _bracket_rows(text, name) if "[" in text or "]" in text else _line_rows(text, name)
    if not rows:
        _refuse(name, "There are no numbers between the brackets. Type rows like [[1, 0], [0, 1]].")
    _check_size(rows, name, max_rows, max_columns)
    if mask := about_mask(rows):
        _refuse(name, mask)
    return np.array(
        [[_number(cell, name, r, c) for c, cell in enumerate(row, 1)] for r, row in enumerate(rows, 1)],
        dtype=np.float64,
    )


def describe_shape(array: np.ndarray) -> str:
    """The shape in words, to say back what was understood: "2 rows x 3 columns"."""
    n_rows, n_columns = array.shape
    return f"{count(n_rows, 'row')} x {count(n_columns, 'column')}"


def format_matrix(array: Float[np.ndarray, "row column"]) -> str:
    """The matrix as text that parse_matrix reads back exactly, one row a line."""
    rows = ("[" + ", ".join(format_number(cell) for cell in row) + "]" for row in array.tolist())
    return "[" + ",\n ".join(rows) + "]"


def format_number(number: float) -> str:
    """The shortest text that reads back as exactly this number: 1, 0.1, 1e+22."""
    return repr(float(number)).removesuffix(".0")


def _refuse(name: str, why: str) -> NoReturn:
    raise InputError(f"{name}: {why}")


def _check_size(rows: list[list[str]], name: str, max_rows: int | None, max_columns: int | None) -> None:
    """Raises InputError for ragged rows, and for more rows or columns than allowed."""
    width = len(rows[0])
    for number, row in enumerate(rows, 1):
        if len(row) != width:
            _refuse(
                name,
                f"Row {number} has {count(len(row), 'number')}, row 1 has {width}. Give every row the same length.",
            )
    for found, most, noun in ((len(rows), max_rows, "row"), (width, max_columns, "column")):
        if most is not None and found > most:
            _refuse(name, f"This has {count(found, noun)}; at most {most} fit. Leave some out.")


def _number(cell: str, name: str, row: int, column: int) -> float:
    place = f"Row {row}, column {column}"
    if not cell:
        _refuse(name, f"{place} is blank. Write 0 if it is meant to be zero.")
    if _NUMBER.fullmatch(cell):
        value = float(cell)
    elif cell.count("/") == 1:
        value = _fraction(cell, name, place)
    else:
        _refuse_cell(cell, name, place)
    if not abs(value) <= LARGEST:
        _refuse(
            name,
            f"{place}: {quote(cell)} is too large: products of such numbers would overflow. "
            f"Use numbers between -{LARGEST:g} and {LARGEST:g}.",
        )
    return value


def _fraction(cell: str, name: str, place: str) -> float:
    above, below = (part.strip() for part in cell.split("/"))
    if not (_NUMBER.fullmatch(above) and _NUMBER.fullmatch(below)):
        _refuse_cell(cell, name, place)
    if float(below) == 0:
        _refuse(name, f"{place}: {quote(cell)} divides by zero.")
    return float(above) / float(below)


def _refuse_cell(cell: str, name: str, place: str) -> NoReturn:
    """Raises InputError for a cell that is no number, with the likeliest reason."""
    if cell.lstrip("+-").lower() in _NOT_FINITE:
        reason = _NOT_FINITE[cell.lstrip("+-").lower()]
        _refuse(name, f"{place}: {quote(cell)} is {reason}. Attention needs finite numbers.")
    if "," in cell:
        _refuse(name, f"{place}: {quote(cell)} has a comma in it. Write decimals with a point (1.5), thousands plain.")
    if len(cell.split()) > 1:
        _refuse(name, f"{place}: {quote(cell)} is more than one number. Put the same separator between all of them.")
    heading = " If the first row is a heading, leave it out." if place.startswith("Row 1,") else ""
    _refuse(name, f"{place}: {quote(cell)} is not a number.{heading}")


def _line_rows(text: str, name: str) -> list[list[str]]:
    """The cells of text without brackets, a row a line; one separator for the whole text."""
    lines = text.splitlines()
    while not lines[0].strip():
        lines.pop(0)
    while not lines[-1].strip():
        lines.pop()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            _refuse(name, f"Row {number} is blank. Write its numbers or remove the line.")
    for separator in "\t;":
        if separator in text:
            return [[cell.strip() for cell in line.split(separator)] for line in lines]
    return [_cells(line, name, number) for number, line in enumerate(lines, 1)]


def _cells(row: str, name: str, number: int) -> list[str]:
    """The cells of one row: between commas where it has any, otherwise between spaces."""
    if "," not in row:
        return row.split()
    pieces = row.split()
    if len(pieces) > 1 and all(_DECIMAL_COMMA.fullmatch(piece) for piece in pieces):
        _refuse(name, f"Row {number}: {quote(pieces[0])} may be one number or two. Write decimals with a point (1.5).")
    return [cell.strip() for cell in row.split(",")]


def _bracket_rows(text: str, name: str) -> list[list[str]]:
    """The cells of a text in brackets: [1, 0], [[1, 0], [0, 1]], [1 0; 0 1], or a list a line."""
    body = _without_wrapper(text, name)
    leaves: list[str] = []
    depth = deepest = outer = end = 0
    last = ""
    for bracket in re.finditer(r"[\[\]]", body):
        gap, end = body[end : bracket.start()], bracket.end()
        if bracket[0] == "[":
            _check_gap(gap, name, len(leaves), "," if last == "]" else "")
            depth, outer = depth + 1, outer + (depth == 0)
            deepest = max(deepest, depth)
        elif depth == 0:
            _refuse(name, "There is a ] without its [. Give every row its own pair of brackets.")
        else:
            if last == "[":
                if depth != deepest:
                    _refuse(name, f"Row {len(leaves) + 1} is not inside as many brackets as the other rows.")
                leaves.append(gap)
            else:
                _check_gap(gap, name, len(leaves), ",")
            depth -= 1
        last = bracket[0]
    _check_gap(body[end:], name, len(leaves), "")
    if depth:
        _refuse(name, "A [ is never closed. Give every row its own pair of brackets.")
    if deepest > 2 or (deepest == 2 and outer > 1):
        _refuse(name, "These are several matrices in one. Give a single one, like [[1, 0], [0, 1]].")
    if deepest == 1 and len(leaves) == 1:
        leaves = _rows_of_one_bracket(leaves[0], name)
    if len(leaves) == 1 and not leaves[0].strip():
        return []
    for number, leaf in enumerate(leaves, 1):
        if not leaf.strip():
            _refuse(name, f"Row {number} is empty. Write its numbers or remove it.")
    return [_cells(leaf, name, number) for number, leaf in enumerate(leaves, 1)]


def _rows_of_one_bracket(leaf: str, name: str) -> list[str]:
    """The rows of [1 0; 0 1]; without a semicolon it is one row, which NumPy may have wrapped over several lines."""
    if ";" in leaf:
        return leaf.split(";")
    lengths = {len(line.split()) for line in leaf.splitlines() if line.strip()}
    n_lines = len([line for line in leaf.splitlines() if line.strip()])
    if n_lines > 1 and len(lengths) == 1 and "," not in leaf:
        _refuse(name, f"This may be one row or {n_lines}. Give every row its own brackets: [[1, 0], [0, 1]].")
    return [leaf]


def _check_gap(gap: str, name: str, after_row: int, separator: str) -> None:
    """Raises InputError where there is more than the separator between two brackets."""
    left = gap.strip()
    if left not in ("", separator):
        where = f"after row {after_row}" if after_row else "before the first row"
        _refuse(name, f"{quote(left)} {where} is outside the brackets of a row. Write rows like [[1, 0], [0, 1]].")


def _without_wrapper(text: str, name: str) -> str:
    """The brackets alone, of `Q = array([[1, 0]], dtype=float32)`."""
    opening = _OPENING.match(text)
    assert opening is not None
    body = text[opening.end() :]
    if "(" not in opening[0]:
        return body
    end = body.rfind("]") + 1
    if not _CLOSING.fullmatch("".join(body[end:].split())):
        _refuse(name, f"The print-out ends in {quote(body[end:].strip())}, not in “)”. Copy the whole of it.")
    return body[:end]
