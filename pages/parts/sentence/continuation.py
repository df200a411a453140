"""The continuation that a link asks for.

Its seed is not the seed of questions (pages/parts/questions/choosers.py): it is one that PyTorch draws tokens with, as
large as the command line takes it, and 0 where the link has none, since the same link must give the same text.
"""

import re

from engine.running.continuation import HOTTEST, LARGEST_SEED, MOST_NEW_TOKENS
from pages.shared.choices import Choices
from pages.shared.messages import show_problem
from viz.shown_text import plain_label

CHOICES = ("more", "temperature", "seed", "row")
"""The names of the choices that a link should hold: the same link gives the same continuation."""


def continuation_of(choices: Choices) -> tuple[int, float, int] | None:
    """The continuation that was chosen: number of tokens, temperature (0: the likeliest each time) and seed.

    None without one; also where a link asks for one that there cannot be, and that is said.
    """
    if "more" not in choices:
        return None
    more, temperature, seed = wished_tokens(choices), wished_temperature(choices), wished_seed(choices)
    if more is not None and temperature is not None and seed is not None:
        return more, temperature, seed if temperature else 0
    name, wanted = (
        ("more", f"the number of tokens must be a whole number from 1 to {MOST_NEW_TOKENS}")
        if more is None
        else ("temperature", f"the temperature must be a number from 0 to {HOTTEST:g}, with 2 decimals at most")
        if temperature is None
        else ("seed", f"the seed must be a whole number from 0 to {LARGEST_SEED}")
    )
    show_problem(
        "The text is not continued",
        f"{wanted}; the link has {plain_label(choices.get(name), 30)}. "
        "Choose under “What comes next” how it should go on.",
    )
    return None


def wished_tokens(choices: Choices, *before: str) -> int | None:
    """How many tokens are to be written; a choice of one of the names before counts more than that of the link."""
    number = choices.whole_number(_first(choices, *before, "more"))
    return number if number is not None and 1 <= number <= MOST_NEW_TOKENS else None


def wished_temperature(choices: Choices, *before: str) -> float | None:
    """How freely they are drawn, 0 where nothing is chosen. before: as for wished_tokens."""
    text = choices.get(_first(choices, *before, "temperature"), "0").strip()
    number = float(text) if re.fullmatch(r"\d{1,3}(\.\d{1,2})?", text, re.ASCII) else None
    return number if number is not None and number <= HOTTEST else None


def wished_seed(choices: Choices, *before: str) -> int | None:
    """The seed that they are drawn with, 0 where nothing is chosen. before: as for wished_tokens."""
    text = choices.get(_first(choices, *before, "seed"), "0").strip()
    number = int(text) if re.fullmatch(r"\d{1,10}", text, re.ASCII) else None
    return number if number is not None and number <= LARGEST_SEED else None


def _first(choices: Choices, *names: str) -> str:
    """The first of these choices that was made; the last where none was."""
    return next((name for name in names if name in choices), names[-1])
