"""The app's own speed in Chromium: opening, a changed sentence, a changed head.

`python -m benchmarks.repaint [--changes 15] [--visits 5]` prints the median and the worst time until each thing was
painted, and the ratio to a plain Streamlit app (a text box, a line of text, one chart; apps/plain.py) that does the
same in the same run, the two taking turns: what the ratio is above 1 is ours, the rest is the framework's.

Opening is a new visitor (empty browser cache) on the start page, which shows a ready-made example: as the first visitor
of a fresh server, when no model is loaded, and on a warm server with the model loaded. A changed sentence of 12 tokens,
never seen by the server, counts from Enter; a changed head from the click on the atlas.
"""

import argparse
from collections import defaultdict
from contextlib import ExitStack
from statistics import median

from playwright.sync_api import Browser, Page

from benchmarks.shared.browser import APPS, chromium, serving
from benchmarks.shared.machine import machine_line
from benchmarks.shared.painted import HOW, act_timed, open_timed
from benchmarks.shared.sentences import NAMES, short_sentence
from benchmarks.shared.table import print_table
from tests.browser.harness.idle import wait_idle

APP, PLAIN = "streamlit_app.py", APPS / "plain.py"
OURS_OPEN = {"verdict": ("text", "Of 72 heads"), "atlas": ("atlas", None), "heatmap": ("heatmap", None)}
PLAIN_OPEN = {"line": ("text", "You wrote"), "chart": ("heatmap", None)}
FRESH_SERVERS = 3
GUTTER = {"left": 26, "top": 18}
"""Pixels that the names of heads and layers take in the atlas, as in head_atlas.js."""

Times = dict[str, list[float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--changes", type=int, default=15, choices=range(1, len(NAMES)), metavar="1-19")
    parser.add_argument("--visits", type=int, default=5)
    options = parser.parse_args()
    print(machine_line())
    times: Times = defaultdict(list)
    with chromium() as browser:
        for _ in range(FRESH_SERVERS):
            open_as_first_visitor(browser, times)
        with serving(APP) as app, serving(PLAIN) as plain:
            load_model(browser, app)
            for number in range(options.visits + 1):
                # The first visit of the plain server is not one of a warm one.
                open_warm(browser, app, plain, times if number else defaultdict(list))
            change(browser, app, plain, options.changes, times)
    print_times(times)
    print(HOW)
    print(machine_line())


def open_as_first_visitor(browser: Browser, times: Times) -> None:
    """Opens a fresh server of each app."""
    for script, painted, name in ((APP, OURS_OPEN, "fresh"), (PLAIN, PLAIN_OPEN, "plain fresh")):
        with serving(script) as address, open_timed(browser, address, painted) as (_, seconds):
            note(times, name, seconds)


def open_warm(browser: Browser, app: str, plain: str, times: Times) -> None:
    """Opens both apps once more."""
    for address, painted, name in ((app, OURS_OPEN, "warm"), (plain, PLAIN_OPEN, "plain warm")):
        with open_timed(browser, address, painted) as (_, seconds):
            note(times, name, seconds)


def load_model(browser: Browser, app: str) -> None:
    """Has the server load its model: a sentence of one's own waits for it."""
    with open_timed(browser, app, OURS_OPEN) as (page, _):
        wait_idle(page)
        type_text(page, NAMES[-1])


def change(browser: Browser, app: str, plain: str, n_changes: int, times: Times) -> None:
    """Changes the sentence of both apps in turns, then the head."""
    with ExitStack() as stack:
        page, _ = stack.enter_context(open_timed(browser, app, OURS_OPEN))
        plain_page, _ = stack.enter_context(open_timed(browser, plain, PLAIN_OPEN))
        for name in NAMES[:n_changes]:
            for one, kind in ((page, "sentence"), (plain_page, "plain change")):
                wait_idle(one)
                note(times, kind, type_text(one, name))
        for number in range(n_changes):
            wait_idle(page)
            note(times, "head", click_head(page, number % 6, (5 * number + 1) % 12))


def type_text(page: Page, name: str) -> dict[str, float]:
    """Types a sentence and presses Enter: the seconds until its heatmap, and the atlas where there is one."""
    painted: dict[str, tuple[str, str | None]] = {"heatmap": ("heatmapOf", name)}
    if page.locator(".atlas").count():
        painted["atlas"] = ("atlas", None)
    page.get_by_label("Text", exact=True).fill(short_sentence(name))
    return act_timed(page, "keydown", lambda: page.keyboard.press("Enter"), painted)


def click_head(page: Page, layer: int, head: int) -> dict[str, float]:
    """Clicks on a head in the atlas: the seconds until its heatmap."""
    canvas = page.locator(".atlas canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    cell = (box["width"] - GUTTER["left"]) // 12
    x = box["x"] + GUTTER["left"] + (head + 0.5) * cell
    y = box["y"] + GUTTER["top"] + (layer + 0.5) * cell
    page.mouse.move(x, y)
    return act_timed(page, "click", lambda: page.mouse.click(x, y), {"heatmap": ("heatmap", None)})


def note(times: Times, kind: str, seconds: dict[str, float]) -> None:
    """Adds the seconds of one action."""
    for name, value in seconds.items():
        times[f"{kind} {name}"].append(value)
    if {"heatmap", "atlas"} <= seconds.keys():
        times[f"{kind} both"].append(max(seconds["heatmap"], seconds["atlas"]))


def print_times(times: Times) -> None:
    """The table: what was done, how often, the median, the worst, the plain app's median, the ratio of the medians."""
    lines = [
        (f"opened, {server}: {thing} painted", f"{kind} {key}", f"plain {kind} {floor}")
        for kind, server in (("fresh", "fresh server"), ("warm", "model loaded"))
        for thing, key, floor in (
            ("verdict", "verdict", "line"),
            ("atlas", "atlas", "chart"),
            ("heatmap", "heatmap", "chart"),
        )
    ]
    lines += [
        ("changed sentence: heatmap painted", "sentence heatmap", "plain change heatmap"),
        ("changed sentence: atlas painted", "sentence atlas", "plain change heatmap"),
        ("changed sentence: both painted", "sentence both", "plain change heatmap"),
        ("changed head: heatmap painted", "head heatmap", "plain change heatmap"),
    ]
    rows = [
        [
            words,
            str(len(times[key])),
            f"{median(times[key]):.2f}",
            f"{max(times[key]):.2f}",
            f"{median(times[floor]):.2f}",
            f"{median(times[key]) / median(times[floor]):.2f}x",
        ]
        for words, key, floor in lines
    ]
    print_table(["", "times", "median s", "worst s", "plain app s", "ratio"], rows)


if __name__ == "__main__":
    main()
