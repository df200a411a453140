"""Runs a short snippet of the code lab, and reports what really happened: output, error, and the shapes on the way.

Only snippets that are assembled from the course's own content are run: nothing that a visitor types gets here. They
find NumPy, PyTorch and a few built-in functions, and nothing else of this program.
"""

import ast
import math
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from engine.course.parsing import parse
from engine.importing import importing

FILE = "<snippet>"
MOST_NUMBERS = 12
"""Larger arrays are described by how many numbers they hold."""

LIBRARIES = {"math", "numpy", "torch", "torch.nn", "torch.nn.functional"}
"""What a snippet may import."""

_BUILTINS = (abs, bool, enumerate, float, int, len, list, max, min, range, round, sorted, str, sum, tuple, zip)


@dataclass(frozen=True)
class Step:
    """A variable as one line of the snippet left it.

    line: counted from 1. shape: None for what has none, such as a number. text: its numbers, rounded to 4 digits.
    """

    line: int
    name: str
    shape: tuple[int, ...] | None
    text: str


@dataclass(frozen=True)
class SnippetRun:
    """What came of a snippet. error: as Python says it, "" where there was none; error_line: counted from 1, or 0."""

    code: str
    printed: str
    steps: tuple[Step, ...]
    error: str
    error_line: int
    values: Mapping[str, np.ndarray]
    """The numbers of every variable at the end, in float64."""


def run_snippet(code: str) -> SnippetRun:
    """Runs the lines until the end or the first error. The same snippet always gives the same."""
    printed: list[str] = []
    space: dict[str, Any] = {"__builtins__": _builtins(printed), "__name__": "snippet"}
    steps: list[Step] = []
    statements, problem = _statements(code)
    for statement in statements:
        problem = _run_statement(statement, space)
        if problem is not None:
            break
        last = statement.end_lineno or statement.lineno
        steps += [_step(last, name, space[name]) for name in _changed(statement) if _is_data(space.get(name))]
    error = "" if problem is None else f"{type(problem).__name__}: {problem}"
    values = {name: numbers for name, value in space.items() if (numbers := as_numbers(value)) is not None}
    line = 0 if problem is None else _line_of(problem)
    return SnippetRun(code, "".join(printed), tuple(steps), error, line, MappingProxyType(values))


def as_numbers(value: Any) -> np.ndarray | None:
    """The numbers of an array, tensor or number in float64; None for anything else."""
    if _is_tensor(value):
        return np.asarray(value.detach().numpy(), dtype=np.float64)
    if isinstance(value, np.ndarray | np.generic | bool | int | float):
        return np.asarray(value, dtype=np.float64)
    return None


def format_numbers(numbers: np.ndarray) -> str:
    """A few numbers on one line, with up to 4 digits after the point; many are counted instead."""
    if numbers.size > MOST_NUMBERS:
        return f"{numbers.size:,} numbers"
    if not numbers.ndim:
        return _digits(float(numbers))
    return "[" + ", ".join(format_numbers(np.asarray(part)) for part in numbers) + "]"


def _digits(number: float) -> str:
    if not math.isfinite(number):
        return str(number)
    if number and (abs(number) < 1e-3 or abs(number) >= 1e6):
        return f"{number:.2e}"
    return f"{round(number, 4) + 0.0:.4f}".rstrip("0").rstrip(".")


def _builtins(printed: list[str]) -> dict[str, Any]:
    """The built-in names that a snippet finds; what it prints is appended to a list, whatever other threads print."""

    def write(*things: object, sep: str = " ", end: str = "\n") -> None:
        printed.append(sep.join(map(str, things)) + end)

    return {one.__name__: one for one in _BUILTINS} | {"print": write, "__import__": __import__}


def _statements(code: str) -> tuple[list[ast.stmt], Exception | None]:
    """The statements of a snippet; none but the error where it is no Python or imports what the lab does not have."""
    try:
        tree = parse(code, FILE)
        _check_imports(tree)
    except (SyntaxError, ImportError) as problem:
        return [], problem
    return tree.body, None


def _run_statement(statement: ast.stmt, space: dict[str, Any]) -> Exception | None:
    """Runs one statement in a snippet's names; the error that it ended with, if any."""
    try:
        alone = importing() if isinstance(statement, ast.Import | ast.ImportFrom) else nullcontext()
        # NumPy's warnings of an overflow would go to the server's terminal, where no reader sees them.
        with alone, np.errstate(all="ignore"):
            exec(compile(ast.Module([statement], []), FILE, "exec"), space)
    except Exception as problem:  # Any error is what the reader came to see.
        return problem
    return None


def _check_imports(tree: ast.Module) -> None:
    """Raises ImportError for a library that the lab does not have.

    Checked in the text: PyTorch itself imports parts of its own through the snippet's built-in names.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                asked = [one.name for one in names]
            case ast.ImportFrom(module=module):
                asked = [str(module)]
            case _:
                continue
        if unknown := set(asked) - LIBRARIES:
            raise ImportError(f"the lab has no {', '.join(sorted(unknown))}")


def _changed(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement sets, wholly or in part, each once."""
    targets: list[ast.expr] = []
    for node in [statement] if isinstance(statement, ast.Assign | ast.AugAssign) else ast.walk(statement):
        match node:
            case ast.Assign(targets=several):
                targets += several
            case ast.AugAssign(target=target):
                targets.append(target)
            case ast.FunctionDef():
                return
    names = []
    for whole in targets:
        for part in whole.elts if isinstance(whole, ast.Tuple) else [whole]:
            while isinstance(part, ast.Subscript):
                part = part.value
            if isinstance(part, ast.Name):
                names.append(part.id)
    yield from dict.fromkeys(names)


def _is_tensor(value: object) -> bool:
    """Told without PyTorch, which this file does not import: the snippets that need it bring it, at their first run."""
    return type(value).__module__.partition(".")[0] == "torch" and hasattr(value, "detach")


def _is_data(value: object) -> bool:
    return as_numbers(value) is not None or isinstance(value, list | tuple)


def _step(line: int, name: str, value: Any) -> Step:
    numbers = as_numbers(value)
    if numbers is None:
        return Step(line, name, None, str(value))
    shape = tuple(int(side) for side in numbers.shape) if hasattr(value, "shape") else None
    return Step(line, name, shape, format_numbers(numbers))


def _line_of(problem: Exception) -> int:
    """The line of the snippet that failed, the innermost one; 0 where none is known."""
    if isinstance(problem, SyntaxError):
        return problem.lineno or 0
    line, trace = 0, problem.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
