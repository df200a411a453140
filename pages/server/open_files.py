"""How many files the server may hold open: each visitor takes four, a connection and the loop of a thread.

The loop's three stay for a visitor who has left, until Streamlit forgets the session (server.disconnectedSessionTTL).
"""

import logging
import os

_LOG = logging.getLogger(__name__)

_KEPT_FREE = 32
"""Open files that no further visitor may take: those who are there read models and upload files."""


def raise_the_limit() -> int | None:
    """Lets the process hold as many open files as the system allows it to; how many that are, where it can be said.

    Many systems start a process with room for 1,024, which 250 visitors use up, and allow it to ask for far more.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST if hard == resource.RLIM_INFINITY else min(hard, _MOST)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError) as error:  # a system may allow less than it says
        _LOG.warning("open files stay at %d: %s", soft, error)
        return soft
    return wanted


def is_full() -> bool:
    """Whether so few files are left to open that a further visitor would take them from those who are there."""
    try:
        import resource

        limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return limit != resource.RLIM_INFINITY and len(os.listdir("/dev/fd")) > limit - _KEPT_FREE
    except (ImportError, OSError):  # Windows, or a system that does not say
        return False


_MOST = 65_536
"""Room for far more visitors than one process serves; asked for without bound, some systems refuse."""
