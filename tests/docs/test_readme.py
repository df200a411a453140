"""What the README promises."""

import json
import math
import re
import shlex
from pathlib import Path

import plotly.graph_objects as go
import pytest

from engine.command_line.arguments import parse_arguments
from engine.matrices.files import read_matrices
from engine.measures import numbers
from engine.measures.number import Number
from engine.models.catalogue import CATALOGUE, ModelCard
from engine.running.continuation import Continuation
from tests.engine.new_numbers import HALF_WEIGHT, add_record

ROOT = Path(__file__).parents[2]
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


@pytest.mark.parametrize("path", re.findall(r"\]\(((?:docs|engine)/[^)]+)\)", TEXT))
def test_every_picture_and_page_that_it_names_exists(path):
    assert (ROOT / path).exists()


def test_the_table_of_models_is_the_catalogue():
    section = TEXT[TEXT.index("## Any model") : TEXT.index("## Long texts")]
    _, _, *rows = [line for line in section.splitlines() if line.startswith("|")]
    assert rows == [row_of(card) for card in CATALOGUE.values()]


def row_of(card: ModelCard) -> str:
    """The line of the table that tells of this model."""
    cells = (
        card.name,
        f"{card.title} ({card.architecture}): {card.what}",
        f"{card.layers} + {card.decoder_layers}" if card.encoder_decoder else card.layers,
        card.heads,
        card.key_heads,
        f"{card.positions:,}",
        f"{card.parameters:,}",
        f"{card.megabytes:,} MB",
        card.licence,
        card.source,
    )
    return f"| {' | '.join(map(str, cells))} |"


def test_the_table_of_numbers_is_their_records():
    assert lines_of_numbers() == [line_of(number) for number in numbers.NUMBERS]


def test_a_number_that_the_table_does_not_tell_of_is_found(monkeypatch):
    add_record(monkeypatch, HALF_WEIGHT)
    with pytest.raises(AssertionError):
        test_the_table_of_numbers_is_their_records()


def lines_of_numbers() -> list[str]:
    section = TEXT[TEXT.index("## What the numbers mean") : TEXT.index("## What attention shows")]
    _, _, *rows = [line for line in section.splitlines() if line.startswith("|")]
    return rows


def line_of(number: Number) -> str:
    """The line of the table that tells of this number."""
    least, most = number.range
    range_ = f"from {least:g}" if most == math.inf else f"{least:g} to {most:g}"
    cells = (
        number.title + (f" ({number.only_for})" if number.only_for else ""),
        f"`{number.name}`",
        range_ + (f", in {number.unit}" if number.unit else ""),
        number.undefined,
        number.meaning,
    )
    return f"| {' | '.join(cells)} |"


def test_every_setting_from_the_environment_is_explained():
    read = {
        name
        for package in ("engine", "pages", "viz")
        for file in (ROOT / package).rglob("*.py")
        for name in re.findall(r'"(HEADLIGHT_\w+)"', file.read_text(encoding="utf-8"))
    }
    section = TEXT[TEXT.index("## Settings") : TEXT.index("## The folders")]
    assert sorted(re.findall(r"^\| (HEADLIGHT_\w+) \|", section, re.MULTILINE)) == sorted(read)


def test_every_command_line_is_one_that_the_program_takes():
    commands = [shlex.split(line)[3:] for line in re.findall(r"^    (python -m engine .*)$", TEXT, re.MULTILINE)]
    assert len(commands) == 8
    for command in commands:
        chosen = parse_arguments(command)
        if chosen.continue_by is not None:
            Continuation(chosen.continue_by, chosen.temperature or 0.0, chosen.seed or 0)


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_every_picture_and_page_that_the_documentation_names_exists(page):
    # An address on the web is no file of ours; claims.md names its sources by theirs.
    for path in re.findall(r"\]\((?!https://)([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / path).exists(), path


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-models.txt", "requirements-dev.txt"])
def test_every_dependency_has_a_line_that_says_what_for(file):
    section = TEXT[TEXT.index("## What it is made with") :]
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if name := re.match(r"([A-Za-z0-9_.-]+)==", line):
            assert name[1] in section
