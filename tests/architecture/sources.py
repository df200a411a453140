"""The modules of this repository and what each of them imports, read from the source: what the rules are held against.

An import counts wherever it stands: at the top, inside a function, under TYPE_CHECKING.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

APP = ("engine", "viz", "pages")
"""The packages of the app, from the ground up."""


def files_of(package: str) -> list[Path]:
    """The Python files of a package of this repository, its sub-packages included."""
    files = sorted((ROOT / package).rglob("*.py"))
    assert files, f"{package} has no modules"
    return files


def module_of(file: Path) -> str:
    """How a file is imported: engine.text.tokens; engine.text for its __init__.py."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def modules_of(package: str) -> list[str]:
    return [module_of(file) for file in files_of(package)]


def folders_of(package: str) -> list[Path]:
    """The folders of a package that hold Python files."""
    return sorted({file.parent for file in files_of(package)})


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def app_modules() -> dict[str, Path]:
    """Every module of the app and its file."""
    return {module_of(file): file for package in APP for file in files_of(package)}


def imports_of(file: Path) -> Iterator[str]:
    """The modules that a file names in an import: for `from engine.text import tokens`, the module engine.text.tokens.

    What is no module of the app is named as it stands in the import.
    """
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: write imports from the root, not with dots"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in app_modules() else str(node.module) for name in names)


def packages_of(file: Path) -> set[str]:
    """The top-level packages that a file names in an import."""
    return {name.partition(".")[0] for name in imports_of(file)}


@cache
def app_imports() -> dict[str, list[str]]:
    """For every module of the app the modules of the app that it imports."""
    return {
        module: sorted({name for name in imports_of(file) if name in app_modules()})
        for module, file in app_modules().items()
    }


def loaded_by(names: list[str]) -> set[str]:
    """The top-level packages in a fresh interpreter after these modules were imported."""
    code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\nprint(*sys.modules)"
    command = [sys.executable, "-c", code, *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stdout.split()}
