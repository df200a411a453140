"""The table of architectures: how each outcome comes about, and that the page's table is of today's Transformers."""

import re

import pytest
import transformers

from benchmarks.architectures import PAGE, Outcome, architectures, attempt, table_of
from tests.engine.families import FAMILIES, REFUSED


@pytest.mark.parametrize(
    ("name", "group", "said"),
    [
        ("bert", "shown: reads a text", ""),
        ("t5", "shown: writes a text for a text", ""),
        ("granite_swa", "shown: continues a text", ""),
        ("whisper", "shown: continues a text", ""),
        (
            "falcon_h1",
            "shown: continues a text",
            "mixes its tokens by state spaces as well, side by side with its attention",
        ),
        ("mamba", "refused: no attention", "it mixes its tokens by state spaces"),
        (
            "qwen3_next",
            "refused: layers of another sort beside, or some where nobody can listen",
            "1 of its 2 attention",
        ),
        ("bloom", "refused: attention that does not go through Transformers' interface", "bloom"),
        ("perceiver", "not tried", "not tiny"),
    ],
)
def test_an_architecture_is_shown_as_its_eager_attention_computes_it_or_refused_with_the_reason(
    tmp_path, name, group, said
):
    found = attempt(name, architectures()[name], tmp_path)
    assert (found.group, said in found.said) == (group, True)
    if found.shown:
        # Two kernels in float32.
        assert found.error < 2e-5


def test_outcomes_are_counted_by_group_with_the_largest_error():
    found = [Outcome("a", "refused: x"), Outcome("b", "shown: y", error=1e-6), Outcome("c", "shown: y", error=3e-6)]
    assert table_of([*found, Outcome("d", "not tried"), Outcome("e", "shown: y")]).rows == [
        ["shown: y", "3", "3e-06", "b, c, e"],
        ["refused: x", "1", "", "a"],
        ["not tried", "1", "", "d"],
    ]


def test_the_page_has_every_architecture_once_and_those_of_the_tests_as_they_are():
    text = PAGE.read_text(encoding="utf-8")
    table = text.partition("<!-- architectures -->")[2].partition("<!-- end of architectures -->")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.strip().splitlines()[2:]]
    names = [name for row in rows for name in row[3].split(", ")]
    assert [int(row[1]) for row in rows] == [len(row[3].split(", ")) for row in rows]
    assert len(names) == len(set(names))
    if re.search(rf"Transformers {re.escape('.'.join(transformers.__version__.split('.')[:2]))}\b", text):
        assert set(names) == set(architectures())
    shown = {name for row in rows if row[0].startswith("shown") for name in row[3].split(", ")}
    assert {family.config.model_type for family in FAMILIES.values() if family.reads == "text"} <= shown
    assert not set(REFUSED) & shown
    assert not [row[0] for row in rows if "breaks off" in row[0]]
