"""Opening a lesson in Chromium, against opening the Sentence page, which draws with Plotly.

`python -m benchmarks.lessons [--visits 3]` opens both as a new visitor (empty browser cache) of a warm server, in
turns: the seconds until the words and the picture were painted, the megabytes fetched, and their ratio. Then it goes
through the whole course with the button Next, twice, and prints how long a screen took until its picture was painted:
the first time its numbers are computed, the second time they are kept.
"""

import argparse
from statistics import median

from playwright.sync_api import Browser, Page, Response

from benchmarks.shared.browser import chromium, serving
from benchmarks.shared.machine import machine_line
from benchmarks.shared.painted import HOW, Watched, act_timed, open_timed
from benchmarks.shared.table import print_table
from engine.course.figure import figure_of
from engine.course.loading import lessons
from engine.course.schema import Lesson, Screen
from tests.browser.harness.idle import wait_idle

APP = "streamlit_app.py"
SENTENCE: Watched = {"words": ("text", "Of 72 heads"), "picture": ("heatmap", None)}
PLACES = [(lesson, number) for lesson in lessons().values() for number in range(1, len(lesson.screens) + 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--visits", type=int, default=3)
    options = parser.parse_args()
    print(machine_line())
    with chromium() as browser, serving(APP) as app:
        visit(browser, f"{app}/sentence", SENTENCE)
        walk(browser, app)
        seen = [(visit(browser, address(app), lesson_painted()), visit(browser, f"{app}/sentence", SENTENCE))
                for _ in range(options.visits)]  # fmt: skip
        turns = [walk(browser, app), walk(browser, app)]
    with chromium() as browser, serving(APP) as app:
        visit(browser, address(app), lesson_painted())
        cold = walk(browser, app)
    print_visits(seen)
    print_walks({"numbers computed": cold, "numbers kept": [*turns[0], *turns[1]]})
    print(HOW)
    print(machine_line())


def address(app: str) -> str:
    lesson, number = PLACES[0]
    return f"{app}/learn?lesson={lesson.id}&screen={number}"


def lesson_painted() -> Watched:
    lesson, number = PLACES[0]
    return painted(lesson.screens[number - 1])


def painted(screen: Screen) -> Watched:
    """A screen's words and its first picture."""
    title = figure_of(screen)(screen.before).pictures[0].title
    return {"words": ("heading", screen.words.title), "picture": ("sketch", title)}


def visit(browser: Browser, url: str, watched: Watched) -> dict[str, float]:
    """A new visitor: seconds until each thing was painted, and the megabytes of what was fetched."""
    sizes: list[int] = []

    def note(response: Response) -> None:
        sizes.append(int(response.headers.get("content-length", 0)))

    with open_timed(browser, url, watched, prepare=lambda page: page.on("response", note)) as (page, seconds):
        wait_idle(page)
        return seconds | {"MB": sum(sizes) / 1e6}


def walk(browser: Browser, app: str) -> list[float]:
    """Goes through all screens with Next: the seconds from each click until the picture was painted."""
    with open_timed(browser, address(app), lesson_painted()) as (page, _):
        return [next_screen(page, lesson, number) for lesson, number in PLACES[1:]]


def next_screen(page: Page, lesson: Lesson, number: int) -> float:
    wait_idle(page)
    button = page.get_by_role("button", name="Next", exact=True)
    button.scroll_into_view_if_needed()
    seconds = act_timed(page, "click", button.click, painted(lesson.screens[number - 1]))
    return max(seconds.values())


def print_visits(seen: list[tuple[dict[str, float], dict[str, float]]]) -> None:
    rows = []
    for key, words in (("words", "words painted, s"), ("picture", "picture painted, s"), ("MB", "fetched, MB")):
        ours, other = (median(pair[which][key] for pair in seen) for which in (0, 1))
        rows.append([words, f"{ours:.2f}", f"{other:.2f}", f"{ours / other:.2f}x"])
    print_table(["new visitor, warm server", "lesson", "Sentence page", "ratio"], rows)


def print_walks(walks: dict[str, list[float]]) -> None:
    kept = median(walks["numbers kept"])
    rows = [
        [name, str(len(times)), f"{median(times):.2f}", f"{max(times):.2f}", f"{median(times) / kept:.2f}x"]
        for name, times in walks.items()
    ]
    print_table(["next screen", "times", "median s", "worst s", "ratio"], rows)


if __name__ == "__main__":
    main()
