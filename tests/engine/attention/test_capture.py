"""A capture is checked when it is made, and says in words what does not fit."""

from dataclasses import FrozenInstanceError, replace

import pytest
import torch

from engine.attention.capture import AttentionCapture, AttentionLayer
from engine.attention.mask import MaskRule
from engine.errors import InputError
from engine.text.tokens import Token, plain_tokens


def layer(heads=6, queries=5, keys=7, width=4, key_heads=2, **changes):
    return AttentionLayer(
        torch.zeros(heads, queries, width),
        torch.ones(key_heads, keys, width),
        torch.ones(key_heads, keys, 3),
        0.5,
        **changes,
    )


QUERY_TOKENS, KEY_TOKENS = plain_tokens(list("abcde")), plain_tokens(list("tuvwxyz"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"keys": torch.zeros(2, 7, 3)}, r"as many columns as queries \(4\); got 3"),
        ({"values": torch.zeros(2, 6, 3)}, r"rows as keys \[2, 7\]; got \[2, 6\]"),
        ({"values": torch.zeros(3, 7, 3)}, r"rows as keys \[2, 7\]; got \[3, 7\]"),
        ({"queries": torch.zeros(5, 5, 4)}, r"key heads \(2\) must divide the heads \(5\)"),
        ({"queries": torch.zeros(6, 0, 4)}, r"queries must be .* none of them 0; got \[6, 0, 4\]"),
        ({"queries": torch.full((6, 5, 4), torch.nan)}, "queries must be finite"),
        ({"keys": torch.full((2, 7, 4), torch.inf)}, "keys must be finite"),
        ({"values": torch.full((2, 7, 3), -torch.inf)}, "values must be finite"),
        ({"mask": MaskRule(cells=torch.ones(7, 5, dtype=torch.bool))}, r"queries x keys \[5, 7\]; got \[7, 5\]"),
        ({"position_bias": torch.zeros(6, 7, 5)}, r"\[6, 5, 7\]; got \[6, 7, 5\]"),
    ],
)
def test_a_layer_that_does_not_fit_together_is_refused(changes, message):
    # In the tests the shapes in the annotations would be checked first, and say it in their own words.
    made = object.__new__(AttentionLayer)
    for name, value in (vars(layer()) | changes).items():
        object.__setattr__(made, name, value)
    with pytest.raises(InputError, match=message):
        made.__post_init__()


def test_a_capture_needs_layers_of_one_shape_and_a_token_for_each_row():
    assert AttentionCapture((layer(), layer(width=8, key_heads=3)), QUERY_TOKENS, KEY_TOKENS).n_layers == 2
    with pytest.raises(InputError, match="at least one"):
        AttentionCapture((), QUERY_TOKENS, KEY_TOKENS)
    with pytest.raises(InputError, match=r"\(6, 5, 7\); layer 1: \(6, 5, 8\)"):
        AttentionCapture((layer(), layer(keys=8)), QUERY_TOKENS, KEY_TOKENS)
    with pytest.raises(InputError, match="5 query tokens; got 7"):
        AttentionCapture((layer(),), KEY_TOKENS, KEY_TOKENS)
    with pytest.raises(InputError, match="7 key tokens; got 5"):
        AttentionCapture((layer(),), QUERY_TOKENS, QUERY_TOKENS)


def test_a_capture_cannot_be_changed():
    capture = AttentionCapture((layer(),), QUERY_TOKENS, KEY_TOKENS)
    with pytest.raises(FrozenInstanceError):
        capture.layers = ()
    with pytest.raises(FrozenInstanceError):
        capture.layers[0].scale = 2.0


def test_neighbouring_heads_share_a_key_head():
    made = replace(layer(), keys=torch.stack([torch.full((7, 4), 1.0), torch.full((7, 4), 2.0)]))
    assert made.keys_by_head()[:, 0, 0].tolist() == [1, 1, 1, 2, 2, 2]
    assert made.values_by_head().shape == (6, 7, 3)


def test_the_same_tokens_are_the_same_sequence():
    square = layer(queries=5, keys=5)
    assert AttentionCapture((square,), QUERY_TOKENS, plain_tokens(list("abcde"))).same_sequence
    assert not AttentionCapture((square,), QUERY_TOKENS, KEY_TOKENS[:5]).same_sequence
    special = (Token("a", special=True), *QUERY_TOKENS[1:])
    assert not AttentionCapture((square,), QUERY_TOKENS, special).same_sequence


def test_a_layer_that_fits_together_is_accepted():
    layer().__post_init__()
