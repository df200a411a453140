"""Small rooms: few files in a folder, files that are read in one sitting, functions on one screen, few arguments."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import APP, ROOT, files_of, folders_of, tree_of

CODE = (*APP, "benchmarks", "tests")

MOST_FILES = 15
"""Python files in one folder."""

MOST_LINES, MOST_LINES_OF_A_PAGE, MOST_LINES_OF_A_FUNCTION = 250, 80, 60

MOST_ARGUMENTS = 7

LONGER_FILES: dict[str, int] = {}
LONGER_FUNCTIONS: dict[str, int] = {}
MORE_ARGUMENTS = {
    # The words of SVG itself: a place, a size and how it is painted.
    "viz/sketch/canvas.py:text": 8,
    "viz/sketch/canvas.py:box": 9,
}
"""Where a limit would read worse than what stands there, and how far it is exceeded."""


def lines_of(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def name_of(file: Path, function: ast.FunctionDef | ast.AsyncFunctionDef | None = None) -> str:
    path = str(file.relative_to(ROOT))
    return path if function is None else f"{path}:{function.name}"


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for package in APP:
        for file in files_of(package):
            for node in ast.walk(tree_of(file)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield file, node


def n_arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many arguments a caller can give; self is not given, and fields of a dataclass are no arguments here."""
    taken = function.args
    names = [one.arg for one in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs)]
    names += [one.arg for one in (taken.vararg, taken.kwarg) if one is not None]
    return len([name for name in names if name not in ("self", "cls")])


@pytest.mark.parametrize("package", CODE)
def test_no_folder_has_more_than_15_files(package: str) -> None:
    counts = {str(folder.relative_to(ROOT)): len(list(folder.glob("*.py"))) for folder in folders_of(package)}
    assert {folder: count for folder, count in counts.items() if count > MOST_FILES} == {}


def test_a_file_is_read_in_one_sitting() -> None:
    code = [file for package in (*APP, "benchmarks") for file in files_of(package)]
    shown = [file for ending in ("js", "css", "html") for file in (ROOT / "viz").rglob(f"*.{ending}")]
    assert shown
    lengths = {name_of(file): lines_of(file) for file in (*code, *shown)}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == LONGER_FILES


def test_a_page_is_a_script_on_two_screens() -> None:
    lengths = {name_of(file): lines_of(file) for file in (ROOT / "pages").glob("*.py")}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES_OF_A_PAGE} == {}


def test_a_function_stands_on_one_screen() -> None:
    lengths = {name_of(file, one): (one.end_lineno or 0) - one.lineno + 1 for file, one in functions()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES_OF_A_FUNCTION} == LONGER_FUNCTIONS


def test_what_travels_together_is_one_argument() -> None:
    counts = {name_of(file, one): n_arguments(one) for file, one in functions()}
    assert {name: count for name, count in counts.items() if count > MOST_ARGUMENTS} == MORE_ARGUMENTS
