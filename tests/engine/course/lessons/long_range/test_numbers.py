"""Distance, in attention and in a recurrent average."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.course.lessons.long_range.numbers import recurrent_shares, search, weight_in_a_crowd
from engine.errors import InputError


@pytest.mark.parametrize("strength", [0.0, 1.5, 4.0, 8.0])
def test_the_weight_of_a_match_is_the_same_at_every_distance(strength):
    found = [search(distance, 12, strength) for distance in range(1, 13)]
    assert [one.place for one in found] == [*range(11, -1, -1)]
    # The sum below the fraction is taken in another order.
    np.testing.assert_allclose([one.weights[one.place] for one in found], found[0].weights[-1], rtol=1e-14)
    others = [np.delete(one.weights, one.place) for one in found]
    np.testing.assert_allclose(others, [others[0]] * 12, rtol=1e-14)


def test_the_weights_are_those_of_torch():
    found = search(5, 9, 3.0)
    query, keys = torch.from_numpy(found.query), torch.from_numpy(found.keys)
    attended = torch.nn.functional.scaled_dot_product_attention(query, keys, torch.eye(9, dtype=torch.float64))
    np.testing.assert_allclose(found.weights, attended[0], rtol=1e-13)


def test_the_match_has_the_score_that_was_asked_for():
    found = search(2, 12, 4.0)
    assert (found.query @ found.keys[found.place])[0] / np.sqrt(found.query.shape[1]) == pytest.approx(4.0)


@pytest.mark.parametrize("distance", [0, 13, -1])
def test_a_distance_that_there_is_not_is_refused(distance):
    with pytest.raises(InputError, match=f"from 1 to 12, the number of keys; got {distance}"):
        search(distance, 12)


@given(st.integers(1, 30), st.floats(0, 1))
def test_the_memory_is_an_exponential_moving_average_that_begins_as_the_first_word(n_tokens, keep):
    by_formula = (1 - keep) * keep ** np.arange(n_tokens - 1, -1, -1.0)
    by_formula[0] = keep ** (n_tokens - 1)
    shares = recurrent_shares(n_tokens, keep)
    np.testing.assert_allclose(shares, by_formula, atol=1e-12)
    assert shares.sum() == pytest.approx(1)


def test_one_match_among_equal_scores_by_hand():
    # One other key, at the middle of the normal distribution: a score of 0.
    assert weight_in_a_crowd(1, 0.0) == pytest.approx(0.5)
    assert weight_in_a_crowd(1, 2.0) == pytest.approx(np.exp(2) / (np.exp(2) + 1))


def test_the_crowd_takes_what_so_many_random_scores_take_on_the_whole():
    # The mean of exp(g) over a standard normal g is exp(1/2); 3,000 quantiles come within 1% of it.
    expected = np.exp(4.0) / (np.exp(4.0) + 3000 * np.exp(0.5))
    assert weight_in_a_crowd(3000, 4.0) == pytest.approx(expected, rel=0.01)


def test_every_further_word_takes_something_away():
    weights = [weight_in_a_crowd(count, 4.0) for count in (3, 10, 30, 100, 300, 1000, 3000)]
    assert (np.diff(weights) < 0).all()
    assert weights[0] > 0.9
    assert weights[-1] < 0.02
