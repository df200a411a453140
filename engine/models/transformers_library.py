"""Getting along with Transformers, the library: what it says, and what it may not do in two threads at once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from transformers.utils import logging

building = threading.Lock()
"""Held while Transformers builds a model: it changes functions of its own and of PyTorch meanwhile, for all threads."""


@contextmanager
def quiet_transformers() -> Iterator[None]:
    """While open, Transformers prints errors only. Its progress bars stay off from then on."""
    logging.disable_progress_bar()
    before = logging.get_verbosity()
    logging.set_verbosity_error()
    try:
        yield
    finally:
        logging.set_verbosity(before)


def first_line(error: Exception) -> str:
    """What an error of a library says, in one line, with its kind before it."""
    text = str(error).strip()
    return f"{type(error).__name__}: {text.splitlines()[0][:300]}" if text else type(error).__name__
