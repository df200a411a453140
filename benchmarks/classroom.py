"""A class at once: what 100 visitors see of one process, against what one visitor alone sees.

`python -m benchmarks.classroom [--sessions 100]` starts the app on this machine and speaks Streamlit's own protocol to
it. Each session opens the page; then all change the head, then all type a sentence of their own, and then all open a
screen of the lessons and move its figure, once every 10 seconds or so (evenly between 5 and 15, each at its own times),
as a class does. Printed are the median and the 95th
percentile of the time from the request to the end of the script's run, with every message received, and the ratios to
one session alone, measured in the same run before and after. A last line has all sessions act in the same instant.
"""

import argparse
import asyncio
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from engine.course.loading import lessons
from engine.course.schema import Control, Value
from engine.course.settings import pack_settings
from tests.browser.harness.server import Server

THINK_S = (5.0, 15.0)
ROUNDS = 3
ALONE_ACTIONS = 40
WAIT_S = 120.0
LARGEST_MESSAGE = 2**28

_numbers = itertools.count(1)


@dataclass
class Session:
    """One visitor: a websocket, and what the page's address says."""

    socket: ClientConnection
    rng: random.Random
    query: dict[str, str] = field(default_factory=dict)
    page: str = "sentence"
    page_hash: str = ""
    errors: list[str] = field(default_factory=list)

    async def run(self) -> float:
        """Asks for a run at the present address; the seconds until it has ended."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode(self.query)
        message.rerun_script.page_script_hash = self.page_hash
        if not self.page_hash:
            message.rerun_script.page_name = self.page
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        try:
            await asyncio.wait_for(self._until_finished(), WAIT_S)
        except TimeoutError:
            self.errors.append("no answer")
        return time.perf_counter() - start

    async def _until_finished(self) -> None:
        pictures = 0
        while True:
            answer = ForwardMsg.FromString(await self.socket.recv(decode=False))
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.page_hash = answer.new_session.page_script_hash
            elif kind == "delta" and answer.delta.HasField("new_element"):
                element = answer.delta.new_element
                pictures += element.HasField("plotly_chart") or element.HasField("bidi_component")
                if element.HasField("exception"):
                    self.errors.append(element.exception.message)
            elif kind == "ref_hash":
                pictures += 1  # An element that this session was sent before.
            elif kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                if not pictures:
                    self.errors.append("a run without a picture")
                return

    def change_head(self) -> None:
        self._go_to("sentence")
        self.query |= {"layer": str(self.rng.randrange(6)), "head": str(self.rng.randrange(12))}

    def change_sentence(self) -> None:
        self._go_to("sentence")
        self.query = {"text": f"Pupil {next(_numbers)} saw {self.rng.randrange(100)} birds near the old school today."}

    def change_lesson(self) -> None:
        """Another screen of the lessons, answered, with everything that can be moved somewhere else."""
        self._go_to("learn")
        lesson = self.rng.choice(list(lessons().values()))
        number = self.rng.randrange(len(lesson.screens))
        screen = lesson.screens[number]
        moved = {control.name: self._somewhere(control) for control in screen.numbers.control}
        self.query = {"lesson": lesson.id, "screen": str(number + 1), "guess": "1"}
        self.query["set"] = pack_settings(screen, screen.after | moved)

    def _go_to(self, page: str) -> None:
        if self.page != page:
            self.page, self.page_hash, self.query = page, "", {}

    def _somewhere(self, control: Control) -> Value:
        if control.options:
            return self.rng.choice(control.options)
        assert control.low is not None
        assert control.high is not None
        assert control.step is not None
        steps = round((control.high - control.low) / control.step)
        return control.low + control.step * self.rng.randrange(steps + 1)


async def open_session(address: str, number: int) -> Session:
    """A visitor who has seen the start page."""
    url = address.replace("http://", "ws://") + "/_stcore/stream"
    socket = await connect(url, subprotocols=["streamlit"], max_size=LARGEST_MESSAGE, compression=None)  # type: ignore[list-item]
    session = Session(socket, random.Random(number))
    await session.run()
    return session


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


def percentile(times: list[float], percent: int) -> float:
    """The time that this share of the times stays under or at; the median for 50."""
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=100)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server("streamlit_app.py", {}, Path(folder) / "log.txt")
        try:
            server.wait_until_healthy()
            asyncio.run(measure(server.address, arguments.sessions))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
