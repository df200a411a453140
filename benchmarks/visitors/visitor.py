"""A visitor who speaks Streamlit's own protocol: a websocket without a browser."""

import asyncio
import itertools
import random
import statistics
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from engine.course.loading import lessons
from engine.course.schema import Control, Value
from engine.course.settings import pack_settings

WAIT_S = 120.0
LARGEST_MESSAGE = 2**28
WITH_PICTURES = ("sentence", "learn", "matrices")
"""Pages on which a run without a picture is an error; on the others one without anything is."""

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
        pictures, elements = 0, 0
        while True:
            answer = ForwardMsg.FromString(await self.socket.recv(decode=False))
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.page_hash = answer.new_session.page_script_hash
            elif kind == "delta" and answer.delta.HasField("new_element"):
                element = answer.delta.new_element
                elements += 1
                pictures += element.HasField("plotly_chart") or element.HasField("bidi_component")
                if element.HasField("exception"):
                    self.errors.append(element.exception.message)
                if element.HasField("alert") and element.alert.format == Alert.ERROR:
                    self.errors.append(element.alert.body)
            elif kind == "ref_hash":  # An element that this session was sent before.
                pictures, elements = pictures + 1, elements + 1
            elif kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                if not (pictures if self.page in WITH_PICTURES else elements):
                    self.errors.append(f"a run of {self.page} without a picture")
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

    def read_chapter(self) -> None:
        """A text of some paragraphs, which is read in the background."""
        self._go_to("sentence")
        words = ("river", "letter", "window", "green", "before", "the", "of", "stone", "walked", "and")
        self.query = {"text": f"{next(_numbers)} " + " ".join(self.rng.choice(words) for _ in range(200))}

    def enter_matrices(self) -> None:
        self._go_to("matrices")
        self.query = {"query": str(self.rng.randrange(3))}

    def practise(self) -> None:
        """A page of the course with a seed of its own."""
        page = self.rng.choice(("practice", "cards", "strength", "challenge", "teach", "lab"))
        self._go_to(page)
        self.query = {} if page == "lab" else {"seed": str(self.rng.randrange(10_000))}

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


async def open_session(address: str, number: int, page: str = "sentence") -> Session:
    """A visitor who has seen a page."""
    url = address.replace("http://", "ws://") + "/_stcore/stream"
    socket = await connect(url, subprotocols=["streamlit"], max_size=LARGEST_MESSAGE, compression=None)  # type: ignore[list-item]
    session = Session(socket, random.Random(number), page=page)
    await session.run()
    return session


def percentile(times: list[float], percent: int) -> float:
    """The time that this share of the times stays under or at; the median for 50."""
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]
