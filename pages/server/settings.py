"""Settings of the environment, looked at before anybody is served: one that cannot be meant ends the start."""

import os

from engine.reading.jobs import MEMORY, memory_limit


def check_settings() -> None:
    """Ends the program with one line on the terminal where a setting is wrong."""
    try:
        memory_limit(os.environ.get(MEMORY))
    except ValueError as error:
        raise SystemExit(f"Headlight was not started: {error}") from None
