"""What dividing the scores does: their spread, the weights, and the gradient, for random queries and keys.

Random means here: every number of a query and of a key is drawn by itself from a normal distribution with mean 0 and
variance 1. A dot product of d such pairs has variance d (Vaswani et al. 2017, footnote 4).
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
from jaxtyping import Float

from engine.course.arithmetic import entropy_bits, softmax
from engine.errors import InputError

Division = Literal["none", "root", "width"]
DIVISIONS: tuple[Division, ...] = get_args(Division)

N_KEYS = 10
N_ROWS = 20_000
STUCK = 0.01
"""A gradient below which a row is called stuck: a twenty-fifth of the largest that there is, 1/4."""

_SEED = 7


def divisor(division: str, width: int) -> float:
    """What the scores are divided by: 1, the root of the width or the width. Raises InputError for another name."""
    if division not in DIVISIONS:
        raise InputError(f"the division must be {', '.join(DIVISIONS)}; got {division!r}. Choose one of them.")
    return {"none": 1.0, "root": math.sqrt(width), "width": float(width)}[division]


@dataclass(frozen=True, eq=False)
class Draw:
    """One random query and its ten random keys."""

    query: Float[np.ndarray, "width"]
    keys: Float[np.ndarray, "key width"]

    @property
    def scores(self) -> Float[np.ndarray, "key"]:
        return np.asarray(self.keys @ self.query)


@lru_cache(maxsize=64)
def draw(width: int, seed: int = 0) -> Draw:
    """A query and its keys, the same for the same width and seed."""
    chance = np.random.default_rng((seed, width))
    return Draw(chance.standard_normal(width), chance.standard_normal((N_KEYS, width)))


@dataclass(frozen=True)
class Typical:
    """What one division makes of many random rows of ten keys.

    spread: the standard deviation of the divided scores. normalised_entropy, largest: means over the rows.
    gradient: p (1 - p) of each row's largest weight p, which is how fast that weight moves with its own divided
    score; the median of the rows. reaching: the same for the score before the division, so divided once more.
    stuck: the share of rows whose gradient is below STUCK. mean_reaching: reaching, as the mean over the rows.
    """

    spread: float
    normalised_entropy: float
    largest: float
    gradient: float
    reaching: float
    stuck: float
    mean_reaching: float


@lru_cache(maxsize=64)
def typical(width: int, division: str) -> Typical:
    """The measures of N_ROWS random rows. Raises InputError for an unknown division."""
    by = divisor(division, width)
    weights = softmax(random_scores(width) / by)
    largest = weights.max(axis=1)
    # 1 - p as the sum of the other weights: on a saturated row the subtraction would leave only rounding.
    others = np.where(np.arange(N_KEYS) == weights.argmax(axis=1)[:, None], 0.0, weights).sum(axis=1)
    gradient = largest * others
    return Typical(
        spread=float(random_scores(width).std() / by),
        normalised_entropy=float(entropy_bits(weights).mean() / math.log2(N_KEYS)),
        largest=float(largest.mean()),
        gradient=float(np.median(gradient)),
        reaching=float(np.median(gradient) / by),
        stuck=float((gradient < STUCK).mean()),
        mean_reaching=float(gradient.mean() / by),
    )


@lru_cache(maxsize=8)
def random_scores(width: int) -> Float[np.ndarray, "row key"]:
    """The scores of N_ROWS random queries, each with N_KEYS random keys of its own.

    Drawn without the vectors: given the query, its scores are independent normal numbers whose standard deviation is
    the query's length, and the square of that length has a chi-square distribution with `width` degrees of freedom.
    """
    chance = np.random.default_rng(_SEED)
    normals = chance.standard_normal((N_ROWS, N_KEYS))
    return np.asarray(normals * np.sqrt(chance.chisquare(width, size=(N_ROWS, 1))))
