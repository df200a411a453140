"""Named mistakes, against the worked numbers of the course and against PyTorch."""

import numpy as np
import pytest

from engine.course.arithmetic import attend, entropy_bits
from engine.course.mistakes import MISTAKES, attend_mistakenly
from engine.errors import InputError
from tests.engine.course.examples import CLOSE, A, B


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


def test_one_query_hides_a_softmax_over_everything_and_two_show_it():
    q = np.array([[1.0, 0.0], [0.0, 2.0]])
    k, v = A[1], A[2]
    one, two = (attend_mistakenly("whole-matrix", rows, k, v) for rows in (q[:1], q))
    np.testing.assert_allclose(one.output, attend(q[:1], k, v).output)
    assert two.weights.sum() == pytest.approx(1)
    assert two.weights.sum(axis=1).max() < 0.999


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
