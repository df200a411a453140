"""Seeds: a number in a link that draws the same questions for everybody."""

import random

LARGEST_SEED = 999_999
"""The largest whole number that is read from a link (selection.whole_number)."""


def other_seed() -> int:
    """A seed by chance, short enough to be read out to a class."""
    return random.randint(1, 9999)
