"""What is there after a fault: a killed server, a line that is down, files that cannot be written or opened.

`python -m benchmarks.faults kill|line|files|disk [--seconds 200]` opens the app in Chromium as a visitor does: a card
is rated, a chapter that no link holds is read, matrices stand half written. Then comes the fault, and each of them is
looked for. `line` pulls the cable for so many seconds, `files` leaves the server 256 open files and has visitors come
until one is refused, `disk` lets it write no file of more than 64 kB.
"""

import argparse
import asyncio
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from benchmarks.faults.line import line_to
from benchmarks.shared.browser import chromium
from benchmarks.visitors.visitor import Session, open_session
from tests.browser.harness.chapters import chapter
from tests.browser.harness.idle import wait_idle
from tests.browser.harness.server import Server

LONG = chapter(8_000)
HALF_ROW, HALF_NUMBER = "[[1, 2], [3", "[[7, 8"
KEPT = "(text) => (sessionStorage.getItem('headlight choices') ?? '').includes(text)"
FILES, FILE_BYTES, MOST_VISITORS = 256, 65_536, 150
WAIT_S = 120


def visit(page: Page, address: str) -> None:
    """Leaves something on three pages; the last box is still being typed in."""
    page.goto(f"{address}/cards")
    wait_idle(page)
    page.get_by_role("button", name="Show the answer").click()
    page.get_by_role("button", name="Good").click()
    page.get_by_test_id("stMetric").filter(has_text="Asked").get_by_text("1 of").wait_for()
    wait_idle(page)
    page.goto(f"{address}/sentence")
    wait_idle(page)
    page.get_by_role("button", name="Chapter").click()
    page.get_by_label("Paste a text of any length").fill(LONG)
    page.get_by_role("button", name="Read it").click()
    page.wait_for_function(KEPT, arg=LONG[:60], timeout=60_000)
    page.goto(f"{address}/matrices")
    wait_idle(page)
    page.get_by_label("Q: queries", exact=True).fill(HALF_ROW)
    page.get_by_label("V: values", exact=True).fill(HALF_NUMBER)
    page.wait_for_function(KEPT, arg=HALF_ROW)


def look(page: Page) -> None:
    """Prints what is there: on the screen as it came back, after one click, and on the other pages."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline and state(page) != "CONNECTED":
        time.sleep(0.5)
    wait_idle(page)
    page.wait_for_timeout(2_000)  # A box is filled a moment after the run.
    say("half a matrix", page.get_by_label("Q: queries", exact=True).input_value() == HALF_ROW)
    say("half a number in a box not left", page.get_by_label("V: values", exact=True).input_value() == HALF_NUMBER)
    page.get_by_text("causal", exact=True).click()
    page.wait_for_timeout(3_000)
    say("the first click", bool(page.evaluate(KEPT, '"mask":"causal"')))
    page.get_by_role("link", name="Sentence").click()
    page.wait_for_timeout(5_000)
    say(f"a chapter of {len(LONG):,} characters", page.get_by_label("Text", exact=True).last.input_value() == LONG)
    page.goto(page.url.partition("/sentence")[0] + "/cards")
    page.wait_for_timeout(5_000)
    asked = page.get_by_test_id("stMetric").filter(has_text="Asked").inner_text()
    say("the card that was rated", "1 of" in asked)


def state(page: Page) -> str:
    return str(page.evaluate("document.querySelector('[data-testid=stApp]').dataset.testConnectionState"))


def say(what: str, is_there: bool) -> None:
    print(f"  {what:40} {'there' if is_there else 'NOT there'}", flush=True)


def kill(context: BrowserContext, server: Server, _: float) -> None:
    page = context.new_page()
    visit(page, server.address)
    server.kill()
    time.sleep(3)
    server.start_again()
    look(page)


def line(context: BrowserContext, server: Server, seconds: float) -> None:
    with line_to(server.address) as one:
        page = context.new_page()
        visit(page, one.address)
        one.cut()
        time.sleep(seconds)
        one.mend()
        look(page)


def files(context: BrowserContext, server: Server, _: float) -> None:
    page = context.new_page()
    visit(page, server.address)
    with ThreadPoolExecutor(1) as beside:  # The browser's own loop runs in this thread.
        visitors = beside.submit(asyncio.run, come(server)).result()
    print(f"  visitors beside, until one was refused    {visitors}{' (no more came)' * (visitors == MOST_VISITORS)}")
    look(page)


async def come(server: Server) -> int:
    """How many are served before one is not; all of them leave again."""
    sessions: list[Session] = []
    try:
        for number in range(MOST_VISITORS):
            sessions.append(await asyncio.wait_for(open_session(server.address, number), 30))
    except Exception as error:  # A refusal has many names.
        print(f"  the next one met                          {type(error).__name__}")
    for session in sessions:
        await session.socket.close()
    return len(sessions)


def disk(context: BrowserContext, server: Server, _: float) -> None:
    page = context.new_page()
    visit(page, server.address)
    look(page)


def limited(kind: int, most: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(kind, (most, most))


FAULTS = {"kill": kill, "line": line, "files": files, "disk": disk}
LIMITS = {"files": limited(resource.RLIMIT_NOFILE, FILES), "disk": limited(resource.RLIMIT_FSIZE, FILE_BYTES)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("fault", choices=FAULTS)
    parser.add_argument("--seconds", type=float, default=200)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        server = Server("streamlit_app.py", {}, Path(folder) / "log.txt", LIMITS.get(arguments.fault))
        try:
            server.wait_until_healthy()
            print(arguments.fault, f"{arguments.seconds:.0f} s" if arguments.fault == "line" else "", flush=True)
            FAULTS[arguments.fault](browser.new_context(), server, arguments.seconds)
            print(f"  tracebacks in the log                     {server.log().count('Traceback')}")
        finally:
            server.stop()


if __name__ == "__main__":
    main()
