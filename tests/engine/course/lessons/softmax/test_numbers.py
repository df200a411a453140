"""Softmax and its rivals against PyTorch, and the worked numbers."""

import math

import numpy as np
import pytest
import torch

from engine.course.arithmetic import softmax
from engine.course.lessons.softmax.numbers import WAYS, plain_softmax, softmax_over, weigh
from engine.errors import InputError

SCORES = np.array([1.0, 2.0, 3.0])


def test_the_worked_sums():
    sums = {way: weigh(SCORES, way).sum() for way in WAYS}
    assert sums["softmax"] == pytest.approx(1)
    assert sums["argmax"] == 1
    assert sums["sigmoid"] == pytest.approx(2.564, abs=5e-4)
    assert sums["relu"] == 6
    assert sums["tanh"] == pytest.approx(2.721, abs=5e-4)


@pytest.mark.parametrize("way", ["softmax", "sigmoid", "relu", "tanh"])
def test_each_way_is_the_one_of_pytorch(way):
    scores = np.array([-3.5, 0.0, 0.25, 2.0])
    function = {"softmax": lambda row: torch.softmax(row, dim=-1)}.get(way) or getattr(torch, way)
    np.testing.assert_allclose(weigh(scores, way), function(torch.tensor(scores)).numpy(), rtol=1e-14)


def test_all_negative_scores_leave_relu_nothing_and_tanh_below_zero():
    assert not weigh(-SCORES, "relu").any()
    assert (weigh(-SCORES, "tanh") < 0).all()
    assert weigh(-SCORES, "softmax").sum() == pytest.approx(1)


def test_argmax_takes_the_first_of_several_largest():
    np.testing.assert_array_equal(weigh(np.array([0.0, 2.0, 2.0]), "argmax"), [0, 1, 0])


def test_an_unknown_way_is_refused():
    with pytest.raises(InputError, match="'exp'"):
        weigh(SCORES, "exp")


def test_the_plain_formula_agrees_while_nothing_overflows():
    np.testing.assert_allclose(plain_softmax(SCORES + 700), softmax(SCORES), rtol=1e-12)


@pytest.mark.parametrize("scores", [[1000.0, 0.0], [-1000.0, -1001.0]])
def test_the_plain_formula_is_not_a_number_for_scores_that_overflow_or_vanish(scores):
    assert math.isnan(plain_softmax(np.array(scores))[0])
    assert softmax(np.array(scores)).sum() == pytest.approx(1)


@pytest.mark.parametrize(("over", "dim"), [("keys", 1), ("queries", 0), ("everything", None)])
def test_softmax_over_an_axis_is_the_one_of_pytorch(over, dim):
    scores = np.array([[1.0, 2.0, 3.0], [3.0, 0.0, 1.0]])
    tensor = torch.tensor(scores)
    expected = tensor.flatten().softmax(0).reshape(2, 3) if dim is None else tensor.softmax(dim)
    np.testing.assert_allclose(softmax_over(scores, over), expected.numpy(), rtol=1e-14)


def test_one_row_hides_the_softmax_over_everything_and_two_rows_do_not():
    one, two = SCORES[None, :], np.vstack([SCORES, SCORES])
    np.testing.assert_allclose(softmax_over(one, "everything"), softmax_over(one, "keys"), rtol=1e-15)
    np.testing.assert_allclose(softmax_over(two, "everything").sum(axis=1), [0.5, 0.5], rtol=1e-15)


def test_another_axis_is_refused():
    with pytest.raises(InputError, match="'rows'"):
        softmax_over(SCORES[None, :], "rows")
