"""A cell of an overview counts the weights under it."""

import numpy as np
import torch

from engine.attention.pooling import Pooling, visible_in_cells
from tests.engine.captures import QUERIES


def test_the_visible_cells_are_counted_as_a_mask_of_all_cells_would(capture):
    mask, n_keys = capture.layers[0].mask, capture.layers[0].n_keys
    pooling = Pooling.of(QUERIES, n_keys, 8)
    whole = mask.visible(range(QUERIES), n_keys)
    whole = torch.ones(QUERIES, n_keys, dtype=torch.bool) if whole is None else whole
    counts = visible_in_cells(mask, pooling)
    assert counts.sum() == whole.sum()
    for row, column in np.ndindex(*pooling.shape):
        cell = whole[row * 5 : (row + 1) * 5, column * pooling.keys_per_cell : (column + 1) * pooling.keys_per_cell]
        assert counts[row, column] == cell.sum()
