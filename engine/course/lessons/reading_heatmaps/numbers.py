"""The shapes in a matrix of weights: lines beside the diagonal, columns, blocks."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from engine.course.arithmetic import softmax

RIVER = ("river", "water", "fish", "boat")
MONEY = ("cash", "loan", "price", "coin")
ORDERS = ("grouped", "mixed")


def offset_mean(weights: Float[np.ndarray, "query key"], offset: int) -> float:
    """The mean weight on the key so many places after its query (-1 the token before), over rows that have one."""
    return float(np.diagonal(weights, offset).mean())


def column_means(weights: Float[np.ndarray, "query key"]) -> Float[np.ndarray, "key"]:
    """The mean weight that each key gets."""
    return np.asarray(weights.mean(axis=0))


@dataclass(frozen=True, eq=False)
class TwoTopics:
    """Words of two subjects whose queries and keys are alike within a subject. topics: 0 or 1 for each word."""

    tokens: tuple[str, ...]
    vectors: Float[np.ndarray, "token width"]
    weights: Float[np.ndarray, "query key"]
    topics: Int[np.ndarray, "token"]

    @property
    def within(self) -> float:
        """The mean share of a row that stays within its subject."""
        return float((self.weights * (self.topics[:, None] == self.topics)).sum(axis=1).mean())

    @property
    def changes(self) -> int:
        """How often the subject changes from one word to the next."""
        return int((np.diff(self.topics) != 0).sum())


def two_topics(order: str) -> TwoTopics:
    """The words of both subjects, one subject after the other ("grouped") or in turns ("mixed")."""
    words = (*RIVER, *MONEY)
    topics = np.repeat([0, 1], len(RIVER))
    # Two numbers say the subject, two more make every word a little different.
    small = np.random.default_rng(1).uniform(-0.6, 0.6, (len(words), 2)).round(1)
    vectors = np.hstack([2.0 * np.eye(2)[topics], small])
    places = np.arange(len(words)).reshape(2, -1).T.ravel() if order == "mixed" else np.arange(len(words))
    vectors, topics = vectors[places], topics[places]
    weights = softmax(vectors @ vectors.T / np.sqrt(vectors.shape[1]))
    return TwoTopics(tuple(words[place] for place in places), vectors, weights, topics)
