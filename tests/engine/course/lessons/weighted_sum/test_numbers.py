"""The output as a mixture: inside the hull of the values, wherever the temperature stands."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.course.arithmetic import effective_keys, soften
from engine.course.lessons.weighted_sum.numbers import distance_outside, find_temperature, sum_weighted
from engine.errors import InputError

SQUARE = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])
SCORES = np.array([2.0, 0.5, -1.0, 1.5])

numbers = st.floats(-10, 10)


@pytest.mark.parametrize("wanted", [1.001, 1.5, 2.0, 3.0, 3.9, 3.999])
def test_the_temperature_found_gives_as_many_effective_keys_as_were_wanted(wanted):
    # Near the ends the temperature hardly counts, so that rounding of the entropy is all that is left.
    assert effective_keys(soften(SCORES, find_temperature(SCORES, wanted))) == pytest.approx(wanted, abs=1e-9)


def test_the_more_keys_are_wanted_the_higher_the_temperature():
    found = [find_temperature(SCORES, wanted) for wanted in np.linspace(1, 4, 31)]
    assert found[0] == 0
    assert found[-1] == math.inf
    assert found == sorted(found)


@pytest.mark.parametrize("wanted", [0.9, 4.1])
def test_fewer_than_one_key_and_more_than_there_are_cannot_be_looked_at(wanted):
    with pytest.raises(InputError, match="1 to 4 keys"):
        find_temperature(SCORES, wanted)


def test_keys_that_share_the_largest_score_cannot_be_told_apart_by_any_temperature():
    assert find_temperature(np.array([1.0, 1.0, 0.0]), 2.0) == 0
    with pytest.raises(InputError, match="2 to 3 keys"):
        find_temperature(np.array([1.0, 1.0, 0.0]), 1.5)


@pytest.mark.parametrize(
    ("point", "distance"),
    [((2, 2), 0), ((0, 0), 0), ((2, 0), 0), ((5, 2), 1), ((7, 8), 5), ((-3, 2), 3)],
    ids=["inside", "corner", "edge", "beside", "past a corner", "left"],
)
def test_the_distance_to_a_square(point, distance):
    assert distance_outside(np.array(point, dtype=float), SQUARE) == pytest.approx(distance, abs=1e-12)


def test_values_on_one_line_span_that_line_only():
    line = np.array([[0.0, 0.0], [2.0, 2.0], [4.0, 4.0]])
    assert distance_outside(np.array([3.0, 3.0]), line) == 0
    assert distance_outside(np.array([2.0, 0.0]), line) == pytest.approx(math.sqrt(2))


@given(arrays(float, (5, 2), elements=numbers), arrays(float, 5, elements=numbers), st.floats(0.05, 50))
def test_no_output_of_attention_leaves_the_area_of_its_values(values, scores, temperature):
    # The rounding of a sum of five products of numbers up to 10.
    assert distance_outside(soften(scores, temperature) @ values, values) < 1e-12


@given(arrays(float, (5, 2), elements=numbers), st.floats(0, 2 * math.pi), st.floats(0.01, 5))
def test_a_point_beyond_all_values_in_some_direction_is_outside_by_at_least_as_much(values, angle, beyond):
    direction = np.array([math.cos(angle), math.sin(angle)])
    point = ((values @ direction).max() + beyond) * direction
    assert distance_outside(point, values) >= beyond - 1e-9


def test_the_weights_as_a_column_give_the_weighted_sum():
    weights, vectors = np.array([0.5, 0.3, 0.2, 0.0]), np.arange(12.0).reshape(4, 3)
    summed = sum_weighted(weights, vectors, as_column=True)
    np.testing.assert_allclose(summed.output, weights @ vectors)
    assert not summed.error


def test_the_weights_as_a_row_raise_where_they_are_not_as_many_as_the_numbers_of_a_vector():
    summed = sum_weighted(np.full(4, 0.25), np.ones((4, 3)), as_column=False)
    assert summed.output is None
    assert summed.error == "operands could not be broadcast together with shapes (4,) (4,3)"


def test_the_weights_as_a_row_are_wrong_in_silence_for_as_many_vectors_as_numbers():
    weights, vectors = np.array([0.75, 0.25]), np.array([[1.0, 2.0], [3.0, 4.0]])
    summed = sum_weighted(weights, vectors, as_column=False)
    np.testing.assert_array_equal(summed.output, [0.75 * 4, 0.25 * 6])
    assert not np.allclose(summed.output, weights @ vectors)
