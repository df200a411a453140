"""Lines, columns and blocks in matrices of weights."""

import numpy as np
import pytest
import torch

from engine.course.lessons.reading_heatmaps.numbers import column_means, offset_mean, two_topics


def test_an_offset_is_key_minus_query():
    weights = np.arange(12.0).reshape(3, 4)
    assert offset_mean(weights, -1) == pytest.approx((4 + 9) / 2)
    assert offset_mean(weights, 0) == pytest.approx((0 + 5 + 10) / 3)
    assert offset_mean(weights, 1) == pytest.approx((1 + 6 + 11) / 3)


def test_a_column_belongs_to_a_key():
    np.testing.assert_array_equal(column_means(np.array([[0.0, 1.0, 0.0], [0.5, 0.5, 0.0]])), [0.25, 0.75, 0.0])


@pytest.mark.parametrize("order", ["grouped", "mixed"])
def test_the_weights_of_two_topics_are_those_of_torch(order):
    found = two_topics(order)
    vectors = torch.from_numpy(found.vectors)
    eye = torch.eye(len(vectors), dtype=torch.float64)
    attended = torch.nn.functional.scaled_dot_product_attention(vectors, vectors, eye)
    np.testing.assert_allclose(found.weights, attended, rtol=1e-13)


def test_another_order_moves_weights_and_changes_none():
    grouped, mixed = two_topics("grouped"), two_topics("mixed")
    places = [mixed.tokens.index(token) for token in grouped.tokens]
    np.testing.assert_allclose(mixed.weights[np.ix_(places, places)], grouped.weights, rtol=1e-14)
    assert mixed.within == pytest.approx(grouped.within)


def test_blocks_are_words_of_one_subject_side_by_side():
    grouped, mixed = two_topics("grouped"), two_topics("mixed")
    assert (grouped.changes, mixed.changes) == (1, 7)
    assert grouped.weights[:4, :4].min() > 4 * grouped.weights[:4, 4:].max()
    assert grouped.within > 0.8
