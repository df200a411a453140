"""A bar on the terminal for what takes long."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from engine.progress import Progress

_SHOWN_AFTER = 1.0
"""Seconds before the bar appears: what is done sooner needs none."""


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on standard error, gone when the work is done; none where standard error is no terminal."""
    with tqdm(
        total=1.0,
        file=sys.stderr,
        disable=None if sys.stderr is not None else True,
        delay=_SHOWN_AFTER,
        leave=False,
        bar_format="{desc} {bar} {percentage:3.0f}% {elapsed}",
    ) as bar:

        def show(share: float, step: str) -> None:
            bar.set_description_str(step, refresh=False)
            bar.update(max(0.0, share - bar.n))

        yield show
