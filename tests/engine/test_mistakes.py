"""Named mistakes, against the worked numbers of the course and against PyTorch."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from engine.errors import InputError
from engine.mistakes import MISTAKES, attend, attend_mistakenly, entropy_bits, softmax

A = [np.array(rows, float) for rows in ([[1, 0]], [[1, 0], [-10, 1]], [[10, 20], [30, 40]])]
B = [np.array(rows, float) for rows in ([[1, 0, 1]], [[1, 0, 1], [0, 1, 0]], [[1, 2], [3, 4]])]
CLOSE = {"rtol": 1e-12, "atol": 1e-12}


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


@pytest.mark.parametrize(
    ("mistake", "output"),
    [
        ("average", [20, 30]),
        ("weakest", [30, 40]),
        ("hardest", [10, 20]),
        ("no-transpose", [15.379, 25.379]),
        ("no-softmax", [-290, -380]),
        ("wrong-axis", [40, 60]),
    ],
)
def test_example_as_named_mistakes(mistake, output):
    np.testing.assert_allclose(attend_mistakenly(mistake, *A, divisor=1.0).output, [output], atol=5e-4)


def test_example_b_and_its_variants():
    right = attend(*B)
    np.testing.assert_allclose(right.weights, [[0.760368441858021, 0.239631558141979]], **CLOSE)
    np.testing.assert_allclose(right.output, [[1.479263116283959, 2.479263116283958]], **CLOSE)
    assert entropy_bits(right.weights)[0] == pytest.approx(0.794427036421494, abs=1e-12)
    assert 2 ** entropy_bits(right.weights)[0] == pytest.approx(1.734388428456474, abs=1e-12)
    unscaled = attend_mistakenly("no-scaling", *B)
    np.testing.assert_allclose(unscaled.output, [[1.238406, 2.238406]], atol=5e-7)
    assert entropy_bits(unscaled.weights)[0] == pytest.approx(0.527065, abs=5e-7)
    np.testing.assert_allclose(attend_mistakenly("divides-by-width", *B).output, [[1.6785, 2.6785]], atol=5e-5)
    np.testing.assert_allclose(attend_mistakenly("average", *B).output, [[2, 3]])
    np.testing.assert_allclose(attend_mistakenly("hardest", *B).output, [[1, 2]])
    np.testing.assert_allclose(attend_mistakenly("wrong-axis", *B).output, [[4, 6]])


def test_attention_agrees_with_pytorchs_own():
    chance = np.random.default_rng(3)
    q, k, v = (chance.normal(size=shape) for shape in ((5, 3), (7, 3), (7, 2)))
    theirs = F.scaled_dot_product_attention(*(torch.tensor(one)[None] for one in (q, k, v)))[0]
    np.testing.assert_allclose(attend(q, k, v).output, theirs.numpy(), **CLOSE)


def test_one_query_hides_a_softmax_over_everything_and_two_show_it():
    q = np.array([[1.0, 0.0], [0.0, 2.0]])
    k, v = A[1], A[2]
    one, two = (attend_mistakenly("whole-matrix", rows, k, v) for rows in (q[:1], q))
    np.testing.assert_allclose(one.output, attend(q[:1], k, v).output)
    assert two.weights.sum() == pytest.approx(1)
    assert two.weights.sum(axis=1).max() < 0.999


def test_the_largest_score_is_subtracted_first():
    np.testing.assert_allclose(softmax(np.array([1000.0, 0.0])), [1, 0])


def test_softmax_and_its_rivals_sum_as_the_course_says():
    q, k, v = np.array([[1.0]]), np.array([[1.0], [2.0], [3.0]]), np.eye(3)
    right = attend(q, k, v)
    np.testing.assert_allclose(right.weights, [[0.090031, 0.244728, 0.665241]], atol=5e-7)
    assert entropy_bits(right.weights)[0] == pytest.approx(1.200893, abs=5e-7)
    sums = {name: attend_mistakenly(name, q, k, v).weights.sum() for name in ("sigmoid", "relu", "tanh")}
    assert sums == pytest.approx({"sigmoid": 2.564, "relu": 6, "tanh": 2.721}, abs=5e-4)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_every_mistake_is_one(mistake):
    """With distinct numbers and two queries, none gives what attention gives."""
    chance = np.random.default_rng(5)
    q, k, v = (chance.normal(size=(2, 2)) for _ in range(3))
    assert np.abs(attend_mistakenly(mistake, q, k, v).output - attend(q, k, v).output).max() > 1e-3


def test_a_mistake_that_would_raise_says_so():
    with pytest.raises(InputError, match="does not fit these shapes"):
        attend_mistakenly("no-transpose", *B)
