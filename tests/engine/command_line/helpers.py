"""What the tests of the command line name alike."""

from collections.abc import Callable

Command = Callable[..., bytes]
"""Runs a command and gives what it printed."""

NAMES = ("the", "cat", "the", "=1+1", 'say "a,\nb"')
"""Tokens, two of which are alike and two of which a careless writer of csv would break on."""
