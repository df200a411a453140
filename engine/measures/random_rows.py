"""The entropy of attention to random scores: the yardstick that a row's sharpness is read from.

Random scores are sigma times independent standard normals over the n visible keys. sigma = 1 is what scaling by
1/sqrt(width) gives for queries and keys of unit variance. It is no untrained model: freshly initialised ones are more
even, since their queries and keys are smaller (median sharpness 0.10 to 0.86, see docs/measures.md).

The expected entropy comes from one-dimensional integrals. With z = sigma * g, Z = sum(e^z) and
phi(t) = E[exp(-t e^z)], Frullani's integral log Z = integral over t > 0 of (e^-t - e^(-t Z)) / t gives
E[log Z], and 1/Z = integral of e^(-t Z) gives E[sum(p z)] = n * integral of E[z e^z exp(-t e^z)] phi(t)^(n-1);
their difference is the expected entropy in nats. With t = e^u both are convolutions with a Gaussian on an even grid
of u, where the trapezoid rule is exact to rounding.
"""

import csv
import math
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int

from engine.measures.rows import JUDGED_KEYS

LARGEST_SHARPNESS = 64.0
"""Sharpness is read up to here; a row that is sharper still (one-hot to rounding) reads as this."""

_SIGMAS = np.concatenate([[0.0], np.geomspace(0.05, LARGEST_SHARPNESS, 96)])
_EXACT_UP_TO = 64
_LARGEST_KEYS = 2**20
_BAND_FILE = Path(__file__).parents[1] / "data" / "null_band.csv"


def expected_entropy(n_keys: int, sigma: float) -> float:
    """The mean entropy, in bits, of softmax(sigma * normal scores) over n_keys keys. From 0 to log2(n_keys)."""
    if sigma == 0 or n_keys == 1:
        return float(np.log2(n_keys))
    return float(_entropy_nats(n_keys, *_transforms(float(sigma))) / np.log(2))


def sharpness(
    entropy_bits: Float[np.ndarray, "*rows"], visible_keys: Int[np.ndarray, "*#rows"]
) -> Float[np.ndarray, "*rows"]:
    """The sigma whose expected entropy equals each row's, from 0 (uniform) to LARGEST_SHARPNESS.

    It compares across lengths: "as sharp as random scores with a spread of 2.1". NaN where fewer than JUDGED_KEYS
    keys are visible, or the entropy is NaN. Within 0.5% of the exact root.
    """
    entropy_bits, visible_keys = np.broadcast_arrays(entropy_bits, visible_keys)
    bits, visible = entropy_bits.ravel(), visible_keys.ravel()
    result = np.full(bits.shape, np.nan)
    # A long causal text has rows with every number of keys: sorted, each number costs no more than its own rows.
    order = np.argsort(visible, kind="stable")
    numbers, starts = np.unique(visible[order], return_index=True)
    for n_keys, rows in zip(numbers.tolist(), np.split(order, starts[1:]), strict=True):
        if n_keys >= JUDGED_KEYS:
            # Near sigma = 0 the entropy falls as sigma squared: its square root is a straight line to interpolate on.
            below_uniform = np.sqrt(np.clip(1 - bits[rows] / math.log2(n_keys), 0, 1))
            result[rows] = np.interp(below_uniform, _below_uniform(n_keys), _SIGMAS)
    result[np.isnan(bits)] = np.nan
    return result.reshape(entropy_bits.shape)


def random_band(
    visible_keys: Int[np.ndarray, "*rows"],
) -> tuple[Float[np.ndarray, "*rows"], Float[np.ndarray, "*rows"]]:
    """The normalised entropies between which 95% of rows of unit random scores fall, for each number of visible keys.

    NaN below JUDGED_KEYS.
    """
    return of_random_rows("low", visible_keys), of_random_rows("high", visible_keys)


def of_random_rows(name: str, visible_keys: Int[np.ndarray, "*rows"]) -> Float[np.ndarray, "*rows"]:
    """What rows of unit random scores do, for each number of visible keys; NaN below JUDGED_KEYS.

    low, high: the ends of the band. uniform, broad (uniform ones included), focused, near_one_hot: the share of rows
    that meet the rule of that flag. From a table simulated by `python -m engine.measures.simulate_band`, interpolated
    in log(n).
    """
    table = _table()
    found = np.interp(np.log(np.maximum(visible_keys, 1)), np.log(table["keys"]), table[name])
    return np.where(visible_keys >= JUDGED_KEYS, found, np.nan)


@cache
def _table() -> dict[str, np.ndarray]:
    with _BAND_FILE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


@lru_cache(maxsize=4096)
def _below_uniform(n_keys: int) -> Float[np.ndarray, "sigma"]:
    """sqrt(1 - expected normalised entropy) for n_keys keys at every one of _SIGMAS, rising."""
    if n_keys > _EXACT_UP_TO and n_keys not in _knots():
        above = next(knot for knot in _knots() if knot >= min(n_keys, _LARGEST_KEYS))
        below = _knots()[_knots().index(above) - 1]
        share = np.log(min(n_keys, _LARGEST_KEYS) / below) / np.log(above / below)
        return (1 - share) * _below_uniform(below) + share * _below_uniform(above)
    nats = [np.log(n_keys)] + [_entropy_nats(n_keys, *_transforms(float(sigma))) for sigma in _SIGMAS[1:]]
    return np.sqrt(np.clip(1 - np.array(nats) / np.log(n_keys), 0, 1))


@cache
def _knots() -> tuple[int, ...]:
    """The numbers of keys whose curve is integrated when there are more than _EXACT_UP_TO of them."""
    return tuple(round(_EXACT_UP_TO * 2 ** (step / 8)) for step in range(8 * 14 + 1))


@cache
def _transforms(sigma: float) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """The step of the grid of u = log t, exp(-t), log phi(t), and t * E[z e^z exp(-t e^z)] on it."""
    step = min(0.35, 0.8 * sigma)
    z = np.arange(-np.ceil(9 * sigma / step), np.ceil(9 * sigma / step) + 1) * step
    density = np.exp(-0.5 * (z / sigma) ** 2)
    density /= density.sum()
    start, stop = -np.log(_LARGEST_KEYS) - 36 - 9 * sigma, 5 + 9 * sigma
    u = np.arange(start, stop, step)
    grid = np.minimum(start + z[0] + step * np.arange(len(u) + len(z) - 1), 7.0)
    decay = np.exp(-np.exp(grid))
    phi = np.convolve(decay, density[::-1], "valid")
    weighted = np.convolve(np.exp(grid) * decay, (density * z)[::-1], "valid")
    return step, np.exp(-np.exp(np.minimum(u, 7.0))), np.log(np.maximum(phi, 1e-300)), weighted


def _entropy_nats(n_keys: int, step: float, decay: np.ndarray, log_phi: np.ndarray, weighted: np.ndarray) -> float:
    log_sum = (decay - np.exp(n_keys * log_phi)).sum() * step
    mean_score = n_keys * (weighted * np.exp((n_keys - 1) * log_phi)).sum() * step
    return float(log_sum - mean_score)
