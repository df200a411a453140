"""What a link says is shown as it was typed, on every page and under every name."""

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.sentence.continuation import CHOICES
from pages.parts.sentence.own_model import agree
from pages.shared.loading import model_loading, start_loading
from pages.shared.messages import escape_markdown
from tests.patience import PATIENCE_S

PAGES = Path(__file__).parents[2] / "pages"
MARK = "ж"
"""A letter that no text of ours has."""
HOSTILE = f"http://b.c **{MARK}** ${MARK}$"
"""As long as the shortest quote in a message."""
BESIDE = {
    ("learn", "screen"): {"lesson": "entropy"},
    ("learn", "guess"): {"lesson": "entropy"},
    ("learn", "set"): {"lesson": "entropy"},
    ("learn", "view"): {"lesson": "entropy"},
    ("lab", "pieces"): {"exercise": "weighted-sum"},
    ("lab", "run"): {"exercise": "weighted-sum"},
    ("sentence", "temperature"): {"more": "5"},
    ("sentence", "seed"): {"more": "5"},
}
"""What else the link has to hold for a choice to be read."""
QUOTING = {
    "cards": {"level", "concept", "seed"},
    "challenge": {"seed", "check"},
    "lab": {"exercise", "pieces"},
    "learn": {"lesson", "screen"},
    "matrices": {"layer", "head", "query"},
    "practice": {"seed", "n", "level", "concept", "kind"},
    "sentence": {"model", "more", "temperature", "seed", "layer", "head", "query"},
    "strength": {"seed", "n", "answers"},
    "teach": {"set", "seed", "n", "level", "concept", "kind"},
}
"""The choices that a message quotes where they cannot be used."""
READ_AS_MARKDOWN = ("markdown", "caption", "warning", "error", "info", "success", "title", "header", "subheader")


def names_in_the_link(page: Path) -> list[str]:
    """The names that a page's script takes from its address."""
    for node in ast.walk(ast.parse(page.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == "in_the_link":
            assert isinstance(node.value, ast.Tuple)
            return [one.value for one in node.value.elts if isinstance(one, ast.Constant)]
    return []


def every_name() -> list[tuple[str, str]]:
    found = [(page.stem, name) for page in sorted(PAGES.glob("*.py")) for name in names_in_the_link(page)]
    return [*found, *(("sentence", name) for name in CHOICES)]


@pytest.fixture(scope="module", autouse=True)
def models():
    agree(HOSTILE)  # what the question before it quotes: tests/pages/parts/sentence/test_own_model.py
    for model in ("minilm", "smollm2", HOSTILE):
        start_loading(model)
        assert model_loading(model).ready.wait(120)


def test_every_page_has_its_row():
    assert {page for page, _ in every_name()} == set(QUOTING)
    assert all(names <= {name for page, name in every_name() if page == one} for one, names in QUOTING.items())


@pytest.mark.parametrize(("page", "name"), every_name())
def test_what_stands_in_a_link_is_shown_as_typed(page, name):
    app = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=PATIENCE_S)
    for one, value in (BESIDE.get((page, name), {}) | {name: HOSTILE}).items():
        app.query_params[one] = value
    app.run()
    assert not app.exception
    words = [element.value for kind in READ_AS_MARKDOWN for element in app.get(kind)]
    words += [element.label for kind in ("button", "text_input", "selectbox", "expander") for element in app.get(kind)]
    quoted = [text for text in words if MARK in text]
    assert not [text for text in quoted if MARK in text.replace(escape_markdown(HOSTILE), "")]
    if name in QUOTING[page]:
        assert any(MARK in warning.value for warning in app.warning)
