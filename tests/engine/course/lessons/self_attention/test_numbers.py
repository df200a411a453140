"""Self-attention, held to PyTorch's own."""

import numpy as np
import torch

from engine.course.lessons.self_attention.numbers import attend_within


def random_matrices():
    """x of 5 tokens, w_q, w_k and w_v, all different."""
    generator = np.random.default_rng(3)
    return [generator.normal(size=shape) for shape in ((5, 3), (3, 4), (3, 4), (3, 2))]


def test_self_attention_agrees_with_pytorchs():
    x, w_q, w_k, w_v = random_matrices()
    found = attend_within(x, w_q, w_k, w_v)
    wanted = torch.nn.functional.scaled_dot_product_attention(
        *(torch.from_numpy(one)[None] for one in (x @ w_q, x @ w_k, x @ w_v))
    )
    # float64 carries 16 digits; sums of a few products lose at most the last three.
    np.testing.assert_allclose(found.output, wanted[0].numpy(), rtol=1e-12)


def test_every_token_has_a_row_a_column_and_an_output():
    found = attend_within(*random_matrices())
    assert found.weights.shape == (5, 5)
    assert found.output.shape == (5, 2)
    np.testing.assert_allclose(found.weights.sum(axis=1), 1, rtol=1e-12)


def test_reordering_the_tokens_reorders_their_outputs_and_nothing_else():
    x, w_q, w_k, w_v = random_matrices()
    order = [3, 0, 4, 1, 2]
    np.testing.assert_allclose(
        attend_within(x[order], w_q, w_k, w_v).output, attend_within(x, w_q, w_k, w_v).output[order], rtol=1e-12
    )
