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
