"""Every folder of code says what lives there."""

import ast
from pathlib import Path

from tests.architecture.sources import APP, ROOT, files_of, folders_of, tree_of

SCRIPTS = ("pages", "benchmarks/apps")
"""Folders of scripts that Streamlit runs: an __init__.py there would make modules of them."""


def code_folders() -> list[Path]:
    """The folders with code that is imported. The tests have no __init__.py: pytest imports each file by its path."""
    return [folder for package in (*APP, "benchmarks") for folder in folders_of(package) if not _is_scripts(folder)]


def _is_scripts(folder: Path) -> bool:
    return str(folder.relative_to(ROOT)) in SCRIPTS


def test_every_folder_of_code_says_what_lives_there_in_words_of_its_own() -> None:
    said = {}
    for folder in code_folders():
        file = folder / "__init__.py"
        assert file.is_file(), folder
        docstring = ast.get_docstring(tree_of(file))
        assert docstring, file
        assert docstring not in said, f"{file} says what {said[docstring]} says"
        said[docstring] = file
    assert len(said) > 50


def test_folders_of_scripts_and_of_tests_are_no_packages() -> None:
    inits = [ROOT / name / "__init__.py" for name in SCRIPTS] + list((ROOT / "tests").rglob("__init__.py"))
    assert [file for file in inits if file.exists()] == []


def test_every_module_says_what_it_is_about() -> None:
    for package in (*APP, "benchmarks", "tests"):
        for file in files_of(package):
            assert ast.get_docstring(tree_of(file)), file
