"""Lines to a server without a browser, beside one: Playwright holds the event loop of the tests' thread."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

_Found = TypeVar("_Found")


def run_apart(work: Coroutine[Any, Any, _Found]) -> _Found:
    """What the work returns, done in a thread and a loop of its own."""
    with ThreadPoolExecutor(max_workers=1) as threads:
        return threads.submit(asyncio.run, work).result()
