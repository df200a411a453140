"""The tests mirror the tree: where a module is, its tests are too, under its name."""

from pathlib import Path

import pytest

from tests.architecture.sources import APP, ROOT

TESTS = ROOT / "tests"

WHOLE_WAYS = {"architecture", "benchmarks", "browser", "claims", "docs", "journeys"}
"""Tests of what no one module does alone.

The rules of the house, benchmarks, pages in Chromium, the formulas of other tools, papers, journeys.
"""

UNIT_TESTS = sorted(
    file.relative_to(TESTS)
    for file in TESTS.rglob("test_*.py")
    if file.relative_to(TESTS).parts[0] not in WHOLE_WAYS
    # Straight in tests/pages stand the journeys through the pages by Streamlit's AppTest.
    and file.parent != TESTS / "pages"
)


@pytest.mark.parametrize("file", UNIT_TESTS, ids=str)
def test_a_file_of_tests_is_named_after_a_module_or_a_room_that_exists(file: Path) -> None:
    """test_init.py is of the folder's __init__.py."""
    room, name = ROOT / file.parent, file.stem.removeprefix("test_")
    named = (room / f"{name}.py", room / name / "__init__.py", room / f"__{name}__.py")
    assert any(one.is_file() for one in named)


def test_every_folder_of_tests_has_its_room() -> None:
    tested = {folder.name for folder in TESTS.iterdir() if any(folder.rglob("test_*.py"))}
    assert tested == {*APP, *WHOLE_WAYS}
    for folder in {file.parent for file in UNIT_TESTS}:
        assert (ROOT / folder).is_dir(), folder
