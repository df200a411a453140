"""What a link says is shown as it was typed, on every page and under every name: never a link, a heading or maths."""

import ast
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from pages.parts.sentence.continuation import CHOICES
from tests.browser.harness.idle import wait_idle
from tests.browser.test_sentence_page import DEEP_LINK

PAGES = Path(__file__).parents[3] / "pages"
HOSTILE = "http://b.c **ж** $ж$"
"""As long as the shortest quote in a message; with a letter that no question has in bold or in maths."""
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
    "sentence": {"more", "temperature", "seed", "layer", "head", "query"},
    "strength": {"seed", "n", "answers"},
    "teach": {"set", "seed", "n", "level", "concept", "kind"},
}
"""The choices that a message quotes where they cannot be used."""


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


def open_link(serve, open_page, page: str, **query: str) -> Page:
    found = open_page(f"{serve()}/{page}?{urlencode(query)}", allow_errors=DEEP_LINK)
    found.get_by_test_id("stMarkdown").or_(found.get_by_test_id("stTextInput")).first.wait_for(timeout=60_000)
    wait_idle(found, timeout=60_000)
    return found


def assert_plain(page: Page, hostile: str) -> None:
    main = page.get_by_test_id("stMain")
    expect(main.locator("a[href*='b.c']")).to_have_count(0)
    expect(main.locator(".katex annotation").get_by_text("ж", exact=True)).to_have_count(0)
    expect(main.locator("strong, em, del").filter(has_text="ж")).to_have_count(0)
    quoting = main.get_by_test_id("stAlert").filter(has_text=hostile)
    expect(quoting.locator(":is(.katex, h1, h2, h3, pre, blockquote, li, img, [role=img])")).to_have_count(0)


@pytest.mark.parametrize(("page", "name"), every_name())
def test_what_stands_in_a_link_is_shown_as_typed(serve, open_page, page, name):
    found = open_link(serve, open_page, page, **BESIDE.get((page, name), {}), **{name: HOSTILE})
    assert_plain(found, HOSTILE)
    if name in QUOTING[page]:
        expect(found.get_by_test_id("stAlert").filter(has_text=HOSTILE)).to_be_visible()


@pytest.mark.parametrize(
    "hostile",
    ["www.b.c/x", "a@b.c", ":smile:", ":material/home:", ":material_home:", ":streamlit:", ":red[x]", "a -> b",
     "a <-> b", "x -- y", "<b>x</b>", "&lt;b&gt;", "# x", "> x", "- x", "1. x", "`x`", "a ~~x~~ b", "[x](http://b.c)",
     "![x](http://b.c/x)", "x^2^", "a\\b"],
)  # fmt: skip
def test_every_kind_of_markup_is_shown_as_typed(serve, open_page, hostile):
    page = open_link(serve, open_page, "practice", level=hostile)
    expect(page.get_by_test_id("stAlert").filter(has_text=f"“{hostile}”")).to_be_visible()
    assert_plain(page, hostile)
