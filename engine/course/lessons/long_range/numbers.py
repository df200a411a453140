"""What distance does to a dot product, which is nothing, and to a recurrent average, which is much."""

from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from jaxtyping import Float

from engine.course.arithmetic import softmax
from engine.errors import InputError

WIDTH = 4
SEED = 3


@dataclass(frozen=True, eq=False)
class Search:
    """One query that looks for a key that matches it among others. place: where the match stands, counted from 0."""

    query: Float[np.ndarray, "1 width"]
    keys: Float[np.ndarray, "key width"]
    weights: Float[np.ndarray, "key"]
    place: int


def search(distance: int, n_keys: int, strength: float = 4.0) -> Search:
    """The match stands `distance` places before the query, which comes after the last key.

    The other keys are random and keep their order. Their scores have a mean of 0 and a spread of 1 once divided by
    the root of the width; the match's score is `strength`. Raises InputError for a distance that there is not.
    """
    if not 1 <= distance <= n_keys:
        raise InputError(f"the distance must be from 1 to {n_keys}, the number of keys; got {distance}.")
    others = np.random.default_rng(SEED).standard_normal((n_keys - 1, WIDTH)).round(2)
    query = np.ones((1, WIDTH))
    match = np.full(WIDTH, strength / np.sqrt(WIDTH))
    keys = np.insert(others, n_keys - distance, match, axis=0)
    return Search(query, keys, softmax(query @ keys.T / np.sqrt(WIDTH))[0], n_keys - distance)


def recurrent_shares(n_tokens: int, keep: float) -> Float[np.ndarray, "token"]:
    """The share that each token has in a memory that has read them all, one after the other.

    The memory begins as the first token; then memory = keep * memory + (1 - keep) * token, an exponential moving
    average. It is run on tokens that are unit vectors, so that the memory itself is the list of shares: they sum to 1.
    """
    memory, *others = np.eye(n_tokens)
    for token in others:
        memory = keep * memory + (1 - keep) * token
    return memory


def weight_in_a_crowd(n_others: int, strength: float) -> float:
    """The weight of a match with this score among so many keys whose scores are spread as random ones, by 1 about 0.

    Evenly placed quantiles of a normal distribution stand in for a draw from it: they carry no chance of their own.
    """
    return float(softmax(np.append(_normal_scores(n_others), strength))[-1])


@lru_cache(maxsize=64)
def _normal_scores(count: int) -> Float[np.ndarray, "count"]:
    normal = NormalDist()
    return np.array([normal.inv_cdf((place + 0.5) / count) for place in range(count)])
