"""A bar on the terminal for what takes long."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from engine.progress import Progress

_WIDEST = 100

_SHOWN_AFTER = 1.0
"""Seconds before the bar appears: what is done sooner needs none."""


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on standard error, gone when the work is done; none where standard error is no terminal."""
    size = shutil.get_terminal_size()
    with tqdm(
        total=1.0,
        file=sys.stderr,
        disable=None if sys.stderr is not None else True,
        delay=_SHOWN_AFTER,
        leave=False,
        miniters=0,
        # A terminal that says it has no size (a recorded one, say) gets 80 columns and 24 rows, and so its bar.
        ncols=min(size.columns, _WIDEST),
        nrows=size.lines,
        bar_format="{desc} {bar} {percentage:3.0f}% {elapsed}",
    ) as bar:

        def show(share: float, step: str) -> None:
            bar.set_description_str(step, refresh=False)
            bar.update(max(0.0, share - bar.n))

        yield show
