"""Attention as it should be, for small matrices in float64: what the course counts with."""

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Num

from engine.errors import InputError

Matrix = Float[np.ndarray, "_rows _columns"]
Row = Float[np.ndarray, " key"]


@dataclass(frozen=True, eq=False)
class Attention:
    """What came of one way to compute attention. weights is None where there is nothing like a weight."""

    scores: Float[np.ndarray, "query _column"] | None
    weights: Float[np.ndarray, "_query _key"] | None
    output: Float[np.ndarray, "_query _width"]


def softmax(scores: Float[np.ndarray, "*shape"], axis: int | None = -1) -> Float[np.ndarray, "*shape"]:
    """exp(scores) over its sum along an axis (None: over everything), with the largest score subtracted first."""
    parts = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return np.asarray(parts / parts.sum(axis=axis, keepdims=True))


def entropy_bits(weights: Float[np.ndarray, "*lead key"]) -> Float[np.ndarray, "*lead"]:
    """The entropy of each row in bits; a weight of 0 adds nothing."""
    logarithms = np.log2(np.where(weights > 0, weights, 1.0))
    return np.asarray(0.0 - (weights * logarithms).sum(axis=-1))


def normalised_entropy(
    bits: Float[np.ndarray, " query"], counted: Num[np.ndarray, " query"]
) -> Float[np.ndarray, " query"]:
    """Entropies over log2 of the keys counted for each row: those that it sees, for the honest number.

    NaN where one key is counted: there is nothing to choose.
    """
    return np.where(counted > 1, bits / np.log2(np.maximum(counted, 2)), np.nan)


def effective_keys(weights: Float[np.ndarray, " key"]) -> float:
    """2 to the power of the entropy: how many keys the weights really spread over."""
    return float(2.0 ** entropy_bits(weights))


def soften(scores: Float[np.ndarray, " key"], temperature: float) -> Float[np.ndarray, " key"]:
    """The weights softmax(scores / temperature) of one query (Hinton, Vinyals and Dean 2015, equation 1).

    At 0 the largest score has all the weight (several that are equal share it), at infinity every key has the same.
    """
    if temperature < 0 or math.isnan(temperature):
        raise InputError(f"a temperature is 0 or more; got {temperature:g}. Choose a positive one.")
    if temperature == 0:
        best = scores == scores.max()
        return best / best.sum()
    return softmax((scores - scores.max()) / temperature)


def attend(queries: Matrix, keys: Matrix, values: Matrix, divisor: float | None = None) -> Attention:
    """Scaled dot-product attention as it should be (Vaswani et al. 2017, equation 1).

    divisor: what the scores are divided by; None for the root of the width.
    """
    scores = queries @ keys.T
    weights = softmax(scores / (np.sqrt(queries.shape[1]) if divisor is None else divisor))
    return Attention(scores, weights, weights @ values)
