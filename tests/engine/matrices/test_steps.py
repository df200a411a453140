"""Every step over entered matrices: by hand, against PyTorch's own attention, and by identities."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.matrices.input import MatrixInput
from engine.matrices.steps import capture_matrices, cell_products, softmax_terms, trace_matrices

# float64 carries 16 digits; a sum of a few products loses at most the last three.
CLOSE = {"rtol": 1e-12, "atol": 1e-12}

A = {"queries": [[1, 0]], "keys": [[1, 0], [-10, 1]], "values": [[10, 20], [30, 40]]}
B = {"queries": [[1, 0, 1]], "keys": [[1, 0, 1], [0, 1, 0]], "values": [[1, 2], [3, 4]]}


def numbers(*shape):
    return np.random.default_rng(sum(shape)).normal(size=shape)


def random_input(**changes):
    """2 queries, 5 keys, 6 columns, values of 9 columns."""
    return MatrixInput(**({"queries": numbers(2, 6), "keys": numbers(5, 6), "values": numbers(5, 9)} | changes))


def projected_input(**changes):
    fields = {"x": numbers(4, 5), "w_q": numbers(5, 6), "w_k": numbers(5, 6) * 2, "w_v": numbers(5, 9)}
    return MatrixInput(**(fields | {"w_o": numbers(9, 7), "heads": 3} | changes))


@pytest.mark.parametrize(
    ("matrices", "scale", "scores", "weights", "output"),
    [
        (A, False, [1, -10], [0.9999832985781520, 1.670142184809518e-05], [10.000334028436964, 20.000334028436964]),
        (
            A,
            True,
            [1 / math.sqrt(2), -10 / math.sqrt(2)],
            [0.9995813993860605, 4.186006139396039e-04],
            [10.008372012278793, 20.008372012278794],
        ),
        (
            B,
            True,
            [1.154700538379252, 0],
            [0.760368441858021, 0.239631558141979],
            [1.479263116283959, 2.479263116283958],
        ),
        (B, False, [2, 0], [1 / (1 + math.exp(-2)), 1 / (1 + math.exp(2))], None),
        (B, 3.0, [2 / 3, 0], [1 / (1 + math.exp(-2 / 3)), 1 / (1 + math.exp(2 / 3))], None),
    ],
)
def test_the_worked_examples_come_out(matrices, scale, scores, weights, output):
    steps = trace_matrices(MatrixInput(**matrices, scale=scale))
    np.testing.assert_allclose(steps.scaled, [[scores]], **CLOSE)
    np.testing.assert_allclose(steps.weights, [[weights]], **CLOSE)
    if output is not None:
        np.testing.assert_allclose(steps.output, [[output]], **CLOSE)
        np.testing.assert_allclose(steps.joined, [output], **CLOSE)


def test_the_worked_scores_are_exact_before_scaling():
    np.testing.assert_array_equal(trace_matrices(MatrixInput(**A)).scores, [[[1, -10]]])
    np.testing.assert_array_equal(trace_matrices(MatrixInput(**B)).scores, [[[2, 0]]])


def sdpa(m, n_heads, **options):
    """PyTorch's own attention over the same columns, split by slicing."""

    def heads(matrix):
        return torch.stack(torch.tensor(matrix).chunk(n_heads, dim=1))

    return torch.nn.functional.scaled_dot_product_attention(heads(m.queries), heads(m.keys), heads(m.values), **options)


@pytest.mark.parametrize("heads", [1, 3])
@pytest.mark.parametrize(
    ("changes", "options"),
    [
        ({}, {}),
        ({"scale": False}, {"scale": 1.0}),
        ({"scale": 0.25}, {"scale": 4.0}),
        ({"mask": "causal"}, {"is_causal": True}),
        (
            {"mask": np.arange(10).reshape(2, 5) % 3 != 0},
            {"attn_mask": torch.arange(10).reshape(2, 5) % 3 != 0},
        ),
    ],
)
def test_the_output_is_that_of_scaled_dot_product_attention(heads, changes, options):
    m = random_input(heads=heads, **changes)
    steps = trace_matrices(m)
    expected = sdpa(m, heads, **options)
    np.testing.assert_allclose(steps.output, expected.numpy(), **CLOSE)
    np.testing.assert_allclose(steps.joined, np.concatenate(list(expected.numpy()), axis=1), **CLOSE)


@pytest.mark.parametrize("mask", ["none", "causal"])
def test_projections_give_what_multihead_attention_gives(mask):
    n, width, heads = 4, 6, 3
    module = torch.nn.MultiheadAttention(width, heads, bias=False, batch_first=True, dtype=torch.float64)
    x = numbers(n, width)
    w_q, w_k, w_v = (block.detach().numpy().T for block in module.in_proj_weight.chunk(3))
    w_o = module.out_proj.weight.detach().numpy().T
    steps = trace_matrices(MatrixInput(x=x, w_q=w_q, w_k=w_k, w_v=w_v, w_o=w_o, heads=heads, mask=mask))
    hidden = torch.ones(n, n, dtype=torch.bool).triu(1) if mask == "causal" else None
    batch = torch.tensor(x)[None]
    output, weights = module(batch, batch, batch, attn_mask=hidden, average_attn_weights=False)
    np.testing.assert_allclose(steps.projected, output[0].detach().numpy(), **CLOSE)
    np.testing.assert_allclose(steps.weights, weights[0].detach().numpy(), **CLOSE)


