"""What people paste, brought into the plain forms of engine/matrices/typed.py: print-outs, tables, LaTeX, named rows.

Only what has one meaning is changed. Whatever is left as it came is read, or refused with its place, there.
"""

import csv
import re
from dataclasses import dataclass

import numpy as np

_NUMBER_LIKE = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?(?:/[0-9.]+)?")
_NO_LABELS = {"nan", "inf", "-inf", "+inf", "infinity", "-infinity", "none", "null", "na", "#n/a", "true", "false", "∞"}
"""Words that stand in a cell for a number that is missing, and are the name of nothing."""

_SCALAR = re.compile(r"\b(?:(?:np|numpy|torch|jnp|tf)\.)?(?:b?float|double|half|u?int)[0-9]*\(([^()]*)\)")
_COMMENT = re.compile(r"(?:#|//).*$", re.MULTILINE)
_PARAMETER = "Parameter containing:"
_SIZE = re.compile(r"(?:torch\.)?Size\(\[[0-9, ]*\]\)")
_ASSIGNED = re.compile(r"[A-Za-z_]\w* ?= *\n")
_WITH_COMMA = re.compile(r"[0-9]+,[0-9]+")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_COMMA_INSIDE = re.compile(r"(?<=[0-9]),(?=[0-9])")
_ENVIRONMENT = re.compile(r"\\begin\{([a-zA-Z]*matrix|array|tabular)\*?\}(?:\{[^}]*\})?(.*?)\\end\{\1\*?\}", re.DOTALL)
_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")
_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_R_HEADING = re.compile(r"\s*(?:\[,[0-9]+\]\s*)+")
_R_ROW = re.compile(r"\s*\[[0-9]+,\]")

_ADDED = re.compile(r"[+-]?[0-9.]+(?:e[+-]?[0-9]+)?|-inf(?:inity)?")
_HIDES = (-np.inf, -1e9, -1e4, -65504.0)
"""What is added to a score so that its weight is 0."""


@dataclass(frozen=True)
class Plain:
    """A paste in a plain form. names: what stands before the rows and is no number; empty where nothing does."""

    text: str
    names: tuple[str, ...] = ()


def plain(text: str) -> Plain:
    """The paste without what surrounds its numbers: wrappers, comments, marks of a table, the names of its rows."""
    text = text.replace("\r\n", "\n").strip("\n ").removeprefix(_PARAMETER)
    *before, last = text.rsplit("\n", 1)
    if before and _SIZE.fullmatch(last.strip()):
        text = before[0]
    if text.count("\\begin{") == 1 and (matrix := _ENVIRONMENT.search(text)):
        return _labelled(_from_latex(matrix[2]))
    if "[" in text:
        return Plain(_from_r(text) or _from_code(text))
    if _is_markdown(text):
        return _labelled(_from_markdown(text))
    assigned = _ASSIGNED.match(text)
    return _labelled(_with_points(_unquoted(text[assigned.end() :] if assigned else text)))


def _from_code(text: str) -> str:
    """Brackets as they stand in code: without comments, types of single numbers, and the semicolon at the end."""
    text = _SCALAR.sub(r"\1", _COMMENT.sub("", text)).rstrip()
    return text.removesuffix(";") if text.endswith("];") else text


def _from_r(text: str) -> str | None:
    """The rows of a matrix that R has printed; None for anything else."""
    heading, *rows = [line for line in text.splitlines() if line.strip()] or [""]
    if not (_R_HEADING.fullmatch(heading) and rows and all(_R_ROW.match(row) for row in rows)):
        return None
    return "\n".join(_R_ROW.sub("", row, count=1) for row in rows)


def _from_latex(body: str) -> str:
    """The cells of a LaTeX matrix between tabs."""
    body = _FRACTION.sub(r"\1/\2", body.replace("\\hline", " ").replace("$", " "))
    rows = [row for row in re.split(r"\\\\(?:\[[^\]]*\])?", body) if row.strip()]
    return "\n".join("\t".join(cell.strip() for cell in " ".join(row.split()).split("&")) for row in rows)


def _is_markdown(text: str) -> bool:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and all("|" in line for line in lines) and bool(_RULE.fullmatch(lines[1]))


