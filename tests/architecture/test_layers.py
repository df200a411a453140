"""Imports run pages -> viz -> engine and never up, and no module comes back to itself."""

import graphlib
import re
import sys

import pytest

from tests.architecture.sources import APP, ROOT, app_imports, files_of, loaded_by, modules_of, packages_of

IMPORTED_AS = {"markdown-it-py": "markdown_it", "pillow": "PIL"}
"""The packages that are imported under another name than they are installed under."""

MAY_NOT_IMPORT = {"engine": {"streamlit", "plotly", "viz", "pages"}, "viz": {"streamlit", "pages"}}


def runtime_requirements() -> set[str]:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    names = {match[1] for line in lines if (match := re.match(r"([a-z0-9_-]+)==", line))}
    return {IMPORTED_AS.get(name, name) for name in names}


@pytest.mark.parametrize("package", MAY_NOT_IMPORT)
def test_a_package_loads_nothing_of_the_packages_above_it(package: str) -> None:
    """Proven in an interpreter that has imported nothing else."""
    loaded = loaded_by(modules_of(package))
    assert package in loaded
    assert loaded & MAY_NOT_IMPORT[package] == set()


@pytest.mark.parametrize("package", MAY_NOT_IMPORT)
def test_a_package_names_nothing_of_the_packages_above_it(package: str) -> None:
    for file in files_of(package):
        assert packages_of(file) & MAY_NOT_IMPORT[package] == set(), file


def test_no_module_comes_back_to_itself() -> None:
    """Imports inside functions count: a circle that shows only when it runs is one too."""
    try:
        graphlib.TopologicalSorter(app_imports()).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_all_that_the_app_imports_is_in_its_requirements() -> None:
    allowed = sys.stdlib_module_names | set(APP) | runtime_requirements()
    for file in [ROOT / "streamlit_app.py", *(file for package in APP for file in files_of(package))]:
        assert packages_of(file) <= allowed, file
