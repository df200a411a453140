"""What random scores of unit spread would do by chance: the control of every label and of every link.

A label is given only where a head has more rows that show it than random heads of the same lengths and mask have.
"""

import math
from functools import lru_cache

import numpy as np
from jaxtyping import Float, Int
from scipy.special import bdtrc, ndtr

ONE_IN = 100
"""Of so many random heads one at most earns a label."""

_LABELS_TRIED = 12
_ALPHA = 1 / ONE_IN / _LABELS_TRIED
"""For each label that is tried, so that all of them together are wrong once in ONE_IN."""


def share_chance(
    n_visible: Int[np.ndarray, "*#rows"], n_keys: Int[np.ndarray, "*#rows"], share: float = 0.5
) -> Float[np.ndarray, "*rows"]:
    """The chance that n_keys of n_visible keys hold at least `share` of a row of unit random scores.

    Sums of exponentials of normal scores, taken as lognormal with the same mean and variance (Fenton 1960): within 0.03
    of simulations, and within a fifth where it is small. 0 without keys, 1 where they are all.
    """
    inside, outside = np.maximum(n_keys, 1), np.maximum(n_visible - n_keys, 1)
    spread_inside, spread_outside = np.log1p((math.e - 1) / inside), np.log1p((math.e - 1) / outside)
    ahead = np.log(inside) - spread_inside / 2 - np.log(outside) + spread_outside / 2
    ahead = (ahead - math.log(share / (1 - share))) / np.sqrt(spread_inside + spread_outside)
    chance = ndtr(ahead)
    return np.where(n_keys <= 0, 0.0, np.where(n_keys >= n_visible, 1.0, chance))


def is_above_chance(n_hits: int, n_rows: int, expected: float, n_candidates: int = 1, alpha: float = _ALPHA) -> bool:
    """Whether so many of n_rows rows are more than chance gives, where it gives `expected` on average.

    The rows' chances may differ: a binomial with their mean has the longer tail (Hoeffding 1956), so that this errs to
    the safe side. n_candidates: of how many places the best one was picked, each as likely as this one.
    """
    return n_hits >= _least_hits(n_rows, round(expected / max(n_rows, 1), 6), round(alpha / max(n_candidates, 1), 12))


@lru_cache(maxsize=4096)
def _least_hits(n_rows: int, chance: float, alpha: float) -> int:
    """The fewest hits that a binomial reaches or passes at most alpha of the time; n_rows + 1 where none is so rare."""
    tail = bdtrc(np.arange(-1, n_rows), n_rows, min(max(chance, 0.0), 1.0))  # From 0 hits or more to n_rows or more.
    return int(np.argmax(np.append(tail, 0.0) <= alpha))
