"""Modules that are imported while the app runs, in whichever thread asks for them first."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOCK = threading.RLock()


@contextmanager
def importing() -> Iterator[None]:
    """Lets one thread at a time import what is put off until it is needed; the others wait.

    Python locks each module by itself. Two threads that come to PyTorch or Transformers from different sides wait for
    each other's modules, and Python then hands one of them a module that is only half made ("cannot import name").
    """
    with _LOCK:
        yield
