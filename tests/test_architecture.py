"""Imports run pages -> viz -> engine and never up; each is proven in an interpreter that has imported nothing else."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FIRST_PICTURE = ["reading", "rows", "null_scores", "labels", "heads", "tokens"]
"""What of the engine a ready-made example is drawn with, while torch is still being imported in the background."""

IMPORTED_AS = {"markdown-it-py": "markdown_it", "pillow": "PIL"}
"""The packages that are imported under another name than they are installed under."""

OWN = {"engine", "viz", "pages"}
MAY_NOT_IMPORT = {"engine": {"streamlit", "plotly", "viz", "pages"}, "viz": {"streamlit", "pages"}}


def modules(package: str) -> list[str]:
    """The names of the modules of a package of this repository, its sub-packages included."""
    files = sorted(path.relative_to(ROOT).with_suffix("") for path in (ROOT / package).rglob("*.py"))
    names = [".".join(file.parts).removesuffix(".__init__") for file in files]
    assert names, f"{package} has no modules"
    return names


def loaded_by(names: list[str]) -> set[str]:
    """The top-level packages in a fresh interpreter after these modules were imported."""
    code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\nprint(*sys.modules)"
    command = [sys.executable, "-c", code, *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name.split(".")[0] for name in done.stdout.split()}


def imports_of(path: Path) -> Iterator[str]:
    """The top-level packages that a file names in an import, those inside functions included."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).split(".")[0]


def runtime_requirements() -> set[str]:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    names = {match[1] for line in lines if (match := re.match(r"([a-z0-9_-]+)==", line))}
    return {IMPORTED_AS.get(name, name) for name in names}


@pytest.mark.parametrize("package", MAY_NOT_IMPORT)
def test_a_package_loads_nothing_of_the_packages_above_it(package: str) -> None:
    loaded = loaded_by(modules(package))
    assert package in loaded
    assert loaded & MAY_NOT_IMPORT[package] == set()


@pytest.mark.parametrize("package", MAY_NOT_IMPORT)
def test_a_package_names_nothing_of_the_packages_above_it(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        assert set(imports_of(path)) & MAY_NOT_IMPORT[package] == set(), path


def test_the_first_picture_does_not_wait_for_torch() -> None:
    loaded = loaded_by([*(f"engine.{name}" for name in FIRST_PICTURE), *modules("viz")])
    assert {"engine", "viz", "plotly"} <= loaded
    assert loaded & {"torch", "transformers"} == set()


def test_the_engine_loads_torch_where_attention_is_computed() -> None:
    """So that the tests above are seen to find what they look for."""
    assert "torch" in loaded_by(["engine.capture"])


def test_the_course_can_be_checked_and_printed_without_the_app() -> None:
    course = [name for name in modules("pages") if name.startswith("pages.course")]
    assert loaded_by(course) & {"streamlit", "plotly"} == set()
    for path in (ROOT / "pages" / "course").rglob("*.py"):
        assert "plotly" not in set(imports_of(path)), path


def test_all_that_the_app_imports_is_in_its_requirements() -> None:
    allowed = sys.stdlib_module_names | OWN | runtime_requirements()
    files = [ROOT / "streamlit_app.py", *(file for package in sorted(OWN) for file in (ROOT / package).rglob("*.py"))]
    for path in files:
        assert set(imports_of(path)) <= allowed, path
