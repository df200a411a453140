"""Attention as it should be, against the worked numbers of the course and against PyTorch."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from engine.course.arithmetic import attend, effective_keys, entropy_bits, normalised_entropy, soften, softmax
from engine.errors import InputError
from tests.engine.course.examples import CLOSE, A


def test_example_a_unscaled_and_scaled():
    plain = attend(*A, divisor=1.0)
    np.testing.assert_allclose(plain.scores, [[1, -10]])
    np.testing.assert_allclose(plain.weights, [[0.9999832985781520, 1.670142184809518e-05]], **CLOSE)
    np.testing.assert_allclose(plain.output, [[10.000334028436964, 20.000334028436964]], **CLOSE)
    assert entropy_bits(plain.weights)[0] == pytest.approx(2.891e-4, abs=5e-8)
    assert 2 ** entropy_bits(plain.weights)[0] == pytest.approx(1.0002, abs=5e-5)
    scaled = attend(*A)
    np.testing.assert_allclose(scaled.weights, [[0.9995813993860605, 4.186006139396039e-04]], **CLOSE)
    np.testing.assert_allclose(scaled.output, [[10.008372012278793, 20.008372012278794]], **CLOSE)
    assert entropy_bits(scaled.weights)[0] == pytest.approx(5.301e-3, abs=5e-7)


def test_attention_agrees_with_pytorchs_own():
    chance = np.random.default_rng(3)
    q, k, v = (chance.normal(size=shape) for shape in ((5, 3), (7, 3), (7, 2)))
    theirs = F.scaled_dot_product_attention(*(torch.tensor(one)[None] for one in (q, k, v)))[0]
    np.testing.assert_allclose(attend(q, k, v).output, theirs.numpy(), **CLOSE)


def test_the_largest_score_is_subtracted_first():
    np.testing.assert_allclose(softmax(np.array([1000.0, 0.0])), [1, 0])


def test_normalised_entropy_is_1_for_equal_weights_on_the_keys_counted_and_undefined_for_one_key():
    weights = np.array([[1.0, 0, 0, 0], [0.5, 0.5, 0, 0], [0.25, 0.25, 0.25, 0.25]])
    np.testing.assert_allclose(normalised_entropy(entropy_bits(weights), np.array([1, 2, 4])), [np.nan, 1, 1])
    np.testing.assert_allclose(normalised_entropy(entropy_bits(weights), np.array([4, 4, 4])), [0, 0.5, 1])


def test_normalised_entropy_of_a_tenth_seven_tenths_and_two_tenths():
    # As it is printed, so to half of its last digit.
    np.testing.assert_allclose(
        normalised_entropy(entropy_bits(np.array([[0.1, 0.7, 0.2]])), np.array([3])), [0.729847], atol=5e-7, rtol=0
    )


SCORES = np.array([2.0, 0.5, -1.0, 1.5])


def test_softening_one_two_three_gives_the_well_known_weights():
    # The numbers as they are printed, so to half of their last digit.
    np.testing.assert_allclose(soften(np.array([1.0, 2.0, 3.0]), 1.0), [0.090031, 0.244728, 0.665241], atol=5e-7)


def test_no_temperature_is_the_hard_choice_and_an_endless_one_the_equal_average():
    np.testing.assert_array_equal(soften(SCORES, 0.0), [1, 0, 0, 0])
    np.testing.assert_array_equal(soften(np.array([2.0, 2.0, 1.0]), 0.0), [0.5, 0.5, 0])
    np.testing.assert_array_equal(soften(SCORES, math.inf), np.full(4, 0.25))


@pytest.mark.parametrize("temperature", [-1.0, math.nan])
def test_a_temperature_below_zero_is_refused(temperature):
    with pytest.raises(InputError, match="0 or more"):
        soften(SCORES, temperature)


def test_a_tenth_seven_tenths_and_two_tenths_are_two_and_a_quarter_effective_keys():
    assert effective_keys(np.array([0.1, 0.7, 0.2])) == pytest.approx(2.229592, abs=5e-7)


@pytest.mark.parametrize("added", [-1000, -10, 10, 700, 1000])
def test_softmax_with_the_largest_subtracted_does_not_change_with_a_shift(added):
    scores = np.array([1.0, 2.0, 3.0])
    np.testing.assert_allclose(softmax(scores + added), softmax(scores), rtol=1e-12)
