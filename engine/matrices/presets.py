"""Matrices to start from, each with one thing to see."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.matrices.input import MatrixInput

Rows = Sequence[Sequence[int | float]]


@dataclass(frozen=True, eq=False)
class Preset:
    """Ready-made matrices; name stands in links, title in the list, sentence says what to look for."""

    name: str
    title: str
    sentence: str
    matrices: MatrixInput


def preset(name: str) -> Preset | None:
    """The preset of this name, None if there is none."""
    return next((one for one in PRESETS if one.name == name), None)


def _identity(n: int) -> Rows:
    return [[int(row == column) for column in range(n)] for row in range(n)]


def _matrices(
    *, heads: int = 1, scale: bool | float = True, mask: str = "none", tokens: tuple[str, ...] = (), **rows: Rows
) -> MatrixInput:
    """The matrices of these rows; tokens name queries and keys alike."""
    given: dict[str, Any] = {name: np.array(matrix, dtype=np.float64) for name, matrix in rows.items()}
    return MatrixInput(**given, heads=heads, scale=scale, mask=mask, query_tokens=tokens, key_tokens=tokens)


def _beside(left: Rows, right: Rows) -> Rows:
    return [[*a, *b] for a, b in zip(left, right, strict=True)]


def _matching(keys_looked_at: Sequence[int | None], strength: int) -> Rows:
    """Queries that match one key each of the identity, or none."""
    columns = range(len(keys_looked_at))
    return [[strength if column == key else 0 for column in columns] for key in keys_looked_at]


def _example_a(scale: bool) -> MatrixInput:
    return _matrices(queries=[[1, 0]], keys=[[1, 0], [-10, 1]], values=[[10, 20], [30, 40]], scale=scale)


def _example_b(scale: bool) -> MatrixInput:
    return _matrices(queries=[[1, 0, 1]], keys=[[1, 0, 1], [0, 1, 0]], values=[[1, 2], [3, 4]], scale=scale)


_FOUR_VALUES = [[8, 0], [0, 8], [4, 4], [-4, 2]]

PRESETS: tuple[Preset, ...] = (
    Preset(
        "identity",
        "Identity",
        "Every query matches its own key, but a score of 1/2 against 0 is only a mild preference: the diagonal leads "
        "and every row stays spread out. V is the identity too, so the output repeats the weights.",
        _matrices(queries=_identity(4), keys=_identity(4), values=_identity(4)),
    ),
    Preset(
        "one-match",
        "One row matches one key",
        "Only the query of “it” matches a key, that of “cat”: its row is focused. The other queries are zero, so all "
        "their scores are equal and their rows uniform.",
        _matrices(
            queries=_matching([None, None, None, None, 1], 10),
            keys=_identity(5),
            values=[[1, 0], [9, 5], [2, 1], [0, 3], [1, 1]],
            tokens=("the", "cat", "sat", "where", "it"),
        ),
    ),
    Preset(
        "equal-keys",
        "All keys equal",
        "However the queries differ, equal keys give equal scores: every row is uniform, its normalised entropy is 1, "
        "and every output is the plain average of the values.",
        _matrices(
            queries=[[3, -1, 2], [0, 5, 1], [-2, 0, 4], [1, 1, 1]],
            keys=[[1, 2, -1]] * 4,
            values=_FOUR_VALUES,
            tokens=("red", "green", "blue", "white"),
        ),
    ),
    Preset(
        "large-scores",
        "Large scores",
        "Without scaling each row's largest score leads by 18, and softmax saturates: one key takes all but a trace "
        "of the row, and a small change of a score changes nothing. Divide by 20 instead, and compare.",
        _matrices(
            queries=[[6, 0, 2, 4], [2, 4, 6, 0], [4, 6, 0, 2], [0, 2, 4, 6]],
            keys=[[5, 0, 1, 3], [3, 5, 0, 1], [1, 3, 5, 0], [0, 1, 3, 5]],
            values=_FOUR_VALUES,
            scale=False,
            tokens=("red", "green", "blue", "white"),
        ),
    ),
    Preset(
        "causal",
        "Causal mask",
        "Every token sees itself and those before it, so the upper right is hidden. Each row is divided among what it "
        "sees and still sums to 1; the first token has one key only, so its normalised entropy is undefined.",
        _matrices(
            queries=[[1, 0, 2], [0, 2, 1], [2, 1, 0], [1, 3, 0], [3, 0, 1]],
            keys=[[1, 1, 0], [0, 2, 1], [2, 0, 0], [0, 1, 2], [1, 0, 1]],
            values=[[1, 0], [0, 1], [2, 2], [3, 0], [0, 4]],
            mask="causal",
            tokens=("the", "small", "dog", "barked", "loudly"),
        ),
    ),
    Preset(
        "two-heads",
        "Two heads that disagree",
        "The same tokens, two heads: the first looks at the token before, the second at the token after. The first "
        "four columns of Q and K belong to head 0, the others to head 1.",
        _matrices(
            queries=_beside(_matching([0, 0, 1, 2], 8), _matching([1, 2, 3, 3], 8)),
            keys=_beside(_identity(4), _identity(4)),
            values=[[1, 0], [0, 5], [3, 2], [7, 1]],
            heads=2,
            tokens=("dogs", "chase", "small", "cats"),
        ),
    ),
    Preset(
        "projections",
        "From X through W_Q, W_K and W_V",
        "Q, K and V are made from the same four words. In head 0 nouns look at the verb and the verb at both nouns; "
        "in head 1 nouns look at nouns and the verb at itself. W_O mixes what both heads found.",
        _matrices(
            x=[[2, 0, 1], [0, 2, 0], [0, 0, 1], [2, 0, 0]],
            w_q=[[0, 2, 1, 0], [2, 0, 0, 1], [0, 0, 1, 1]],
            w_k=[[2, 0, 1, 0], [0, 2, 0, 1], [0, 0, 1, -1]],
            w_v=[[1, 0, 0, 2], [0, 1, 1, 0], [1, 1, 0, 0]],
            w_o=[[1, 0], [0, 1], [1, 1], [0, 2]],
            heads=2,
            tokens=("dogs", "chase", "small", "cats"),
        ),
    ),
    Preset(
        "example-a",
        "Worked example A",
        "Scores 1 and -10: the first key takes all but 0.0000167 of the weight, so the output is almost its value.",
        _example_a(scale=False),
    ),
    Preset(
        "example-a-scaled",
        "Worked example A, scaled",
        "Divided by sqrt(2) the scores lie closer together: the second key gets 25 times what it got unscaled, and "
        "still next to nothing.",
        _example_a(scale=True),
    ),
    Preset(
        "example-b",
        "Worked example B",
        "The query equals the first key: score 2, divided by sqrt(3). Three quarters of the weight go there, and the "
        "row spreads over about 1.73 keys.",
        _example_b(scale=True),
    ),
    Preset(
        "example-b-unscaled",
        "Worked example B, unscaled",
        "The same without scaling: the score stays 2, and the row is more focused than the scaled one.",
        _example_b(scale=False),
    ),
    Preset(
        "softmax-123",
        "Softmax of 1, 2, 3",
        "The keys are the scores themselves. Each score is 1 more than the last, so each weight is e = 2.718 times "
        "the last.",
        _matrices(queries=[[1]], keys=[[1], [2], [3]], values=_identity(3), scale=False),
    ),
    Preset(
        "given-weights",
        "Weights 0.1, 0.7, 0.2",
        "The scores are the logarithms of the weights, so softmax gives the weights back; V is the identity, so the "
        "output is the weights once more.",
        _matrices(queries=[[1]], keys=[[math.log(w)] for w in (0.1, 0.7, 0.2)], values=_identity(3), scale=False),
    ),
    Preset(
        "one-key",
        "One key only",
        "With a single key there is nothing to choose: the weight is 1 whatever the score, and normalised entropy is "
        "undefined, not 0.",
        _matrices(queries=[[3, -2]], keys=[[5, 1]], values=[[7, 8, 9]]),
    ),
)
