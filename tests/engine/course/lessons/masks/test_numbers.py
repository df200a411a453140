"""Masks before and after the softmax, and the entropy of rows that see different numbers of keys."""

import math

import numpy as np
import pytest
import torch

from engine.course.lessons.masks.numbers import causal_mask, masked_weights
from engine.errors import InputError

SCORES = np.random.default_rng(4).normal(size=(5, 7))
VISIBLE = np.array([[key <= query + 2 for key in range(7)] for query in range(5)])


def test_a_causal_mask_shows_each_query_itself_and_what_came_before():
    np.testing.assert_array_equal(causal_mask(3), [[True, False, False], [True, True, False], [True, True, True]])


def test_masked_weights_agree_with_pytorchs_softmax_of_scores_of_minus_infinity():
    wanted = torch.from_numpy(SCORES).masked_fill(torch.from_numpy(~VISIBLE), -torch.inf).softmax(dim=-1)
    np.testing.assert_allclose(masked_weights(SCORES, VISIBLE), wanted.numpy(), rtol=1e-12)


def test_the_first_of_two_causal_rows_has_all_its_weight_on_itself():
    found = masked_weights(np.array([[5.0, 9.0], [0.0, math.log(3)]]), causal_mask(2))
    np.testing.assert_allclose(found, [[1, 0], [0.25, 0.75]], rtol=1e-12)


def test_masking_late_leaves_rows_that_lack_what_went_to_hidden_keys():
    late = masked_weights(np.zeros((5, 7)), VISIBLE, "after")
    np.testing.assert_allclose(late.sum(axis=1), [3 / 7, 4 / 7, 5 / 7, 6 / 7, 1], rtol=1e-12)
    assert (late[~VISIBLE] == 0).all()


def test_masking_late_lets_a_hidden_key_decide_how_much_is_left():
    higher = SCORES + 3.0 * (np.arange(7) == 6)
    assert masked_weights(higher, VISIBLE, "after")[0].sum() < masked_weights(SCORES, VISIBLE, "after")[0].sum()
    np.testing.assert_array_equal(masked_weights(higher, VISIBLE)[0], masked_weights(SCORES, VISIBLE)[0])


def test_rescaling_the_rows_mends_a_late_mask():
    np.testing.assert_allclose(masked_weights(SCORES, VISIBLE, "rescaled"), masked_weights(SCORES, VISIBLE), rtol=1e-12)


def test_a_query_that_sees_no_key_is_refused():
    with pytest.raises(InputError, match="must see a key"):
        masked_weights(np.zeros((2, 2)), np.array([[True, True], [False, False]]))


def test_an_unknown_order_is_refused():
    with pytest.raises(InputError, match="before, after, rescaled; got 'first'"):
        masked_weights(SCORES, VISIBLE, "first")
