"""What a message quotes is shown as it was typed: never a link, a heading, an icon or maths."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.apps.messages import QUOTES

ROOT = Path(__file__).parents[3]
MARKUP = ":is(a, b, em, del, sub, sup, code, .katex, h1, h2, h3, pre, blockquote, li, img, [role=img])"


def test_every_kind_of_markup_is_shown_as_typed(serve, open_page):
    page = open_page(serve(ROOT / "tests" / "browser" / "apps" / "messages.py", PYTHONPATH=str(ROOT)))
    expect(page.get_by_text("All quoted")).to_be_visible()
    messages = page.get_by_test_id("stAlert").get_by_test_id("stMarkdownContainer").filter(has_text="is no number")
    assert messages.all_inner_texts() == [f"“{quote}” is no number." for quote in QUOTES]
    expect(messages.locator(MARKUP)).to_have_count(0)
    expect(messages.locator("strong")).to_have_count(0)
