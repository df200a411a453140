"""A Chromium, and Streamlit's server, for as long as a block runs."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM_ARGUMENTS, CHROMIUM_NAMES
from tests.browser.harness.server import Server

APPS = Path(__file__).parents[1] / "apps"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium from the PATH; SystemExit where there is none."""
    path = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if path is None:
        raise SystemExit("no Chromium on the PATH: install chromium to run this benchmark")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=CHROMIUM_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def serving(script: str | Path) -> Iterator[str]:
    """The address of a fresh server that runs a script."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(script, {}, Path(folder) / "log.txt")
        server.wait_until_healthy()
        try:
            yield server.address
        finally:
            server.stop()
