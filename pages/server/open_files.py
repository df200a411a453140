"""How many files the server may hold open: each visitor takes four, a connection and the loop of a thread."""

import logging

_LOG = logging.getLogger(__name__)

PER_VISITOR = 4
"""Open files of one visitor, there or gone less than server.disconnectedSessionTTL ago (`benchmarks.classroom`)."""


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


_MOST = 65_536
"""Room for far more visitors than one process serves; asked for without bound, some systems refuse."""
