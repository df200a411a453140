"""A long head in a small picture: what is the largest weight, and the mean, under each of its cells."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

OVERVIEW_SIDE = 512
"""Cells a side, at most."""


@dataclass(frozen=True, eq=False)
class Overview:
    """One head, pooled. NaN in a cell whose weights are all masked; a mean is over the weights that are not."""

    mean: Float[np.ndarray, "row column"]
    largest: Float[np.ndarray, "row column"]
    queries_per_cell: int
    keys_per_cell: int
    n_queries: int
    n_keys: int
