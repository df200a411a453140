"""The first example of the course: "The soup was cold, the tea was hot", small enough to be checked by hand.

The numbers are chosen, not learned: they stand for what a trained model might have found.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from engine.course.arithmetic import Attention, attend
from engine.course.figure import PageLink
from engine.course.lessons.links import open_matrices
from engine.errors import InputError
from engine.matrices.input import MatrixInput

KEY_WORDS = ("soup", "cold", "tea", "hot")
QUERY_WORDS = ("soup", "tea")

KEY_NUMBERS = ("half 1", "half 2", "quality")
"""What the three numbers of a query ask for and those of a key offer: the sentence's halves, a word for a quality."""

VALUE_NUMBERS = ("how hot", "drink")
"""What the two numbers of a value say."""

QUERIES = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
KEYS = np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [0.0, 1.0, 1.0]])
VALUES = np.array([[0.0, 0.5], [-1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])

_EXCHANGED = [0, 3, 2, 1]
"""The order of the words with cold and hot in each other's place."""


@dataclass(frozen=True, eq=False)
class Soup:
    """The example as it is attended to. The scores are not scaled."""

    queries: Float[np.ndarray, "query 3"]
    keys: Float[np.ndarray, "key 3"]
    values: Float[np.ndarray, "key width"]
    attention: Attention

    @property
    def scores(self) -> Float[np.ndarray, "query key"]:
        assert self.attention.scores is not None
        return self.attention.scores

    @property
    def weights(self) -> Float[np.ndarray, "query key"]:
        assert self.attention.weights is not None
        return self.attention.weights

    @property
    def output(self) -> Float[np.ndarray, "query width"]:
        return self.attention.output


def soup(strength: float = 2.0, exchanged: str = "nothing") -> Soup:
    """Attention from soup and tea to the four words, without scaling.

    strength: what the queries are multiplied by; 0 gives the equal average. exchanged: "keys" or "values" gives cold
    and hot each other's, "nothing" leaves all as it is. Raises InputError for anything else.
    """
    if exchanged not in ("nothing", "keys", "values"):
        raise InputError(f"exchanged must be nothing, keys or values; got {exchanged!r}. Choose one of the three.")
    queries = QUERIES * strength
    keys = KEYS[_EXCHANGED] if exchanged == "keys" else KEYS
    values = VALUES[_EXCHANGED] if exchanged == "values" else VALUES
    return Soup(queries, keys, values, attend(queries, keys, values, divisor=1.0))


def open_soup(shown: Soup, query: int = 0) -> PageLink:
    """The Matrices page with the course's first example."""
    return open_matrices(
        MatrixInput(
            shown.queries, shown.keys, shown.values, scale=False, query_tokens=QUERY_WORDS, key_tokens=KEY_WORDS
        ),
        query=query,
    )
