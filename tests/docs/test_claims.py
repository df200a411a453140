"""Nothing that Headlight says of itself claims more than docs/claims.md shows."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAID = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "pyproject.toml", *sorted((ROOT / "docs").glob("*.md"))]
"""Where Headlight speaks of itself to people who may use it."""

KIND = r"(?:tool|dashboard|app|program|librar|project|visuali[sz]|explorer|package)\w*"
BOAST = re.compile(
    rf"\b(?:the|our) (?:very )?(?:first|only|one) (?:\w+ ){{0,2}}{KIND}"
    rf"|\bthe (?:first|only) to\b"
    rf"|\bno(?:ne| other| others) (?:of the )?(?:\w+ ){{0,2}}{KIND}"
    rf"|\bunlike (?:\w+ ){{0,2}}{KIND}"
    r"|\bunlike others?\b|\bnobody else\b|\bno one else\b|\bnever (?:been )?done before\b|\bfor the first time\b",
    re.IGNORECASE,
)
"""A sentence that says we are the first or the only ones."""


def text_of(file: Path) -> str:
    """On one line, for sentences are broken anywhere."""
    return " ".join(file.read_text(encoding="utf-8").split())


@pytest.mark.parametrize("file", SAID, ids=lambda file: file.name)
def test_nobody_is_told_that_we_are_the_first_or_the_only_ones(file):
    assert [found[0] for found in BOAST.finditer(text_of(file))] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Headlight is the first attention dashboard that normalises by visible keys.",
        "The only tool with an honest measure.",
        "Unlike other visualizers, it sees the mask.",
        "No other tool does this.",
        "It is the first to leave sinks out.",
        "Nobody else checks its numbers.",
    ],
)
def test_a_sentence_that_does_is_found(sentence):
    assert BOAST.search(sentence)


def test_the_readme_leads_to_the_page_beside_its_claim():
    """Its first paragraph says how numbers are normalised; the same paragraph links what others do."""
    start = (ROOT / "README.md").read_text(encoding="utf-8").split("\n\n")[1]
    assert "normalised by the keys that a row can really see" in start
    assert "](docs/claims.md)" in start


def test_the_page_says_who_normalised_causal_heads_before_us():
    text = text_of(ROOT / "docs/claims.md")
    _, _, before = text.partition("## Who did it before us")
    assert "Oculi since 1 January 2026" in before
    assert "attention-atlas since 6 July 2026" in before
    assert "reads 0.60 and 0.40" in text
