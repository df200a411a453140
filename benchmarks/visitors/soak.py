"""Visitors who come, look at all pages and go, for as long as one likes: what breaks, grows or slows down."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil

from benchmarks.visitors.visitor import Session, open_session, percentile
from tests.browser.harness.server import Server

STAYS_S = (20.0, 90.0)
THINK_S = (5.0, 15.0)
LOOKS_EVERY_S = 5.0
ALONE_ACTIONS = 60

ACTIONS: dict[str, tuple[int, Callable[[Session], None]]] = {
    "another head": (4, Session.change_head),
    "a new sentence": (3, Session.change_sentence),
    "a screen of a lesson": (4, Session.change_lesson),
    "matrices": (2, Session.enter_matrices),
    "a page to practise": (4, Session.practise),
    "200 words": (1, Session.read_chapter),
}
"""What visitors do, each as often as its number says."""


@dataclass
class Diary:
    """What was seen. times: seconds by action. state: by time, the server's memory in MB, open files, threads."""

    times: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in ACTIONS})
    errors: list[str] = field(default_factory=list)
    n_visitors: int = 0
    state: list[tuple[float, float, int, int]] = field(default_factory=list)

    @property
    def all_times(self) -> list[float]:
        return [seconds for times in self.times.values() for seconds in times]


async def soak(server: Server, alone: Session, n_present: int, seconds: float) -> None:
    """Keeps so many visitors present for so long, and prints what was seen beside one visitor alone."""
    single = Diary()
    for _ in range(ALONE_ACTIONS):
        await _act(alone, single)
        await asyncio.sleep(0.05)
    diary = Diary()
    end = time.monotonic() + seconds
    await asyncio.gather(
        _watch(server, diary, end), *(_keep_a_place(server.address, place, diary, end) for place in range(n_present))
    )
    for _ in range(ALONE_ACTIONS):
        await _act(alone, single)
        await asyncio.sleep(0.05)
    _print(diary, single, n_present, seconds)


async def _keep_a_place(address: str, place: int, diary: Diary, end: float) -> None:
    """One visitor after another, each for a while; some close the tab, others only lose their line."""
    rng = random.Random(place)
    await asyncio.sleep(rng.uniform(0, THINK_S[1]))
    while time.monotonic() < end:
        diary.n_visitors += 1
        try:
            session = await open_session(address, rng.randrange(2**31))
        except OSError as error:
            diary.errors.append(f"no line: {error}")
            await asyncio.sleep(1.0)
            continue
        leaves = min(end, time.monotonic() + rng.uniform(*STAYS_S))
        while time.monotonic() < leaves:
            await asyncio.sleep(rng.uniform(*THINK_S))
            await _act(session, diary)
        diary.errors += session.errors
        if rng.random() < 0.5:
            await session.socket.close()
        else:
            session.socket.transport.abort()


async def _act(session: Session, diary: Diary) -> None:
    (name,) = session.rng.choices(list(ACTIONS), [weight for weight, _ in ACTIONS.values()])
    ACTIONS[name][1](session)
    diary.times[name].append(await session.run())


async def _watch(server: Server, diary: Diary, end: float) -> None:
    process = psutil.Process(server.pid)
    start = time.monotonic()
    while time.monotonic() < end:
        state = (process.memory_info().rss / 1e6, process.num_fds(), process.num_threads())
        diary.state.append((time.monotonic() - start, *state))
        await asyncio.sleep(LOOKS_EVERY_S)


def _print(diary: Diary, single: Diary, n_present: int, seconds: float) -> None:
    print(f"{diary.n_visitors} visitors in {seconds:.0f} s, {n_present} at a time, {len(diary.all_times)} actions")
    print(f"| {'action':20} | {'p50 ms':>6} | {'p95 ms':>6} | p50 to one alone | p95 to one alone |")
    print("| --- | --- | --- | --- | --- |")
    for name, times in (*diary.times.items(), ("all", diary.all_times)):
        against = single.all_times if name == "all" else single.times[name]
        if len(times) < 2 or len(against) < 2:
            continue
        p50, p95 = percentile(times, 50), percentile(times, 95)
        ratios = f"x{p50 / percentile(against, 50):.2f} | x{p95 / percentile(against, 95):.2f}"
        print(f"| {name:20} | {1000 * p50:6.0f} | {1000 * p95:6.0f} | {ratios} |")
    print()
    print("| from | to | memory MB | open files | threads |")
    print("| --- | --- | --- | --- | --- |")
    fifths = [diary.state[len(diary.state) * part // 5 : len(diary.state) * (part + 1) // 5] for part in range(5)]
    for part in filter(None, fifths):
        means = [sum(one[number] for one in part) / len(part) for number in (1, 2, 3)]
        print(f"| {part[0][0]:.0f} s | {part[-1][0]:.0f} s | {means[0]:.0f} | {means[1]:.0f} | {means[2]:.0f} |")
    print()
    print(f"errors: {len(diary.errors)}{': ' + '; '.join(sorted(set(diary.errors))[:5]) if diary.errors else ''}")
