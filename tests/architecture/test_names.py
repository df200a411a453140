"""One owner for each thing, and one name."""

import ast
import re
import tomllib
from pathlib import Path

from tests.architecture.sources import APP, ROOT, app_modules, files_of, tree_of

STATE = {"session_state", "query_params"}
STATE_OWNER = "pages/shared/choices.py"

LESSONS = ROOT / "engine/course/lessons"


def attributes_in(file: Path) -> set[str]:
    return {node.attr for node in ast.walk(tree_of(file)) if isinstance(node, ast.Attribute)}


def test_the_visitors_state_is_read_and_written_in_one_module() -> None:
    """All others ask it: what is chosen, what stands in the address, under which key."""
    owners = {
        str(file.relative_to(ROOT)) for package in APP for file in files_of(package) if attributes_in(file) & STATE
    }
    assert owners == {STATE_OWNER}


def test_no_download_is_of_the_run_before() -> None:
    """A click that leaves a text box overtakes its run: save_button makes the file in the run after the click."""
    asking = [file for file in files_of("pages") if "download_button" in attributes_in(file)]
    assert not asking


def test_no_test_has_a_patience_of_its_own() -> None:
    """Slow is no failure: how long a page may take stands in tests/patience.py alone."""
    own = []
    for file in (*files_of("tests/browser"), *files_of("tests/pages")):
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.keyword) and node.arg in ("timeout", "default_timeout"):
                in_seconds_of_the_harness = file.parts[-2:] == ("harness", "server.py")
                if isinstance(node.value, ast.Constant) and not in_seconds_of_the_harness:
                    own.append(f"{file}: {node.value.value}")
    assert own == []


def test_no_theme_below_viz() -> None:
    """The engine chooses no colour: a picture of the course is data, and viz draws it with a theme."""
    for file in files_of("engine"):
        names = {node.id for node in ast.walk(tree_of(file)) if isinstance(node, ast.Name)}
        names |= {node.arg for node in ast.walk(tree_of(file)) if isinstance(node, ast.arg)}
        assert not {name for name in names if name.lower() == "theme"}, file


def test_a_lesson_has_one_name_its_id() -> None:
    """Its folder is the id with _ for -, and the order of the course names each once."""
    order = tomllib.loads((LESSONS / "order.toml").read_text(encoding="utf-8"))["lessons"]
    folders = sorted(file.parent.name for file in LESSONS.glob("*/lesson.toml"))
    assert sorted(name.replace("-", "_") for name in order) == folders
    assert len(set(order)) == len(order)
    for folder in folders:
        room = {file.name for file in (LESSONS / folder).iterdir()}
        assert {"__init__.py", "lesson.md", "lesson.toml", "figures.py"} <= room, folder
        assert room <= {"__init__.py", "__pycache__", "lesson.md", "lesson.toml", "figures.py", "numbers.py"}, folder


def test_no_lesson_is_known_by_its_number() -> None:
    """A number moves when a lesson is put before another; the id stays."""
    numbered = re.compile(r"\blessons? \d+", re.IGNORECASE)
    for folder in ("engine/course", "pages", "viz", "tests"):
        for file in files_of(folder):
            assert not numbered.search(file.read_text(encoding="utf-8")), file


def test_the_rooms_title_of_a_lesson_is_the_lessons() -> None:
    for file in LESSONS.glob("*/lesson.md"):
        title = file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ").strip()
        docstring = ast.get_docstring(tree_of(file.parent / "__init__.py")) or ""
        assert docstring.startswith(f'The lesson "{title}": '), file.parent


def test_what_is_private_to_a_module_is_imported_by_no_other() -> None:
    private = []
    for module, file in app_modules().items():
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] in APP:
                private += [f"{module}: {alias.name}" for alias in node.names if re.match(r"_[^_]", alias.name)]
    assert private == []
