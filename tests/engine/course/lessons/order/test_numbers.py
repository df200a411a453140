"""Products in the wrong order: the error, or the silence."""

import numpy as np
import pytest
import torch

from engine.course.lessons.order.numbers import SQUARE, THREE, WIDE, chain, drawn, mix, multiply, outside


def test_the_missing_transpose_is_silent_where_k_is_square():
    right, wrong = chain(SQUARE, transposed=True), chain(SQUARE, transposed=False)
    assert (right.error, wrong.error) == ("", "")
    np.testing.assert_array_equal(right.scores, [[1, -10]])
    np.testing.assert_allclose(right.output, [[10.000334028436964, 20.000334028436964]], rtol=1e-14)
    np.testing.assert_array_equal(wrong.scores, [[1, 0]])
    np.testing.assert_allclose(wrong.weights, [[0.7311, 0.2689]], atol=5e-5)
    np.testing.assert_allclose(wrong.output, [[15.379, 25.379]], atol=5e-4)


def test_the_missing_transpose_stops_where_k_is_not_square():
    wrong = chain(WIDE, transposed=False)
    assert wrong.error == "shapes (1,3) and (2,3) not aligned: 3 (dim 1) != 2 (dim 0)"
    assert wrong.output is None
    np.testing.assert_allclose(chain(WIDE, transposed=True).output, [[1.238406, 2.238406]], atol=1e-6)


@pytest.mark.parametrize("factors", [SQUARE, WIDE, THREE])
def test_the_right_order_is_that_of_torch(factors):
    q, k, v = (torch.from_numpy(matrix) for matrix in (factors.queries, factors.keys, factors.values))
    attended = torch.nn.functional.scaled_dot_product_attention(q, k, v, scale=1.0)
    np.testing.assert_allclose(factors.output, attended, rtol=1e-12)
    np.testing.assert_allclose(chain(factors, transposed=True).output, attended, rtol=1e-12)


@pytest.mark.parametrize("order", ["values @ weights", "weights.T @ values"])
def test_a_wrong_order_of_square_matrices_is_silent_and_leaves_the_range_of_the_values(order):
    product = mix(THREE.weights, THREE.values, order)
    assert product.error == ""
    assert np.abs(product.result - THREE.output).max() > 1
    assert outside(product.result, THREE.values) > 0


def test_a_mixture_stays_within_the_range_of_the_values():
    product = mix(THREE.weights, THREE.values, "weights @ values")
    np.testing.assert_array_equal(product.result, THREE.output)
    assert outside(product.result, THREE.values) == 0


def test_with_two_keys_one_wrong_order_stops_and_the_other_gives_the_wrong_shape():
    weights, values = np.full((3, 2), 0.5), THREE.values[:2]
    assert (
        mix(weights, values, "weights.T @ values").error == "shapes (2,3) and (2,3) not aligned: 3 (dim 1) != 2 (dim 0)"
    )
    assert mix(weights, values, "values @ weights").result.shape == (2, 2)
    assert mix(weights, values, "weights @ values").result.shape == (3, 3)


@pytest.mark.parametrize(("queries", "keys", "width"), [(2, 5, 3), (1, 6, 4), (4, 4, 4)])
def test_scores_have_a_row_for_each_query_and_a_column_for_each_key(queries, keys, width):
    q, k = drawn(queries, keys, width)
    assert multiply(q, k.T).result.shape == (queries, keys)
    np.testing.assert_array_equal(q, drawn(queries, keys, width)[0])
