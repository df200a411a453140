"""Soft and hard attention: PyTorch's gradients against finite differences, and what training makes of them."""

import numpy as np
import pytest
import torch

from engine.course.arithmetic import softmax
from engine.course.lessons.soft_hard.numbers import choose_weights, score_slope, train_query
from engine.errors import InputError

SCORES = np.array([1.5, 0.8, -0.7])
VALUES = np.array([[1.0, 5.0], [4.0, 6.0], [6.0, 2.0]])
TARGET = np.array([6.0, 2.0])
KEYS = np.array([[1.0, 0.2], [0.4, 1.0], [-0.6, 0.8]])
QUERY = np.array([1.5, 0.2])


def loss_of(scores, temperature):
    return float(((softmax(scores / temperature) @ VALUES - TARGET) ** 2).sum())


@pytest.mark.parametrize("temperature", [0.3, 1.0, 4.0])
def test_the_soft_gradient_is_the_slope_of_the_loss(temperature):
    found = score_slope(SCORES, VALUES, TARGET, "soft", temperature)
    step = 1e-6
    nudges = step * np.eye(3)
    slopes = [(loss_of(SCORES + one, temperature) - loss_of(SCORES - one, temperature)) / (2 * step) for one in nudges]
    # A central difference of this step is off by about the square of it, and by rounding divided by it.
    np.testing.assert_allclose(found.gradient, slopes, atol=1e-7)
    assert found.loss == pytest.approx(loss_of(SCORES, temperature))
    assert found.reaches
    assert found.size == pytest.approx(np.linalg.norm(found.gradient))


def test_adding_the_same_to_all_scores_changes_nothing_so_the_soft_gradient_sums_to_zero():
    assert score_slope(SCORES, VALUES, TARGET, "soft").gradient.sum() == pytest.approx(0, abs=1e-12)


def test_hard_attention_hands_on_the_best_value_and_has_no_gradient():
    found = score_slope(SCORES, VALUES, TARGET, "hard")
    np.testing.assert_array_equal(found.weights, [1, 0, 0])
    np.testing.assert_array_equal(found.output, VALUES[0])
    np.testing.assert_array_equal(found.gradient, np.zeros(3))
    assert not found.reaches
    assert found.size == 0


def test_nudging_a_score_moves_no_hard_output():
    for nudge in 1e-3 * np.vstack([np.eye(3), -np.eye(3)]):
        np.testing.assert_array_equal(score_slope(SCORES + nudge, VALUES, TARGET, "hard").output, VALUES[0])


def test_soft_attention_gets_as_near_to_hard_as_one_likes_while_its_gradient_vanishes():
    cold, warm = (score_slope(SCORES, VALUES, TARGET, "soft", one) for one in (0.02, 1.0))
    np.testing.assert_allclose(cold.output, VALUES[0], atol=1e-10)
    assert 0 < cold.size < 1e-10 < warm.size


def test_a_soft_temperature_of_zero_and_another_kind_of_attention_are_refused():
    scores = torch.from_numpy(SCORES)
    with pytest.raises(InputError, match="above 0"):
        choose_weights(scores, "soft", 0.0)
    with pytest.raises(InputError, match="soft or hard; got 'firm'"):
        choose_weights(scores, "firm")


def test_training_lowers_the_soft_loss_and_leaves_the_hard_one_where_it_was():
    soft, hard = (train_query(QUERY, KEYS, VALUES, TARGET, way, 60, 0.05) for way in ("soft", "hard"))
    assert soft.losses.shape == (61,)
    assert (np.diff(soft.losses) < 0).all()
    assert soft.losses[-1] < 0.01 * soft.losses[0]
    assert soft.weights[-1, 2] > 0.9
    assert len(set(hard.losses.tolist())) == 1
    np.testing.assert_array_equal(hard.queries, np.tile(QUERY, (61, 1)))


def test_a_step_of_training_is_pytorchs_own():
    query = torch.tensor(QUERY, requires_grad=True)
    output = torch.softmax(torch.from_numpy(KEYS) @ query, dim=-1) @ torch.from_numpy(VALUES)
    (output - torch.from_numpy(TARGET)).square().sum().backward()
    stepped = QUERY - 0.05 * query.grad.numpy()
    np.testing.assert_allclose(
        train_query(QUERY, KEYS, VALUES, TARGET, "soft", 1, 0.05).queries, [QUERY, stepped], rtol=1e-12
    )
