"""One at a time, in the order of coming."""

import threading


class Turns:
    """A queue in which each waits for those who came before it. Each joins once."""

    def __init__(self) -> None:
        self._queue: list[object] = []
        self._changed = threading.Condition()

    def join(self, one: object) -> None:
        """Takes the last place."""
        with self._changed:
            self._queue.append(one)

    def leave(self, one: object) -> None:
        """Gives its place up, waiting or done; nothing for one who has none."""
        with self._changed:
            if one in self._queue:
                self._queue.remove(one)
            self._changed.notify_all()

    def wait(self, one: object, timeout: float) -> int:
        """How many come before it, once it is first or after timeout seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue[0] == one, timeout)
            return self._queue.index(one)

    @property
    def n_waiting(self) -> int:
        """How many are not the first."""
        with self._changed:
            return max(len(self._queue) - 1, 0)
