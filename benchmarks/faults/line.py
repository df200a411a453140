"""A line between a browser and a server that can be down for a while."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


class Line:
    """Passes on what comes to a port of its own; while it is down, what is on its way is swallowed.

    Nobody is told that it is down, as with a cable that is pulled: connections stay open, new ones get no answer.
    """

    def __init__(self, address: str) -> None:
        self._to = (urlsplit(address).hostname, urlsplit(address).port)
        self._up = threading.Event()
        self._up.set()
        self._waiting = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._waiting.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._up.clear()

    def mend(self) -> None:
        self._up.set()

    def close(self) -> None:
        self._waiting.close()

    def _accept(self) -> None:
        while True:
            try:
                one, _ = self._waiting.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(one,), daemon=True).start()

    def _connect(self, one: socket.socket) -> None:
        if not self._up.is_set():
            self._up.wait()
            one.close()
            return
        try:
            other = socket.create_connection(self._to)
        except OSError:
            one.close()
            return
        for sender, receiver in ((one, other), (other, one)):
            threading.Thread(target=self._pass_on, args=(sender, receiver), daemon=True).start()

    def _pass_on(self, sender: socket.socket, receiver: socket.socket) -> None:
        was_down = False
        with contextlib.suppress(OSError):
            while data := sender.recv(65_536):
                was_down = was_down or not self._up.is_set()
                # What was lost is lost: a connection that missed something ends once the line is back.
                if not self._up.is_set():
                    self._up.wait()
                if was_down:
                    break
                receiver.sendall(data)
        for end in (sender, receiver):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_to(address: str) -> Iterator[Line]:
    line = Line(address)
    try:
        yield line
    finally:
        line.mend()
        line.close()
