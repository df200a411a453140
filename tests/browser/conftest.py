"""A real Chromium and real servers for the tests that need them.

    def test_something(serve, open_page):
        page = open_page(f"{serve()}/sentence?head=3")
        page.get_by_role("button", name="...").click()
        wait_idle(page)  # from tests.browser.harness.idle

At the end of each test, the pages that it opened must have logged no error, failed no request and asked nothing of
any other host, and the servers that it used must have met no uncaught exception. Every wait has the
patience of tests/patience.py; a test states none of its own.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.harness.idle import wait_idle
from tests.browser.harness.page_log import PageLog
from tests.browser.harness.server import Server
from tests.patience import PATIENCE_MS

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # containers run as root, where the sandbox refuses to start
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session", autouse=True)
def chromium() -> str:
    """The path of Chromium. Without one the test is skipped, or fails where HEADLIGHT_REQUIRE_BROWSER=1."""
    for name in CHROMIUM_NAMES:
        if path := shutil.which(name):
            return path
    reason = "no Chromium on the PATH: install chromium to run the browser tests"
    if os.environ.get("HEADLIGHT_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One headless Chromium for the whole run. Each page of `open_page` is a new visitor in it."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shared_servers() -> Iterator[dict[object, Server]]:
    """The servers that tests share, by their script and environment."""
    servers: dict[object, Server] = {}
    yield servers
    for server in servers.values():
        server.stop()


@pytest.fixture
def serve(
    shared_servers: dict[object, Server], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., str]]:
    """serve(script="streamlit_app.py", fresh=False, **environment) starts a server and returns its address.

    The address has no slash at its end. A server is kept for the tests that follow; fresh=True starts one that
    nobody has visited and that stops with the test.
    """
    used: list[tuple[Server, int]] = []
    own: list[Server] = []

    def start(script: str | Path = "streamlit_app.py", *, fresh: bool = False, **environment: str) -> str:
        key = (str(script), tuple(sorted(environment.items())))
        server = None if fresh else shared_servers.get(key)
        if server is None:
            server = Server(script, environment, tmp_path_factory.mktemp("server") / "log.txt")
            server.wait_until_healthy()
            if fresh:
                own.append(server)
            else:
                shared_servers[key] = server
        used.append((server, len(server.log())))
        return server.address

    yield start
    for server in own:
        server.stop()
    for server, start_of_test in used:
        log = server.log()[start_of_test:]
        assert "Uncaught app execution" not in log, f"the app raised:\n{log}"


@pytest.fixture
def open_page(serve: object, browser: Browser) -> Iterator[Callable[..., Page]]:
    """open_page(url, width=1440, height=900, color_scheme="light") opens a page as a new visitor, and waits for it.

    Streamlit follows the browser's colour scheme. allow_errors: pieces of the console messages and addresses that
    this page may fail with. More keywords go to Playwright's new_context (has_touch, permissions, ...).
    """
    # `serve` is asked for so that the pages close before a fresh server stops.
    contexts = []
    logs: list[PageLog] = []

    def open_one(
        url: str,
        width: int = 1440,
        height: int = 900,
        color_scheme: Literal["light", "dark"] = "light",
        allow_errors: tuple[str, ...] = (),
        **context_options: object,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=color_scheme, **context_options
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        logs.append(PageLog(context, allow_errors))
        page = context.new_page()
        page.goto(url)
        wait_idle(page)
        return page

    yield open_one
    for context in contexts:
        context.close()
    for log in logs:
        assert log.foreign == [], "a page may ask nothing of another host"
        assert log.problems == []
