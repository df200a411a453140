"""How spread out a row of weights is, and the several ways to come by equal weights."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from engine.course.arithmetic import entropy_bits, normalised_entropy, softmax

N_KEYS, WIDTH = 8, 16
CAUSES = ("nothing matches", "all match", "keys repeat", "divided by the width")


@dataclass(frozen=True)
class Spread:
    """A row's entropy in bits, as a share of the most there can be over its keys (0 to 1), and as a count of keys."""

    bits: float
    normalised: float
    effective: float
    largest: float


def measure(weights: Float[np.ndarray, "key"]) -> Spread:
    """The spread of one row. normalised is NaN for a single key: there is nothing to choose."""
    bits = float(entropy_bits(weights))
    most = float(np.log2(len(weights)))
    return Spread(bits, bits / most if most else float("nan"), 2**bits, float(weights.max()))


def even_causal_bits(n_tokens: int) -> Float[np.ndarray, "query"]:
    """The entropy of every row of a causal head that spreads its weight evenly: row i sees i + 1 keys."""
    weights = np.tril(np.ones((n_tokens, n_tokens)))
    return entropy_bits(weights / weights.sum(axis=1, keepdims=True))


def share_of_most(
    bits: Float[np.ndarray, "query"], counted_keys: Float[np.ndarray, "query"]
) -> Float[np.ndarray, "query"]:
    """bits over log2 of the keys that are counted; NaN where a row sees one key, which is the first of a causal head.

    counted_keys: what the most is taken over: rightly the keys that the row can see.
    """
    normalised = normalised_entropy(bits, counted_keys)
    normalised[0] = np.nan
    return normalised


@dataclass(frozen=True, eq=False)
class QueryRow:
    """One query with its keys, and what the scores are divided by."""

    query: Float[np.ndarray, "1 width"]
    keys: Float[np.ndarray, "key width"]
    divisor: float

    @property
    def scores(self) -> Float[np.ndarray, "key"]:
        """The dot products, divided."""
        return (self.query @ self.keys.T)[0] / self.divisor

    @property
    def weights(self) -> Float[np.ndarray, "key"]:
        return softmax(self.scores)


def row_of(cause: str) -> QueryRow:
    """A row that is uniform, or all but uniform, for one of CAUSES; anything else gives an ordinary random row."""
    random = np.random.default_rng(5)
    query, keys = random.standard_normal((1, WIDTH)).round(2), random.standard_normal((N_KEYS, WIDTH)).round(2)
    divisor = float(np.sqrt(WIDTH))
    if cause in ("nothing matches", "all match"):
        # The query reads the first number only. There the keys all have 0, or all the same large number; elsewhere
        # they differ as before.
        query = np.zeros((1, WIDTH))
        query[0, 0] = 4.0
        keys[:, 0] = 0.0 if cause == "nothing matches" else 9.0
    elif cause == "keys repeat":
        keys = np.repeat(keys[:1], N_KEYS, axis=0)
    elif cause == "divided by the width":
        divisor = float(WIDTH)
    return QueryRow(query, keys, divisor)
