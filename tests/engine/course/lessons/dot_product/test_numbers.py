"""The dot product by angle and length, and of all pairs."""

import math

import numpy as np
import pytest

from engine.course.lessons.dot_product.numbers import match, pair_scores


@pytest.mark.parametrize("angle", [0.0, 30.0, 60.0, 90.0, 120.0, 180.0])
def test_a_score_is_both_lengths_times_the_cosine(angle):
    found = match(2.0, 1.5, angle)
    assert found.score == pytest.approx(2.0 * 1.5 * math.cos(math.radians(angle)), abs=1e-15)
    assert math.hypot(*found.key) == pytest.approx(1.5)


def test_a_right_angle_scores_exactly_nothing():
    assert match(2.0, 1.5, 90.0).score == 0


def test_a_score_is_the_sum_of_its_products():
    found = match(2.0, 3.0, 40.0)
    assert found.score == found.query[0] * found.key[0] + found.query[1] * found.key[1]


def test_a_longer_key_can_beat_one_that_points_the_right_way():
    assert match(2.0, 3.0, 60.0).score > match(2.0, 1.0, 0.0).score > match(2.0, 1.0, 60.0).score
    # At twice the length, 60 degrees away, it draws level: the cosine is one half.
    assert match(2.0, 2.0, 60.0).score == pytest.approx(match(2.0, 1.0, 0.0).score)


def test_all_pairs_have_a_row_for_each_query_and_a_column_for_each_key():
    chance = np.random.default_rng(1)
    queries, keys = chance.standard_normal((2, 3)), chance.standard_normal((4, 3))
    expected = [[sum(a * b for a, b in zip(query, key, strict=True)) for key in keys] for query in queries]
    np.testing.assert_allclose(pair_scores(queries, keys), expected, rtol=1e-14)
