"""Heads: split and joined as PyTorch does it, and what comes of joining them without the transpose."""

import numpy as np
import pytest
import torch

from engine.course.lessons.heads.numbers import (
    count_parameters,
    join_heads,
    join_without_transpose,
    split_heads,
    weights_by_head,
)
from engine.errors import InputError


def random(*shape):
    return np.random.default_rng(5).normal(size=shape)


@pytest.mark.parametrize("n_heads", [1, 2, 4, 8, 16])
def test_any_number_of_heads_has_66048_parameters_at_a_width_of_128(n_heads):
    found = count_parameters(128, n_heads)
    assert found.total == 66_048
    assert found.output == 16_512


@pytest.mark.parametrize("n_heads", [0, 3])
def test_heads_that_cannot_share_the_width_are_refused(n_heads):
    with pytest.raises(InputError, match=f"got {n_heads} heads"):
        count_parameters(128, n_heads)
    with pytest.raises(InputError, match="divisor of 4"):
        split_heads(random(2, 4), n_heads)


def test_a_head_gets_neighbouring_columns():
    np.testing.assert_array_equal(split_heads(np.array([[1.0, 2, 3, 4], [5, 6, 7, 8]]), 2)[1], [[3, 4], [7, 8]])


@pytest.mark.parametrize("n_heads", [1, 2, 3, 6])
def test_joining_undoes_splitting(n_heads):
    joined = random(5, 6)
    np.testing.assert_array_equal(join_heads(split_heads(joined, n_heads)), joined)


def test_joining_without_the_transpose_has_the_right_shape_and_wrong_numbers():
    by_head = np.arange(12.0).reshape(2, 3, 2)
    wrong, right = join_without_transpose(by_head), join_heads(by_head)
    np.testing.assert_array_equal(right, [[0, 1, 6, 7], [2, 3, 8, 9], [4, 5, 10, 11]])
    np.testing.assert_array_equal(wrong, [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]])


@pytest.mark.parametrize("shape", [(1, 3, 4), (3, 1, 4)], ids=["one head", "one token"])
def test_with_one_head_or_one_token_the_missing_transpose_does_not_show(shape):
    by_head = random(*shape)
    np.testing.assert_array_equal(join_without_transpose(by_head), join_heads(by_head))


def test_split_attend_join_project_is_pytorchs_multi_head_attention():
    layer = torch.nn.MultiheadAttention(6, 3, batch_first=True, dtype=torch.float64)
    x = random(5, 6)
    with torch.no_grad():
        wanted, wanted_weights = layer(*[torch.from_numpy(x)[None]] * 3, average_attn_weights=False)
        w_q, w_k, w_v = (part.numpy().T for part in layer.in_proj_weight.chunk(3))
        b_q, b_k, b_v = (part.numpy() for part in layer.in_proj_bias.chunk(3))
        weights = weights_by_head(x @ w_q + b_q, x @ w_k + b_k, 3)
        joined = join_heads(weights @ split_heads(x @ w_v + b_v, 3))
        found = joined @ layer.out_proj.weight.numpy().T + layer.out_proj.bias.numpy()
    # float64 carries 16 digits; sums of a few products lose at most the last four.
    np.testing.assert_allclose(weights, wanted_weights[0].numpy(), rtol=1e-11)
    np.testing.assert_allclose(found, wanted[0].numpy(), rtol=1e-11, atol=1e-12)


def test_heads_of_the_same_columns_look_alike_and_those_of_others_need_not():
    columns = random(4, 2)
    same = weights_by_head(np.hstack([columns, columns]), np.hstack([columns, columns]), 2)
    np.testing.assert_array_equal(same[0], same[1])
    other = weights_by_head(np.hstack([columns, -columns]), np.hstack([columns, columns]), 2)
    assert np.abs(other[0] - other[1]).max() > 0.1
