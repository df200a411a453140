"""When things are on the screen, told by a stopwatch inside the page (painted.js).

What is watched is {name: (condition, argument)}; the conditions are in painted.js.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

Watched = Mapping[str, tuple[str, str | int | None]]

HOW = (
    "Painted: every frame looks for the thing (pixels on the canvas, heatmap images, svg lines); its time is the start "
    "of the next frame."
)

_STOPWATCH = (Path(__file__).parent / "painted.js").read_text(encoding="utf-8")
_LOOK_EVERY_MS = 100


@contextmanager
def open_timed(
    browser: Browser,
    url: str,
    watched: Watched,
    timeout_s: float = 60,
    prepare: Callable[[Page], None] = lambda page: None,
) -> Iterator[tuple[Page, dict[str, float]]]:
    """A new visitor (empty cache) opens a page: it, and the seconds from the navigation until each thing was painted.

    prepare: called with the page before that. The page is closed with the block.
    """
    with new_page(browser) as page:
        prepare(page)
        page.add_init_script(f"{_STOPWATCH}\nwindow.painted.watch({json.dumps(watched)});")
        page.goto(url, wait_until="commit", timeout=timeout_s * 1000)
        yield page, _times(page, timeout_s)


def act_timed(page: Page, event: str, act: Callable[[], None], watched: Watched) -> dict[str, float]:
    """The seconds from an event (Enter's keydown, a click) that act brings about until each thing was painted anew."""
    page.evaluate("([event, watched]) => painted.watchAfter(event, watched)", [event, watched])
    act()
    return _times(page, timeout_s=60)


@contextmanager
def new_page(browser: Browser) -> Iterator[Page]:
    """A page of a new visitor."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        yield context.new_page()
    finally:
        context.close()


def _times(page: Page, timeout_s: float) -> dict[str, float]:
    page.wait_for_function("() => painted.missing === 0", polling=_LOOK_EVERY_MS, timeout=timeout_s * 1000)
    return {name: milliseconds / 1000 for name, milliseconds in page.evaluate("painted.times").items()}
