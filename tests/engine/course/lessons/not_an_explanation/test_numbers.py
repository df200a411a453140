"""What weights do not tell: other weights, short values, shares that are right."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.course.lessons.kept.seen import kept_digits
from engine.course.lessons.not_an_explanation.numbers import (
    CORNERS,
    START,
    handed_on,
    moved_weights,
    reliability,
    silent_direction,
)


@given(arrays(np.float64, (6, 3), elements=st.floats(-5, 5)))
def test_a_silent_direction_changes_neither_the_sum_nor_the_output(values):
    direction = silent_direction(values)
    assert np.abs(direction).max() == pytest.approx(1)
    np.testing.assert_allclose(direction @ values, 0, atol=1e-12)
    assert direction.sum() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("share", np.linspace(0, 1, 5))
def test_moved_weights_are_weights_and_give_the_same_output(share):
    weights = moved_weights(share)
    assert weights.min() > -1e-12
    assert weights.sum() == pytest.approx(1)
    np.testing.assert_allclose(weights @ CORNERS, START @ CORNERS, atol=1e-12)


def test_at_the_end_no_key_has_kept_any_weight():
    np.testing.assert_allclose(moved_weights(0.0), START)
    np.testing.assert_allclose(moved_weights(1.0), [0.0, 0.5, 0.0, 0.5], atol=1e-12)


def test_what_is_handed_on_by_hand():
    weights = np.array([[0.5, 0.5], [1.0, 0.0]])
    # 1.5 of length 1, 0.5 of length 3.
    np.testing.assert_allclose(handed_on(weights, np.array([1.0, 3.0])), [0.5, 0.5])


def test_values_of_one_length_hand_on_what_their_weights_say():
    weights = np.array([[0.2, 0.3, 0.5], [0.6, 0.1, 0.3]])
    np.testing.assert_allclose(handed_on(weights, np.full(3, 7.0)), weights.mean(axis=0))


def test_rows_are_counted_in_the_bin_of_their_largest_weight():
    found = reliability(np.array([0.1, 0.2, 0.3, 0.5, 0.9, 1.0]), np.array([True, True, False, True, False, True]))
    np.testing.assert_allclose(found.edges, [0.2, 0.4, 0.6, 0.8, 1.0])
    np.testing.assert_array_equal(found.rows, [2, 1, 0, 2])
    np.testing.assert_allclose(found.weight, [0.25, 0.5, np.nan, 0.95])
    np.testing.assert_allclose(found.right, [0.5, 1.0, np.nan, 0.5])


def bins(layer: int, head: int):
    kept = kept_digits()
    return reliability(kept.largest[layer, head], kept.right[layer, head])


def test_the_more_focused_head_l0_h3_of_the_translator_is_the_less_often_it_is_right():
    assert (np.diff(bins(0, 3).right) < 0).all()


@pytest.mark.parametrize("head", [0, 3])
def test_in_the_most_focused_rows_of_l1_h0_and_l1_h3_weight_and_share_agree(head):
    found = bins(1, head)
    assert found.right[-1] == pytest.approx(found.weight[-1], abs=0.03)
