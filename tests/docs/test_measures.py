"""docs/measures.md tells of every number and every label, and its tables are those that the command makes."""

import re
from pathlib import Path

import pytest

from benchmarks.shared.confusion import ORDER
from engine.measures.destinations import DESTINATIONS
from engine.measures.numbers import NUMBERS
from tests.engine.constructed_heads import row_of_table

TEXT = (Path(__file__).parents[2] / "docs/measures.md").read_text(encoding="utf-8")
TABLES = ("confusion at 0% noise", "confusion at 10% noise", "confusion at 30% noise")
TABLES += ("right by length", "random heads", "stability", "counts of labels")


def section(heading: str) -> str:
    return TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def table_of(name: str) -> list[list[str]]:
    """The rows of the table between its marks, without its head."""
    marked = TEXT.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- end of {name} -->")[0]
    _, _, *rows = [line for line in marked.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number.name)
def test_every_number_is_told_of(number):
    assert f"`{number.name}`" in section("Numbers")


def test_every_label_has_its_row_in_the_table_of_labels():
    rows = re.findall(r"^\| ([^|]+) \|", section("Labels"), re.MULTILINE)
    named = {row_of_table(name.replace("NAME", "itself")) for row in rows for name in row.split(", ", maxsplit=0)}
    named |= {name for row in rows if "else" not in row for name in row.split(", ")}
    assert set(ORDER) <= named


def test_every_destination_is_told_of():
    assert all(f"`to_{name.replace(' ', '_')}`" in section("Numbers") for name in DESTINATIONS)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_of_the_command_is_written(name):
    assert len(table_of(name)) > 2


def test_what_is_written_meets_the_aims():
    """From 12 tokens on all are right without noise; of random heads of each length 1 in 100 has a label, at most."""
    by_length = {int(row[0].replace(",", "")): row[2] for row in table_of("right by length")}
    assert {length: right for length, right in by_length.items() if length >= 12 and right != "100% (0%)"} == {}
    for _, *masks, _ in table_of("random heads"):
        assert all(float(cell.partition("%")[0]) <= 1 for cell in masks)
