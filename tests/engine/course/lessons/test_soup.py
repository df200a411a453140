"""The course's first example, against NumPy and by hand."""

import numpy as np
import pytest

from engine.course.lessons.soup import KEY_WORDS, VALUES, soup
from engine.errors import InputError


def test_each_word_takes_most_from_its_own_description():
    weights = dict(zip(KEY_WORDS, soup().weights.T, strict=True))
    assert weights["cold"].argmax() == 0
    assert weights["hot"].argmax() == 1
    # By hand: the scores of tea are 0, 2, 2, 4.
    parts = np.exp([0.0, 2.0, 2.0, 4.0])
    np.testing.assert_allclose(soup().weights[1], parts / parts.sum(), rtol=1e-14)


def test_without_strength_both_get_the_equal_average():
    np.testing.assert_allclose(soup(0.0).output, [[0.0, 0.375], [0.0, 0.375]], rtol=0, atol=1e-15)


def test_exchanged_values_leave_the_weights_and_turn_the_output():
    np.testing.assert_array_equal(soup(exchanged="values").weights, soup().weights)
    np.testing.assert_allclose(soup(exchanged="values").output[:, 0], -soup().output[:, 0], rtol=1e-14)


def test_exchanged_keys_give_the_same_output_as_exchanged_values_by_other_weights():
    by_keys, by_values = soup(exchanged="keys"), soup(exchanged="values")
    np.testing.assert_allclose(by_keys.output, by_values.output, rtol=0, atol=1e-15)
    np.testing.assert_allclose(by_keys.weights[:, [0, 3, 2, 1]], by_values.weights, rtol=1e-15)


def test_the_example_itself_is_never_changed():
    before = VALUES.copy()
    soup(3.0, "values")
    np.testing.assert_array_equal(VALUES, before)


def test_anything_else_to_exchange_is_refused():
    with pytest.raises(InputError, match="nothing, keys or values; got 'queries'"):
        soup(exchanged="queries")
