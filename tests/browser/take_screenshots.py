"""The pictures of the README, taken from the app as it is: `make screenshots`."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from engine.matrix_links import matrices_to_link
from engine.presets import preset
from tests.browser.conftest import CHROMIUM_ARGUMENTS, CHROMIUM_NAMES
from tests.browser.idle import wait_idle
from tests.browser.server import ROOT, Server

TWO_HEADS = f"matrices?m={matrices_to_link(preset('two-heads').matrices)}&layer=0&head=1"
FOLDER = ROOT / "docs" / "images"
PICTURES = (
    ("sentence-light", "sentence?layer=1&head=8&query=4", 1440, 900, "light"),
    ("sentence-dark", "sentence?layer=1&head=8&query=4", 1440, 900, "dark"),
    ("sentence-phone", "sentence?layer=1&head=8", 390, 844, "light"),
    ("sentence-phone-dark", "sentence?layer=1&head=8", 390, 844, "dark"),
    ("sentence-below", "sentence?layer=1&head=8&query=4", 1440, 1800, "light"),
    ("matrices-light", TWO_HEADS, 1440, 1500, "light"),
    ("matrices-dark", TWO_HEADS, 1440, 1500, "dark"),
    ("matrices-phone", "matrices", 390, 844, "light"),
)


def main() -> None:
    chromium = next(path for name in CHROMIUM_NAMES if (path := shutil.which(name)))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server("streamlit_app.py", {}, Path(folder) / "log.txt")
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=CHROMIUM_ARGUMENTS)
        try:
            server.wait_until_healthy()
            for name, path, width, height, scheme in PICTURES:
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                page.goto(f"{server.address}/{path}")
                page.locator(".js-plotly-plot").first.wait_for(timeout=60_000)
                wait_idle(page)
                page.wait_for_timeout(500)  # Plotly's labels settle after the script has ended.
                page.screenshot(path=FOLDER / f"{name}.png")
                page.close()
                print(f"{name}.png")
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