def _from_markdown(text: str) -> str:
    """The rows under the line of a Markdown table; its heading too where that is numbers, which may be a row."""
    heading, _, *rows = [line.strip().removeprefix("|").removesuffix("|") for line in text.splitlines() if line.strip()]
    cells = [[cell.strip() for cell in row.split("|")] for row in (heading, *rows)]
    if not any(_is_number(cell) for cell in cells[0]):
        del cells[0]
    return "\n".join("\t".join(row) for row in cells)


def _unquoted(text: str) -> str:
    """The cells of a quoted .csv between its separators; as it is where a cell between commas holds a comma."""
    found = re.search(r'"\s*([,;\t])', text)
    if text.count('"') < 2:
        return text
    separator = found[1] if found else ","
    rows = list(csv.reader(text.strip().splitlines(), delimiter=separator, skipinitialspace=True))
    if any(separator in cell or '"' in cell for row in rows for cell in row):
        return text
    return "\n".join(separator.join(row) for row in rows)


def _with_points(text: str) -> str:
    """Decimal points for decimal commas, which are plain where something else parts the cells and no point stands.

    A single line between semicolons may be rows of MATLAB's, and 1,250 everywhere may be thousands: both stay.
    """
    parted = "\t" in text or (";" in text and "\n" in text)
    found = _WITH_COMMA.findall(text)
    thousands = all(_THOUSANDS.fullmatch(number) for number in found)
    return _COMMA_INSIDE.sub(".", text) if parted and "." not in text and not thousands else text


def _labelled(text: str) -> Plain:
    """The numbers of a table whose rows begin with a name, with the names; under a heading where it has one.

    Names are words, one for each row; or the counting numbers that pandas puts before rows and above columns.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    separator = next((one for one in "\t;," if one in text), None)
    rows = [[cell.strip() for cell in line.split(separator)] for line in lines]
    if not rows or max(map(len, rows)) < 2:
        return Plain(text)
    heading, below = rows[0], rows[1:]
    body = below if below and _is_heading(heading, below) else rows
    marked = body is below and (len(heading) < len(body[0]) or not heading[0])
    counted = marked and [row[0] for row in body] == [str(number) for number in range(len(body))]
    if not counted and not all(_is_label(row[0]) and len(row) > 1 and _is_number(row[1]) for row in body):
        return Plain(text)
    join = " " if separator is None else separator
    return Plain("\n".join(join.join(row[1:]) for row in body), () if counted else tuple(row[0] for row in body))


def _is_heading(first: list[str], below: list[list[str]]) -> bool:
    """Whether the first line names the columns, by words or counted as pandas does; above the names it may be empty."""
    names = first[1:] if first and not first[0] else first
    n_columns = len(below[0]) - 1
    if len(names) == n_columns + 1 and _is_label(names[0]):
        names = names[1:]  # The names of the rows have a heading too.
    return len(names) == n_columns and (
        all(_is_label(name) for name in names) or names == [str(number) for number in range(n_columns)]
    )


def _is_number(cell: str) -> bool:
    return bool(_NUMBER_LIKE.fullmatch(cell)) or cell.lower() in _NO_LABELS


def _is_label(cell: str) -> bool:
    return bool(cell) and not _is_number(cell) and not cell.startswith(("[", "(", "{"))


def about_mask(rows: list[list[str]]) -> str:
    """What to do with cells that hide keys: zeros, and minus infinity or what stands for it; "" for any others."""
    cells = [[cell.lower() for cell in row] for row in rows]
    if not all(_ADDED.fullmatch(cell) and cell.count(".") < 2 and cell != "." for row in cells for cell in row):
        return ""
    numbers = np.array([[float(cell) for cell in row] for row in cells])
    hidden = np.isin(numbers, _HIDES)
    if not (hidden.any() and (numbers == 0).any() and (hidden | (numbers == 0)).all()):
        return ""
    causal = np.array_equal(hidden, ~np.tril(np.ones(hidden.shape, dtype=bool)))
    way = "It is the causal one: choose Mask, causal" if causal else "Choose Mask, drawn, and draw it there"
    return f"This is a mask: 0 where a query may look, -inf or -1e9 where not. {way}, and give the numbers here."
