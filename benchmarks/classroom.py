"""A class at once: what 100 visitors see of one process, against what one visitor alone sees.

`python -m benchmarks.classroom [--sessions 100]` starts the app on this machine and speaks Streamlit's own protocol to
it. Each session opens the page; then all change the head, then all type a sentence of their own, and then all open a
screen of the lessons and move its figure, once every 10 seconds or so (evenly between 5 and 15, each at its own times),
as a class does. Printed are the median and the 95th
percentile of the time from the request to the end of the script's run, with every message received, and the ratios to
one session alone, measured in the same run before and after. A last line has all sessions act in the same instant.

`--soak 600` lets visitors come, look at all pages and go for so many seconds (benchmarks.visitors.soak.py).
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.visitors.soak import soak
from benchmarks.visitors.visitor import WAIT_S, Session, open_session, percentile
from tests.browser.harness.server import Server

THINK_S = (5.0, 15.0)
ROUNDS = 3
ALONE_ACTIONS = 40


async def wait_for_model(session: Session) -> None:
    """Types sentences until one has its picture: the model loads in the background, and no class begins before."""
    start = time.perf_counter()
    while True:
        session.errors.clear()
        session.change_sentence()
        await session.run()
        if not session.errors:
            return
        if time.perf_counter() - start > WAIT_S:
            raise RuntimeError(f"no picture of a sentence within {WAIT_S:.0f} seconds: {session.errors[0]}")
        await asyncio.sleep(2)


async def act_alone(session: Session, change: Callable[[Session], None]) -> list[float]:
    """The times of one session whose actions follow each other."""
    times = []
    for _ in range(ALONE_ACTIONS):
        change(session)
        times.append(await session.run())
        await asyncio.sleep(0.05)
    return times


async def act_as_class(sessions: list[Session], change: Callable[[Session], None]) -> list[float]:
    """The times of all sessions, each acting ROUNDS times after thinking."""

    async def act(session: Session) -> list[float]:
        await asyncio.sleep(session.rng.uniform(0, THINK_S[1]))
        times = []
        for _ in range(ROUNDS):
            change(session)
            times.append(await session.run())
            await asyncio.sleep(session.rng.uniform(*THINK_S))
        return times

    return [seconds for times in await asyncio.gather(*map(act, sessions)) for seconds in times]


async def act_in_one_instant(sessions: list[Session], change: Callable[[Session], None]) -> list[float]:
    """The times when all sessions act together, once."""
    for session in sessions:
        change(session)
    return list(await asyncio.gather(*(session.run() for session in sessions)))


async def measure(address: str, n_sessions: int) -> None:
    """Opens the sessions, has them act, and prints the table."""
    alone = await open_session(address, 0)
    await wait_for_model(alone)
    actions = {
        "head": Session.change_head,
        "sentence": Session.change_sentence,
        "lesson": Session.change_lesson,
    }
    single = {name: await act_alone(alone, change) for name, change in actions.items()}
    start = time.perf_counter()
    sessions = [await open_session(address, number) for number in range(1, n_sessions + 1)]
    print(f"{n_sessions} sessions opened in {time.perf_counter() - start:.1f} s, one after the other")
    together = {name: await act_as_class(sessions, change) for name, change in actions.items()}
    for name, change in actions.items():
        single[name] += await act_alone(alone, change)
    bursts = {name: await act_in_one_instant(sessions, change) for name, change in actions.items()}
    rate = n_sessions / (sum(THINK_S) / 2)
    print(f"a changed {'':8}  {'p50 ms':>8} {'p95 ms':>8}   against one alone: p50, p95")
    for name in actions:
        print(f"{name:8} one alone   {_row(single[name], single[name])}")
        print(f"{name:8} {n_sessions:3} sessions {_row(together[name], single[name])}  ({rate:.0f} requests a second)")
        print(f"{name:8} one instant  {_row(bursts[name], single[name])}")
    errors = [error for session in (alone, *sessions) for error in session.errors]
    print(f"errors: {len(errors)}{': ' + '; '.join(sorted(set(errors))) if errors else ''}")
    for session in (alone, *sessions):
        await session.socket.close()


def _row(times: list[float], against: list[float]) -> str:
    p50, p95 = percentile(times, 50), percentile(times, 95)
    ratios = f"x{p50 / percentile(against, 50):.2f}  x{p95 / percentile(against, 95):.2f}"
    return f"{1000 * p50:8.0f} {1000 * p95:8.0f}   {ratios}"


async def _run(server: Server, n_sessions: int, soak_s: float | None) -> None:
    if soak_s is None:
        await measure(server.address, n_sessions)
        return
    alone = await open_session(server.address, 0)
    await wait_for_model(alone)
    await soak(server, alone, n_sessions, soak_s)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--soak", type=float, metavar="SECONDS", help="let visitors come and go, on all pages")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server("streamlit_app.py", {}, Path(folder) / "log.txt")
        try:
            server.wait_until_healthy()
            asyncio.run(_run(server, arguments.sessions, arguments.soak))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