def test_the_capture_holds_the_same_attention():
    m = projected_input(mask="causal")
    capture, steps = capture_matrices(m), trace_matrices(m)
    (layer,) = capture.layers
    np.testing.assert_array_equal(steps.capture.layers[0].queries, layer.queries)
    assert layer.queries.dtype == torch.float64
    np.testing.assert_array_equal(layer.queries, steps.queries)
    np.testing.assert_allclose(np.concatenate(list(layer.keys.numpy()), axis=1), m.x @ m.w_k, **CLOSE)
    assert layer.scale == 1 / math.sqrt(2)
    np.testing.assert_array_equal(layer.mask.visible(range(4), 4), np.tril(np.ones((4, 4), dtype=bool)))
    assert capture.same_sequence
    assert [token.text for token in capture.key_tokens] == ["t1", "t2", "t3", "t4"]
    assert not capture_matrices(random_input()).same_sequence


def test_a_query_that_sees_no_key_has_no_weights_and_no_output():
    mask = np.array([[True, False, True, True, False], [False] * 5])
    steps = trace_matrices(random_input(heads=3, mask=mask, w_o=numbers(9, 4)))
    assert steps.blind_queries == (1,)
    assert np.isnan(steps.weights[:, 1]).all()
    assert np.isnan(steps.output[:, 1]).all()
    assert np.isnan(steps.joined[1]).all()
    assert np.isnan(steps.projected[1]).all()
    assert np.isfinite(steps.weights[:, 0]).all()
    assert (steps.weights[:, 0, [1, 4]] == 0).all()
    assert (steps.masked[:, ~mask] == -np.inf).all()
    assert np.isfinite(steps.projected[0]).all()
    terms = softmax_terms(steps, 0, 1)
    assert np.isnan(terms.numerators).all()
    assert math.isnan(terms.denominator)


def test_one_key_has_weight_1_whatever_the_score():
    for score in (-700.0, 0.0, 700.0):
        steps = trace_matrices(MatrixInput(queries=[[score]], keys=[[1]], values=[[4, 5, 6]]))
        np.testing.assert_array_equal(steps.weights, [[[1]]])
        np.testing.assert_array_equal(steps.output, [[[4, 5, 6]]])


@pytest.mark.parametrize("sign", [1, -1])
def test_the_largest_numbers_and_the_smallest_divisor_overflow_nowhere(sign):
    large = np.full((16, 16), 1e30)
    m = MatrixInput(x=large, w_q=large, w_k=sign * large, w_v=large, w_o=large, heads=2, scale=1e-20)
    steps = trace_matrices(m)
    for array in (steps.scores, steps.scaled, steps.weights, steps.output, steps.projected, steps.scaled**2):
        assert np.isfinite(array).all()


@pytest.mark.parametrize("step", ["scores", "output", "joined", "projected", "x_queries", "x_keys", "x_values"])
def test_a_cell_is_the_sum_of_its_products(step):
    steps = trace_matrices(projected_input())
    array = getattr(steps, step)
    by_head = array if array.ndim == 3 else array[None]
    lengths = {"scores": 2, "output": 4, "joined": 4, "projected": 9}
    for head, row, column in np.ndindex(by_head.shape):
        products = cell_products(steps, step, head, row, column)
        assert len(products) == lengths.get(step, 5)
        np.testing.assert_allclose(sum(a * b for a, b in products), by_head[head, row, column], **CLOSE)


def test_a_cell_of_example_a_shows_its_two_products():
    steps = trace_matrices(MatrixInput(**A, scale=False))
    assert cell_products(steps, "scores", 0, 0, 1) == [(1, -10), (0, 1)]
    weights = steps.weights[0, 0]
    assert cell_products(steps, "output", 0, 0, 1) == [(weights[0], 20), (weights[1], 40)]


@pytest.mark.parametrize("step", ["weights", "projected", "x_keys"])
def test_a_step_that_is_no_sum_of_products_is_refused(step):
    with pytest.raises(ValueError, match="is a sum of products"):
        cell_products(trace_matrices(random_input()), step, 0, 0, 0)


def test_softmax_terms_make_the_weights():
    steps = trace_matrices(random_input(heads=3, mask="causal"))
    for head, row in np.ndindex(3, 2):
        terms = softmax_terms(steps, head, row)
        assert terms.largest == steps.masked[head, row].max()
        assert terms.numerators.max() == 1
        np.testing.assert_allclose(terms.numerators / terms.denominator, steps.weights[head, row], **CLOSE)


def floats(*shape):
    return arrays(np.float64, shape, elements=st.floats(-1e3, 1e3))


@given(floats(3, 4), floats(5, 4), floats(5, 2), st.sampled_from([1, 2]), st.sampled_from(["none", "causal"]))
def test_every_row_of_weights_sums_to_1_and_its_output_lies_among_the_values(queries, keys, values, heads, mask):
    steps = trace_matrices(MatrixInput(queries=queries, keys=keys, values=values, heads=heads, mask=mask))
    np.testing.assert_allclose(steps.weights.sum(axis=2), 1, **CLOSE)
    assert (steps.weights >= 0).all()
    assert (steps.weights[:, ~steps.visible] == 0).all()
    assert (steps.joined <= values.max(axis=0) + 1e-9).all()
    assert (steps.joined >= values.min(axis=0) - 1e-9).all()


@given(floats(3, 4), floats(5, 4), floats(5, 2), st.permutations(range(5)))
def test_keys_and_values_in_another_order_give_the_same_output(queries, keys, values, order):
    one = trace_matrices(MatrixInput(queries=queries, keys=keys, values=values, heads=2))
    other = trace_matrices(MatrixInput(queries=queries, keys=keys[order], values=values[order], heads=2))
    # A score reaches 4e6 and is exact to 1e-9; so relatively is its exponential, and the values reach 1e3.
    np.testing.assert_allclose(other.output, one.output, rtol=0, atol=1e-5)
    np.testing.assert_allclose(other.weights, one.weights[:, :, order], rtol=0, atol=1e-8)
