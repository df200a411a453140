"""What the README promises."""

import json
import re
from pathlib import Path

import plotly.graph_objects as go
import pytest

from engine.matrix_files import read_matrices

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The first block of code in this language."""
    return re.search(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)[1]


def test_the_three_lines_give_a_table_of_heads_and_a_figure(monkeypatch):
    shown = []
    monkeypatch.setattr(go.Figure, "show", lambda figure: shown.append(figure))
    names = {}
    exec(compile(block("python"), "README.md", "exec"), names)
    assert len(names["reading"].heads.table()) == 72
    assert shown[0].data


def test_the_matrices_file_can_be_read():
    assert read_matrices(block("json").encode(), "README.json").mask == "causal"
    assert json.loads(block("json"))["tokens"] == ["cat", "sat"]


@pytest.mark.parametrize("path", re.findall(r"\]\((docs/[^)]+)\)", TEXT))
def test_every_picture_and_page_that_it_names_exists(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-models.txt", "requirements-dev.txt"])
def test_every_dependency_has_a_line_that_says_what_for(file):
    section = TEXT[TEXT.index("## What it is made with") :]
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if name := re.match(r"([A-Za-z0-9_.-]+)==", line):
            assert name[1] in section
