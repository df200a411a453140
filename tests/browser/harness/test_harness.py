"""The harness sees what the browser tests lean on it to see."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.harness.idle import wait_idle
from tests.browser.harness.page_log import PageLog

COUNTER = """
import time
import streamlit as st
st.title("Counter")
if st.button("Add"):
    time.sleep(0.5)
    st.session_state.count = st.session_state.get("count", 0) + 1
st.text(f"count {st.session_state.get('count', 0)}")
"""


@pytest.fixture(scope="session")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    script = tmp_path_factory.mktemp("app") / "counter.py"
    script.write_text(COUNTER)
    return script


def test_waiting_after_a_click_sees_what_the_click_brought(serve, open_page, counter):
    page = open_page(serve(counter))
    page.get_by_role("button", name="Add").click()
    wait_idle(page)
    assert page.get_by_test_id("stText").inner_text() == "count 1"


def test_each_page_is_a_new_visitor(serve, open_page, counter):
    first = open_page(serve(counter))
    first.get_by_role("button", name="Add").click()
    expect(first.get_by_test_id("stText")).to_have_text("count 1")
    assert open_page(serve(counter)).get_by_test_id("stText").inner_text() == "count 0"


def test_a_server_is_shared_unless_a_fresh_one_is_asked_for(serve, counter):
    assert serve(counter) == serve(counter)
    assert serve(counter) != serve(counter, fresh=True)
    assert serve(counter) != serve(counter, HEADLIGHT_TEST="1")


def test_the_colour_scheme_is_the_browsers(serve, open_page, counter):
    brightness = []
    for scheme in ("light", "dark"):
        page = open_page(serve(counter), color_scheme=scheme)
        colour = page.get_by_test_id("stApp").evaluate("app => getComputedStyle(app).backgroundColor")
        brightness.append(sum(int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(", ")))
    assert brightness[0] > 600 > 200 > brightness[1]


def test_a_request_to_another_host_is_refused_and_noted(serve, browser, counter):
    with browser.new_context() as context:
        log = PageLog(context)
        page = context.new_page()
        page.goto(serve(counter))
        page.evaluate("fetch('https://example.com/pixel.png').catch(() => null)")
        assert "https://example.com/pixel.png" in log.foreign


def test_console_errors_exceptions_and_failed_requests_are_noted(serve, browser, counter):
    with browser.new_context() as context:
        log = PageLog(context, allow=("expected",))
        page = context.new_page()
        page.goto(serve(counter))
        wait_idle(page)
        page.evaluate("console.error('one'); console.error('expected'); setTimeout(() => { throw Error('two') })")
        page.evaluate("fetch('/media/none.png').then(reply => reply.text())")
        page.wait_for_timeout(100)
        found = "\n".join(log.problems)
        assert "console: one" in found
        assert "two" in found
        assert "404: " in found
        assert "expected" not in found
