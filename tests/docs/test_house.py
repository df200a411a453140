"""docs/house.md describes the tree as it is: every folder of code, every rule with the test that holds it."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, folders_of, tree_of

TEXT = (ROOT / "docs/house.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = ROOT / "tests/architecture"

LESSON = "<lesson>"
"""Stands for the folder of every lesson."""

MIRRORED = ("tests/engine", "tests/viz", "tests/pages", "tests/benchmarks")
"""Folders of tests that are named by what they test."""


def section(text: str, heading: str) -> str:
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def rooms() -> dict[str, str]:
    """Each folder that the tree of rooms names, with what is said of it."""
    tree = re.search(r"```\n(.*?)```", section(TEXT, "The rooms"), re.DOTALL)[1]
    found, path = {}, []
    for line in tree.splitlines():
        indent, name, said = re.fullmatch(r"( *)([\w<>]+)/ {2,}(\S.*)", line).groups()
        path = [*path[: len(indent) // 2], name]
        assert "/".join(path) not in found, line
        found["/".join(path)] = said
    return found


def folders() -> set[str]:
    """Every folder of code, with one name for all lessons."""
    lessons = {file.parent for file in (ROOT / "engine/course/lessons").glob("*/lesson.toml")}
    found = set()
    for package in ("engine", "viz", "pages", "tests", "benchmarks"):
        for folder in folders_of(package):
            shown = folder.parent / LESSON if folder in lessons else folder
            found.add(str(shown.relative_to(ROOT)))
    return {folder for folder in found if not folder.startswith(MIRRORED)}


def table(heading: str) -> list[list[str]]:
    lines = [line for line in section(TEXT, heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_every_folder_of_code_is_named_and_every_folder_that_is_named_exists():
    assert set(rooms()) == folders()


def test_the_readmes_folders_are_those_of_the_house_in_the_same_words():
    lines = [line for line in section(README, "The folders").splitlines() if line.startswith("| `")]
    rows = {re.match(r"\| `(\w+)/`", line)[1]: line for line in lines if "/` |" in line}
    top = {name: said for name, said in rooms().items() if "/" not in name}
    assert set(rows) == {*top, "docs"}
    for name, said in top.items():
        assert rows[name] == f"| `{name}/` | {said} |"


def test_a_word_has_one_meaning_and_a_place_that_exists():
    rows = table("The words")
    words = [word for row in rows for word in row[0].split(", ")]
    assert len(words) == len(set(words)) > 40
    for _, _, place in rows:
        assert (ROOT / place.strip("`")).is_file(), place


def rules() -> list[tuple[str, str]]:
    """The tests that the rules name: file and function."""
    return re.findall(r"`(test_\w+\.py)::(test_\w+)`", section(TEXT, "The rules"))


def functions_of(file: Path) -> set[str]:
    return {node.name for node in tree_of(file).body if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_"}


def test_every_rule_is_held_by_a_test_and_every_test_of_the_architecture_holds_a_rule():
    held = {(file.name, name) for file in ARCHITECTURE.glob("test_*.py") for name in functions_of(file)}
    assert set(rules()) == held
    assert len(rules()) == len(held)
    assert all(re.search(r"`test_\w+\.py::", row[1]) for row in table("The rules"))


def test_every_file_that_is_named_exists():
    for name in re.findall(r"`((?:engine|viz|pages|tests|docs|benchmarks)/[\w/.-]+)`", TEXT):
        if not {"ID", "NAME"} & set(re.split(r"[/._]", name)):
            assert (ROOT / name).exists(), name


@pytest.mark.parametrize("recipe", ["Add a measure", "Add a page", "Add a model family", "Add a lesson"])
def test_there_is_a_recipe(recipe):
    assert re.search(r"^1\. ", section(TEXT, recipe), re.MULTILINE)
