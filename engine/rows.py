"""What is measured of every row of weights, and the flag that sums it up."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

OFFSETS = tuple(range(-4, 5))
"""Key minus query, for the neighbours whose share of a row is kept."""

JUDGED_KEYS = 4
"""A row with fewer visible keys is not judged: the band of random scores covers almost everything."""

HALF, MOST = 0.5, 0.9
"""The largest weight from which a row is focused, and near one-hot."""

ROUNDING = 1e-5
"""What float32 may take from a share: a row with exactly half of its weight on a key counts as half."""

UNIFORM_BELOW, BROAD_BELOW = 0.25, 1.0
"""Sharpness below which a row is uniform, and broad."""


@dataclass(frozen=True, eq=False)
class RowStatistics:
    """The measures of every row; arrays are layer x head x query, float, unless said.

    NaN where a measure is undefined: everything on a row that sees no key; relative entropy with one visible key;
    sharpness with fewer than JUDGED_KEYS; neighbours and distance where queries and keys are different sequences.
    """

    visible_keys: Int[np.ndarray, "layer query"]
    entropy_bits: Float[np.ndarray, "layer head query"]
    relative_entropy: Float[np.ndarray, "layer head query"]
    sharpness: Float[np.ndarray, "layer head query"]
    max_weight: Float[np.ndarray, "layer head query"]
    max_key: Int[np.ndarray, "layer head query"]
    """The key with the largest weight; -1 on a row that sees no key."""
    offset_shares: Float[np.ndarray, "layer head query offset"]
    """The weight on the key at each of OFFSETS; 0 where there is no such key."""
    first_share: Float[np.ndarray, "layer head query"]
    special_share: Float[np.ndarray, "layer head query"]
    mean_distance: Float[np.ndarray, "layer head query"]
    """Tokens between a query and the keys it looks at, by weight, with the first token and special tokens left out."""
    received: Float[np.ndarray, "layer head key"]
    """The weight that each key gets, summed over the rows that can be judged."""

    @property
    def effective_keys(self) -> Float[np.ndarray, "layer head query"]:
        """2 ** entropy: how many keys the row really spreads over."""
        return np.exp2(self.entropy_bits)

    def offset_share(self, offset: int) -> Float[np.ndarray, "layer head query"]:
        """The share of each row on the key `offset` places from its query (-1 the previous token, 0 itself)."""
        return self.offset_shares[..., OFFSETS.index(offset)]
