"""A reading gives any part of its weights, and refuses what it does not have."""

import numpy as np
import pytest

from engine.attention.capture import AttentionCapture
from engine.reading.captures import read_capture
from engine.text.tokens import plain_tokens
from tests.engine.captures import HEADS, LAYERS, long_layer, random_capture


def test_the_small_pictures_of_a_long_text_are_its_largest_weights():
    layer = long_layer(1_500, causal=True)
    tokens = plain_tokens(["word"] * 1_500)
    reading = read_capture(AttentionCapture((layer,), tokens, tokens))
    assert reading.pictures.shape == (1, 2, 63, 63)
    whole = reading.weights(0, 1)
    cell = whole[24 * 10 : 24 * 11, 24 * 3 : 24 * 4]
    np.testing.assert_allclose(reading.pictures[0, 1, 10, 3], cell.max(), rtol=1e-5)
    assert np.isnan(reading.pictures[0, 1, 10, 11:]).all()


def test_a_window_outside_the_text_or_of_another_head_is_refused():
    reading = read_capture(random_capture())
    for queries, keys in ((range(38), range(3)), (range(3), range(-1, 3)), (range(3, 3), range(1))):
        with pytest.raises(IndexError, match="must be a range within 0 to 37"):
            reading.window(0, 0, queries, keys)
    with pytest.raises(IndexError, match="heads 0 to 5"):
        reading.window(0, 6, range(1), range(1))
    with pytest.raises(IndexError, match="layers 0 to 1"):
        reading.overview(2, 0)


def test_a_reading_gives_the_weights_of_a_head_and_refuses_one_that_is_not_there():
    reading = read_capture(random_capture(causal=True))
    assert (reading.n_layers, reading.n_heads) == (LAYERS, HEADS)
    weights = reading.weights(1, 4)
    np.testing.assert_array_equal(weights, reading.layer_weights(1)[4])
    np.testing.assert_array_equal(np.isnan(weights), ~np.tri(37, dtype=bool))
    np.testing.assert_allclose(np.nansum(weights, axis=1), 1, rtol=1e-6)
    assert np.nanmax(weights, axis=1) == pytest.approx(reading.rows.max_weight[1, 4], rel=1e-5)
    for layer, head in ((2, 0), (0, 6), (-1, 0), (0, -1)):
        with pytest.raises(IndexError, match="layers 0 to 1, heads 0 to 5"):
            reading.weights(layer, head)
