"""How a text is to be continued, and what may come next. Imports nothing heavy."""

import math
from dataclasses import dataclass

from engine.errors import InputError

MOST_NEW_TOKENS = 500
"""So many tokens are written at a time, at most."""

HOTTEST = 5.0
"""The highest temperature."""

LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True)
class Continuation:
    """How to go on: n_tokens more, the likeliest each time (temperature 0), or drawn.

    temperature: the scores are divided by it before the softmax that is drawn from; 1 draws as the model was trained,
    less keeps to what is likely. seed: the same seed draws the same tokens. Checked when made; raises InputError.
    """

    n_tokens: int
    temperature: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.n_tokens <= MOST_NEW_TOKENS:
            raise InputError(f"between 1 and {MOST_NEW_TOKENS} tokens can follow at a time; got {self.n_tokens}.")
        if not (math.isfinite(self.temperature) and 0 <= self.temperature <= HOTTEST):
            raise InputError(f"the temperature must be between 0 and {HOTTEST:g}; got {self.temperature:g}.")
        if not 0 <= self.seed <= LARGEST_SEED:
            raise InputError(f"the seed must be a whole number from 0 to {LARGEST_SEED}; got {self.seed}.")


@dataclass(frozen=True)
class NextToken:
    """One token that may come next. text: with the space before it, where it has one. probability: 0 to 1."""

    text: str
    token_id: int
    probability: float
