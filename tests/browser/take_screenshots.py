"""The pictures of the README and the documentation, taken from the app as it is: `make screenshots`.

NAMES after the command take some of them only: `python -m tests.browser.take_screenshots chapter-light`.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from engine.matrices.links import matrices_to_link
from engine.matrices.presets import preset
from engine.models.loading import load_model
from tests.browser.conftest import CHROMIUM_ARGUMENTS, CHROMIUM_NAMES
from tests.browser.harness.idle import wait_idle
from tests.browser.harness.server import ROOT, Server

FOLDER = ROOT / "docs" / "images"
MOST_BYTES = 300_000
READ_WITHIN_MS = 300_000
"""A chapter takes smollm2 some 20 seconds, and its first use on a machine 15 more."""

MARGIN = 16
CLICK_MS = 500
"""Until the server has begun to answer a click."""
LAST_ELEMENT = """() => Math.max(...[...document.querySelectorAll('[data-testid=stElementContainer]')]
    .map((element) => element.getBoundingClientRect().bottom))"""

CHART, SKETCH, CODE = ".js-plotly-plot", "figure svg", "[data-testid=stCode]"
OPTION = "[data-testid=stRadio] [role=radiogroup] label"
CHECK, START = "role=button[name='Check']", "role=button[name='Start']"

REPEATED = "all-minilm-l6"
"""Is twice in the chapter."""

NEXT_CHAPTER = "## The ready-made examples are kept as readings"


@dataclass(frozen=True)
class Picture:
    """One picture. path: the link that is opened. start, end: the headings that it begins with and stops before.

    Without them it is all that the window shows; the window has to be tall enough for both. until: what has to be
    there first. clicks: what is clicked then, as Playwright's selectors, one after the other.
    """

    name: str
    path: str
    width: int = 1440
    height: int = 900
    scheme: str = "light"
    start: str = ""
    end: str = ""
    until: str = CHART
    clicks: tuple[str, ...] = ()


def link(**choices: object) -> str:
    """A link to the Sentence page with these choices."""
    return "sentence?" + "&".join(f"{name}={quote(str(value))}" for name, value in choices.items())


def chapter() -> str:
    """A text of some thousand tokens that everyone has who has the repository."""
    text = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    return text[: text.index(NEXT_CHAPTER)].strip()


def places_in(text: str, phrase: str) -> list[int]:
    """At which token of smollm2's each of the phrase's places in the text begins."""
    loaded = load_model("smollm2")
    return [len(loaded.tokenize(text[: found.start()])[0]) for found in re.finditer(re.escape(phrase), text)]


def pictures() -> tuple[Picture, ...]:
    """All of them."""
    two_heads = f"matrices?m={matrices_to_link(preset('two-heads').matrices)}&layer=0&head=1"
    head = link(layer=1, head=8)
    row = link(layer=1, head=8, query=4)
    text = chapter()
    seen, again = places_in(text, REPEATED)
    window = f"{again - 18}-{again + 14},{seen - 16}-{seen + 16}"
    # A head that looks at what followed the same token before.
    long_head = link(model="smollm2", layer=17, head=3, query=again, window=window, text=text)
    story = link(model="smollm2", more=9, query=10, text="When the rain had stopped, the children went")
    handover = "The handover was on the first of July, nineteen ninety-seven."
    date = link(model="dates", layer=1, head=0, query=3, text=handover)
    return (
        Picture("sentence-light", row),
        Picture("sentence-dark", row, scheme="dark"),
        Picture("sentence-phone", head, 390, 844),
        Picture("sentence-phone-dark", head, 390, 844, "dark"),
        Picture("sentence-below", row, height=1800),
        Picture("chapter-light", long_head, height=1160),
        Picture("chapter-window-light", long_head, height=2600, start="Window", end="L17 H3 on this text"),
        Picture("continuation-light", story, height=3200, start="What comes next"),
        Picture("dates-light", date, height=960),
        Picture("dates-dark", date, height=960, scheme="dark"),
        Picture("matrices-light", two_heads, height=1500),
        Picture("matrices-dark", two_heads, height=1500, scheme="dark"),
        Picture("matrices-phone", "matrices", 390, 844),
        Picture("lesson-light", "learn?lesson=weighted-sum&screen=1&guess=1", until=SKETCH),
        Picture("lesson-dark", "learn?lesson=not-an-explanation&screen=4&guess=1", scheme="dark", until=SKETCH),
        Picture("lab-light", "lab?exercise=join-heads&pieces=ab&run=1", height=1000, until=CODE),
        Picture("practice-light", "practice?seed=7&n=3", until=OPTION, clicks=(f"{OPTION} >> nth=1", CHECK)),
        Picture("challenge-light", "challenge?seed=7", until=START, clicks=(START,)),
    )


def main(names: Sequence[str] = ()) -> None:
    chromium = next(path for name in CHROMIUM_NAMES if (path := shutil.which(name)))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server("streamlit_app.py", {}, Path(folder) / "log.txt")
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=CHROMIUM_ARGUMENTS)
        try:
            server.wait_until_healthy()
            for picture in pictures():
                if not names or picture.name in names:
                    file = FOLDER / f"{picture.name}.png"
                    take(browser, server.address, picture, file)
                    print(f"{file.name}: {file.stat().st_size:,} bytes")
        finally:
            browser.close()
            server.stop()


def take(browser: Browser, address: str, picture: Picture, file: Path) -> None:
    """Takes one picture as a new visitor."""
    size = {"width": picture.width, "height": picture.height}
    page = browser.new_page(viewport=size, color_scheme=picture.scheme)
    page.goto(f"{address}/{picture.path}")
    page.locator(picture.until).first.wait_for(timeout=READ_WITHIN_MS)
    wait_idle(page)
    for selector in picture.clicks:
        page.locator(selector).click()
        page.wait_for_timeout(CLICK_MS)
        wait_idle(page)
    page.wait_for_timeout(1_000)  # Plotly's labels settle after the script has ended.
    page.screenshot(path=file, clip=part_of(page, picture) if picture.start else None)
    page.close()
    make_small(file)


def part_of(page: Page, picture: Picture) -> FloatRect:
    """The whole width, from the one heading to the other, or to the last element."""
    first = page.get_by_role("heading", name=picture.start).bounding_box()
    assert first is not None, picture.start
    if picture.end:
        second = page.get_by_role("heading", name=picture.end).bounding_box()
        assert second is not None, picture.end
        bottom = second["y"]
    else:
        bottom = float(page.evaluate(LAST_ELEMENT)) + MARGIN
    top = first["y"] - MARGIN
    return {"x": 0, "y": top, "width": picture.width, "height": bottom - top}


def make_small(file: Path) -> None:
    """Gives a large picture a palette of 256 colours, the rare ones that are like no other among them."""
    if file.stat().st_size > MOST_BYTES:
        picture = Image.open(file).convert("RGB")
        few = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
        few.save(file, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
