"""Why weights do not explain an output: other weights give the same one, and much weight can hand on little."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

CORNERS = np.array([[1.0, 0.0], [5.0, 1.0], [4.0, 5.0], [0.0, 4.0]])
"""Four values of two numbers, the corners of a quadrilateral."""

START = np.array([0.5, 0.0, 0.5, 0.0])


def silent_direction(values: Float[np.ndarray, "key width"]) -> Float[np.ndarray, "key"]:
    """A change of the weights that changes neither their sum nor the output (Brunner et al. 2020, arXiv 1908.04211).

    The direction n with n @ values = 0 and sum(n) = 0, from the singular value decomposition; its largest change is 1.
    It needs more keys than the values have numbers, by two at least.
    """
    held = np.column_stack([values, np.ones(len(values))])
    direction = np.linalg.svd(held.T)[2][-1]
    return np.asarray(direction / np.abs(direction).max())


def moved_weights(share: float) -> Float[np.ndarray, "key"]:
    """Weights over CORNERS, moved from START along the silent direction.

    share: how much of the way, from 0 to 1. The way ends where a weight would become negative.
    """
    direction = silent_direction(CORNERS)
    # Keys without weight can only gain.
    direction = direction * np.sign(direction[START.argmin()])
    losing = direction < 0
    furthest = float((START[losing] / -direction[losing]).min())
    return START + share * furthest * direction


def handed_on(
    weights: Float[np.ndarray, "query key"], value_lengths: Float[np.ndarray, "key"]
) -> Float[np.ndarray, "key"]:
    """The share of each key in what a head hands on: weight times length of the value, summed over the queries.

    Kobayashi et al. 2020 (arXiv 2004.10102): weights alone leave out how long the vectors are that they multiply.
    """
    amounts = (weights * value_lengths).sum(axis=0)
    return np.asarray(amounts / amounts.sum())


@dataclass(frozen=True, eq=False)
class Reliability:
    """Rows in bins of their largest weight: its mean, how often it was right, and how many rows there are.

    NaN for a bin without rows.
    """

    edges: Float[np.ndarray, "edge"]
    weight: Float[np.ndarray, "bin"]
    right: Float[np.ndarray, "bin"]
    rows: Float[np.ndarray, "bin"]


def reliability(
    largest: Float[np.ndarray, "row"], right: Bool[np.ndarray, "row"], n_bins: int = 4, low: float = 0.2
) -> Reliability:
    """A reliability diagram's numbers (Guo et al. 2017, arXiv 1706.04599): for calibrated numbers weight equals right.

    Bins of equal width from low to 1; rows below low are left out.
    """
    edges = np.linspace(low, 1.0, n_bins + 1)
    place = np.minimum(np.digitize(largest, edges) - 1, n_bins - 1)
    rows = np.array([(place == one).sum() for one in range(n_bins)], dtype=float)

    def means(of: np.ndarray) -> np.ndarray:
        sums = np.array([of[place == one].sum() for one in range(n_bins)], dtype=float)
        return np.divide(sums, rows, out=np.full(n_bins, np.nan), where=rows > 0)

    return Reliability(edges, means(largest), means(right), rows)
