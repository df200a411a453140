"""What was typed and learnt is there again: after kill -9, a reload, a link, and for another tab."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.harness.chapters import chapter
from tests.browser.harness.idle import wait_idle
from tests.browser.harness.server import Server

FULL = """() => { Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }; }"""
IS_NOTED = "(text) => (sessionStorage.getItem('headlight typed') ?? '').includes(text)"
IS_KEPT = "(text) => (sessionStorage.getItem('headlight choices') ?? '').includes(text)"
IS_LOST = "document.querySelector('[data-testid=stApp]').dataset.testConnectionState !== 'CONNECTED'"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    one = Server("streamlit_app.py", {}, tmp_path / "log.txt")
    one.wait_until_healthy()
    yield one
    one.stop()
    assert "Uncaught app execution" not in one.log()


@pytest.fixture
def visitor(browser) -> Iterator[BrowserContext]:
    """One browser with a store of its own, for one tab or two."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        yield context


def box(page: Page, label: str):
    return page.get_by_label(label, exact=True)


def go(page: Page, url: str) -> None:
    page.goto(url)
    wait_idle(page)


def fail_and_start(server: Server, page: Page) -> None:
    server.kill()
    page.wait_for_function(f"() => {IS_LOST}")
    server.start_again()
    page.wait_for_function(f"() => !({IS_LOST})")
    wait_idle(page)


def rate(page: Page) -> None:
    page.get_by_role("button", name="Show the answer").click()
    page.get_by_role("button", name="Good").click()
    expect(page.get_by_text("How well did you know it?")).not_to_be_visible()
    wait_idle(page)


def test_a_killed_server_loses_nothing_and_the_first_click_does_what_it_says(server, visitor):
    page, long = visitor.new_page(), chapter(5_000)  # More than a link holds.
    go(page, f"{server.address}/cards")
    rate(page)
    asked = page.get_by_test_id("stMetric").filter(has_text="Asked")
    first = asked.inner_text()
    go(page, f"{server.address}/sentence")
    page.get_by_role("button", name="Chapter").click()
    box(page, "Paste a text of any length").fill(long)
    page.get_by_role("button", name="Read it").click()
    page.wait_for_function(IS_KEPT, arg=long[:60])
    go(page, f"{server.address}/matrices")
    box(page, "Q: queries").fill("[[1, 2], [3")
    box(page, "V: values").press_sequentially("7")  # Half typed: the box is not left.
    page.wait_for_function(IS_KEPT, arg="[[1, 2], [3")
    half = box(page, "V: values").input_value()
    fail_and_start(server, page)
    expect(box(page, "Q: queries")).to_have_value("[[1, 2], [3")
    expect(box(page, "V: values")).to_have_value(half)
    page.get_by_text("causal", exact=True).click()
    page.wait_for_function(IS_KEPT, arg='"mask":"causal"')
    # The other pages of the session that is gone.
    page.get_by_role("link", name="Sentence").click()
    expect(box(page, "Text")).to_have_value(long)
    go(page, f"{server.address}/cards")
    expect(asked).to_have_text(first.replace("\n", ""))
    # Forgotten in this tab is forgotten by the browser.
    page.get_by_role("button", name="Forget it").click()
    page.get_by_role("button", name="Forget all of it").click()
    expect(asked).to_contain_text("0 of")
    wait_idle(page)
    other = visitor.new_page()
    go(other, f"{server.address}/cards")
    expect(other.get_by_test_id("stMetric").filter(has_text="Asked")).to_contain_text("0 of")


def test_a_reload_keeps_what_is_half_typed_and_two_tabs_keep_their_own(serve, visitor):
    address = serve()
    pages = [visitor.new_page(), visitor.new_page()]
    for page, words in zip(pages, ("One red apple", "Two green pears"), strict=True):
        go(page, f"{address}/practice?recall=output&seed=1")
        box(page, "From memory").press_sequentially(words)
        page.wait_for_function(IS_NOTED, arg=words)
    for page, words in zip(pages, ("One red apple", "Two green pears"), strict=True):
        page.reload()
        expect(box(page, "From memory")).to_have_value(words)
        page.get_by_role("button", name="Compare with the checklist").click()
        expect(page.get_by_text("of these points are in your words")).to_be_visible()
        expect(box(page, "From memory")).to_have_value(words)


def test_a_link_shows_what_it_says_and_offers_what_was_written_before(serve, visitor):
    page = visitor.new_page()
    go(page, f"{serve()}/sentence")
    box(page, "Text").fill("My own words.")
    page.keyboard.press("Enter")
    page.wait_for_function(IS_KEPT, arg="My own words.")
    go(page, f"{serve()}/sentence?text={quote('The words of the teacher.')}")
    expect(page.get_by_text("in the place of what you had written")).to_be_visible()
    expect(box(page, "Text")).to_have_value("The words of the teacher.")
    page.get_by_role("button", name="Take mine back").click()
    expect(page.get_by_text("in the place of what you had written")).not_to_be_visible()
    wait_idle(page)
    expect(box(page, "Text")).to_have_value("My own words.")


def test_a_browser_that_keeps_nothing_is_said_in_a_line(serve, visitor):
    visitor.add_init_script(f"({FULL})()")
    page = visitor.new_page()
    go(page, f"{serve()}/sentence")
    expect(page.get_by_text("is full: what you type is gone")).to_be_visible()
