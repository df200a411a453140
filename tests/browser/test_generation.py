"""The section "What comes next" in a real browser, on a made-up model."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness.idle import wait_idle
from tests.browser.harness.server import ROOT

APP = ROOT / "tests" / "browser" / "apps" / "generation.py"


@pytest.fixture
def open_app(serve, open_page):
    """open_app(query="", **as open_page) opens the page of the section."""

    def open_one(query: str = "", **more) -> Page:
        page = open_page(f"{serve(APP, PYTHONPATH=str(ROOT))}/?{query}", **more)
        expect(page.get_by_text("What comes next")).to_be_visible()
        wait_idle(page)
        return page

    return open_one


def button(page: Page, name: str):
    return page.get_by_role("button", name=name)


def test_the_generated_tokens_are_stepped_through_by_keyboard_and_by_the_back_button(open_app):
    page = open_app()
    button(page, "Continue the text").click()
    expect(page.get_by_text("Token 1 of 20")).to_be_visible()
    assert "more=20" in page.url
    button(page, "Next token").focus()
    for number in (2, 3, 4):
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"Token {number} of 20")).to_be_visible()
    wait_idle(page)
    page.go_back()
    expect(page.get_by_text("Token 3 of 20")).to_be_visible()


def test_what_is_typed_for_the_next_continuation_stays_until_it_is_confirmed(open_app):
    page = open_app("more=3")
    number = page.get_by_role("spinbutton", name="Tokens to write")
    number.fill("8")
    number.press("Enter")
    wait_idle(page)
    page.get_by_role("radio", name="drawn by chance").click()
    wait_idle(page)
    expect(number).to_have_value("8")
    expect(page.get_by_text("The model wrote 3 tokens")).to_be_visible()
    button(page, "Continue the text").click()
    expect(page.get_by_text("Token 1 of 8")).to_be_visible()
    assert "temperature=1" in page.url
    assert "seed=0" in page.url


def test_a_hostile_continuation_is_only_text_and_asks_for_nothing(open_app):
    page = open_app("hostile=1&more=40&temperature=3&seed=0&query=9")
    wait_idle(page)
    section = page.locator("[data-testid=stMain]")
    assert section.locator("img").count() == 0
    assert section.locator("a[href*='x.example']").count() == 0
    assert section.get_by_test_id("stCode").locator("strong").count() == 0


def test_a_phone_shows_all_of_it_without_scrolling_sideways(open_app):
    page = open_app("more=12&query=9&temperature=0.8&seed=3", width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = button(page, "Next token").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
