"""How well a key matches a query: the dot product, its direction and its lengths; and every pair at once."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float


@dataclass(frozen=True)
class Match:
    """A query and a key in the plane, and their dot product."""

    query: tuple[float, float]
    key: tuple[float, float]

    @property
    def products(self) -> tuple[float, float]:
        """What is added up: the products of the first numbers and of the second numbers."""
        return self.query[0] * self.key[0], self.query[1] * self.key[1]

    @property
    def score(self) -> float:
        """The dot product: the length of the query, times that of the key, times the cosine between them."""
        return sum(self.products)


def match(query_length: float, key_length: float, angle: float) -> Match:
    """A query that points along the first axis, and a key turned away from it by an angle in degrees.

    Right angles come out exact: the cosine of 90 degrees is 0, not 6e-17.
    """
    turned = np.radians(angle)
    cosine, sine = (0.0 if abs(part) < 1e-12 else float(part) for part in (np.cos(turned), np.sin(turned)))
    return Match((query_length, 0.0), (key_length * cosine, key_length * sine))


def pair_scores(
    queries: Float[np.ndarray, "query width"], keys: Float[np.ndarray, "key width"]
) -> Float[np.ndarray, "query key"]:
    """Every query's dot product with every key: Q K^T (Vaswani et al. 2017, equation 1, before the division)."""
    return np.asarray(queries @ keys.T)
