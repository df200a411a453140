"""All weights of whole layers: together or one by one, masked, and with a learned sink."""

import torch

from engine.attention.capture import AttentionLayer
from engine.attention.weights import masked_scores, visible_weights, weights
from tests.engine.captures import HEADS, drawn_cells, random_capture


def test_layers_together_have_the_weights_of_each_alone():
    layers = random_capture(causal=True, key_heads=3).layers
    alone = torch.stack([weights((layer,))[0] for layer in layers])
    # The sums of a batch may be added up in another order: a few units in the last of float32's 7 digits.
    torch.testing.assert_close(weights(layers), alone, rtol=1e-6, atol=1e-7)


def test_a_masked_key_has_the_weight_0_and_no_number_in_a_picture():
    cells = drawn_cells()
    (layer, _) = random_capture(cells=cells).layers
    found, shown = weights((layer,))[0], visible_weights(layer, slice(None))
    sees_some = cells.any(dim=1)
    assert (found[:, sees_some][:, ~cells[sees_some]] == 0).all()
    assert found[:, ~sees_some].isnan().all()
    assert torch.equal(shown.isnan(), ~cells.expand(HEADS, -1, -1))
    assert torch.equal(shown[:, cells], found[:, cells])


def test_some_heads_have_the_weights_that_they_have_among_all():
    bias = torch.randn(HEADS, 37, 37, generator=torch.Generator().manual_seed(7))
    (layer, _) = random_capture(key_heads=2, bias=bias, sinks=torch.linspace(-2, 6, HEADS)).layers
    torch.testing.assert_close(visible_weights(layer, slice(2, 5)), weights((layer,))[0, 2:5], rtol=1e-6, atol=1e-7)


def test_a_sink_as_strong_as_all_keys_leaves_them_half():
    # One query and four keys of the score 0, and a sink with the logit log(4).
    keys = torch.zeros(1, 4, 2)
    layer = AttentionLayer(torch.ones(1, 1, 2), keys, keys, 1.0, sink_logits=torch.tensor([4.0]).log())
    torch.testing.assert_close(weights((layer,))[0, 0, 0], torch.full((4,), 0.125))


def test_a_model_in_half_precision_is_weighed_in_float32():
    (layer, _) = random_capture(dtype=torch.bfloat16).layers
    assert masked_scores((layer,)).dtype == weights((layer,)).dtype == torch.float32
    (double, _) = random_capture(dtype=torch.float64).layers
    assert weights((double,)).dtype == torch.float64
