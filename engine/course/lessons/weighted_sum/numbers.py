"""The output as a mixture of the values: where it can lie, and what the temperature does to it."""

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from engine.course.arithmetic import effective_keys, soften
from engine.errors import InputError

_HALVINGS = 80
"""Of the interval that the temperature is looked for in: float64 has no finer one after that many."""


@dataclass(frozen=True, eq=False)
class Summed:
    """What a line of NumPy gave: an output, or the error that it raised instead (output is None then)."""

    output: Float[np.ndarray, " width"] | None
    error: str = ""


def find_temperature(scores: Float[np.ndarray, " key"], keys_wanted: float) -> float:
    """The temperature at which so many keys are effectively looked at: their number grows with the temperature.

    Found by halving an interval. 0 and infinity are the answers at the two ends: as many keys as share the largest
    score, and all of them. InputError for fewer or more.
    """
    fewest, most = effective_keys(soften(scores, 0.0)), float(len(scores))
    if not fewest <= keys_wanted <= most:
        raise InputError(
            f"these scores can spread over {fewest:g} to {most:g} keys; got {keys_wanted:g}. Choose one between."
        )
    if keys_wanted == fewest:
        return 0.0
    if keys_wanted == most:
        return math.inf
    # Beyond these ends the weights are one-hot and equal to more digits than float64 has.
    spread = float(np.ptp(scores))
    low, high = math.log(spread * 1e-6), math.log(spread * 1e9)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if effective_keys(soften(scores, math.exp(middle))) < keys_wanted:
            low = middle
        else:
            high = middle
    return math.exp(high)


def distance_outside(point: Float[np.ndarray, " 2"], values: Float[np.ndarray, "key 2"]) -> float:
    """How far a point of the plane lies outside the area that the values span (their convex hull); 0 inside it.

    A point is inside unless all values lie on one side of it: seen from the point, their directions then leave a gap
    of more than half a turn.
    """
    directions = values - point
    lengths = np.hypot(directions[:, 0], directions[:, 1])
    size = max(float(np.abs(values).max()), float(np.abs(point).max()), 1.0)
    if lengths.min() <= 1e-12 * size:
        return 0.0
    angles = np.sort(np.arctan2(directions[:, 1], directions[:, 0]))
    gaps = np.diff(angles, append=angles[0] + 2 * np.pi)
    distance = min(_to_segment(point, start, end) for start in values for end in values)
    # A point on an edge sees half a turn, but for rounding.
    return 0.0 if gaps.max() <= np.pi + 1e-9 or distance <= 1e-12 * size else distance


def _to_segment(point: Float[np.ndarray, " 2"], start: Float[np.ndarray, " 2"], end: Float[np.ndarray, " 2"]) -> float:
    along = end - start
    length = float(along @ along)
    share = min(max(float((point - start) @ along) / length, 0.0), 1.0) if length else 0.0
    nearest = start + share * along
    return float(np.hypot(*(point - nearest)))


def sum_weighted(
    weights: Float[np.ndarray, " token"], vectors: Float[np.ndarray, "token width"], *, as_column: bool
) -> Summed:
    """(weights[:, None] * vectors).sum(axis=0), or the same without [:, None], as NumPy really answers.

    Without it NumPy lines the weights up with the last axis, the numbers of a vector: an error unless there are as
    many of them as vectors, and then wrong numbers in silence.
    """
    factors = weights[:, None] if as_column else weights
    try:
        return Summed((factors * vectors).sum(axis=0))
    except ValueError as error:
        return Summed(None, str(error).strip())
