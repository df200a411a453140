"""From a run to its captures: padding is cut away, masks become rules, and every module has its kind."""

import pytest
import torch
from torch import nn

from engine.attention.capture import AttentionLayer
from engine.attention.mask import MaskRule
from engine.recording import layers as recordings
from engine.recording.layers import _kinds_of, record_layers, run_recorded, without_padding
from tests.engine.families import FAMILIES

HEADS, KEY_HEADS, QUERIES, KEYS, WIDTH = 6, 3, 5, 7, 4


def layer(cells=None, n_queries=QUERIES, n_keys=KEYS, **others):
    generator = torch.Generator().manual_seed(4)
    queries, keys, values = (
        torch.randn(heads, n, WIDTH, generator=generator)
        for heads, n in ((HEADS, n_queries), (KEY_HEADS, n_keys), (KEY_HEADS, n_keys))
    )
    return AttentionLayer(queries, keys, values, 0.5, MaskRule(cells=cells), **others)


def rule_of(cells, queries=None, keys=None):
    """The rule that these cells become; it gives the same cells."""
    found = without_padding(layer(cells, *cells.shape), queries, keys).mask
    kept = cells if queries is None else cells[queries]
    kept = kept if keys is None else kept[:, keys]
    seen = found.visible(range(len(kept)), kept.shape[1])
    assert torch.equal(torch.ones_like(kept) if seen is None else seen, kept)
    return found


def is_rule(found, causal=False, window=None):
    return found.cells is None and (found.causal, found.window) == (causal, window)


def near(n_queries, n_keys, window, causal):
    back = torch.arange(n_queries)[:, None] - torch.arange(n_keys)
    return (back.abs() < window) & ((back >= 0) | (not causal))


# Masks


@pytest.mark.parametrize("shape", [(5, 7), (7, 7), (7, 5), (1, 1), (1, 7), (7, 1)])
def test_cells_that_are_all_visible_are_no_mask(shape):
    assert is_rule(rule_of(torch.ones(shape, dtype=torch.bool)))


@pytest.mark.parametrize("shape", [(7, 7), (5, 7), (7, 5), (2, 2)])
def test_a_triangle_is_causal(shape):
    assert is_rule(rule_of(torch.ones(shape, dtype=torch.bool).tril()), causal=True)


@pytest.mark.parametrize("window", [1, 2, 4, 6])
def test_a_band_under_the_diagonal_is_a_causal_window(window):
    assert is_rule(rule_of(near(7, 7, window, causal=True)), causal=True, window=window)
    assert is_rule(rule_of(near(5, 5, min(window, 4), causal=True)), causal=True, window=min(window, 4))


@pytest.mark.parametrize("window", [2, 3, 6])
def test_a_band_on_both_sides_is_a_window(window):
    assert is_rule(rule_of(near(7, 7, window, causal=False)), window=window)


def test_a_window_that_is_never_reached_is_left_out():
    assert is_rule(rule_of(near(7, 7, 7, causal=True)), causal=True)
    assert is_rule(rule_of(near(7, 7, 9, causal=False)))


def test_a_token_that_sees_itself_alone_is_a_rule():
    found = rule_of(torch.eye(7, dtype=torch.bool))
    assert found.cells is None
    assert found.window == 1


def test_a_drawn_mask_stays_as_its_cells():
    drawn = torch.rand(QUERIES, KEYS, generator=torch.Generator().manual_seed(5)) < 0.5
    hole = torch.ones(7, 7, dtype=torch.bool).tril()
    hole[5, 2] = False
    blocks = torch.block_diag(torch.ones(3, 3), torch.ones(4, 4)).bool()
    anticausal = torch.ones(7, 7, dtype=torch.bool).triu()
    for cells in (drawn, hole, blocks, anticausal, torch.zeros(5, 7, dtype=torch.bool), ~torch.eye(7).bool()):
        found = rule_of(cells)
        assert torch.equal(found.cells, cells)
        assert not found.causal
        assert found.window is None


def test_a_row_that_differs_far_down_is_seen():
    """Rules are compared in blocks of rows: the last row counts as the first does."""
    cells = torch.ones(1_100, 1_100, dtype=torch.bool).tril()
    assert is_rule(rule_of(cells), causal=True)
    cells[1_099, 3] = False
    assert rule_of(cells).cells is cells


def test_one_query_that_sees_the_last_keys_only_is_no_window_from_the_first():
    """As while a model with a sliding window writes."""
    cells = torch.tensor([[False, False, True, True, True]])
    assert torch.equal(rule_of(cells).cells, cells)
    assert is_rule(rule_of(cells.flip(1)), window=3)


# Padding


def test_a_layer_without_padding_and_without_cells_is_itself():
    whole = layer()
    assert without_padding(whole, None, None) is whole


def test_what_is_kept_is_cut_out_of_every_tensor():
    bias = torch.randn(HEADS, QUERIES, KEYS)
    whole = layer(position_bias=bias, soft_cap=3.0, sink_logits=torch.arange(6.0))
    queries, keys = torch.tensor([1, 3, 4]), torch.tensor([0, 2])
    part = without_padding(whole, queries, keys)
    for name, places in (("queries", queries), ("keys", keys), ("values", keys)):
        assert torch.equal(getattr(part, name), getattr(whole, name)[:, places])
    assert torch.equal(part.position_bias, bias[:, queries][:, :, keys])
    assert (part.scale, part.soft_cap) == (whole.scale, whole.soft_cap)
    assert part.sink_logits is whole.sink_logits
    for some, shape in (((queries, None), (3, 7)), ((None, keys), (5, 2))):
        part = without_padding(whole, *some)
        assert (part.n_queries, part.n_keys) == shape == tuple(part.position_bias.shape[1:])


def test_padding_on_the_right_leaves_a_causal_mask_causal():
    cells = torch.ones(7, 7, dtype=torch.bool).tril()
    cells[:, 5:] = False
    kept = torch.arange(5)
    assert is_rule(rule_of(cells, kept, kept), causal=True)


def test_padding_on_the_left_leaves_a_causal_mask_causal_counted_from_the_first_token():
    cells = torch.ones(7, 7, dtype=torch.bool).tril()
    cells[:, :3] = False
    # A row of padding sees nothing; some models let it see everything, so that its softmax is defined.
    for of_padding in (False, True):
        cells[:3] = of_padding
        kept = torch.arange(3, 7)
        assert is_rule(rule_of(cells, kept, kept), causal=True)


@pytest.mark.parametrize("side", [slice(0, 3), slice(6, 9)])
def test_padding_leaves_a_window_a_window(side):
    places = torch.ones(9, dtype=torch.bool)
    places[side] = False
    kept = places.nonzero()[:, 0]
    for causal in (True, False):
        assert is_rule(rule_of(near(9, 9, 3, causal) & places, kept, kept), causal, window=3)


def test_padding_of_the_keys_alone_leaves_cross_attention_unmasked():
    cells = torch.tensor([[True, True, True, False, False]]).expand(4, 5)
    assert is_rule(rule_of(cells, None, torch.arange(3)))


def test_padding_in_the_middle_leaves_a_window_as_cells():
    """Tokens on the two sides of a gap are nearer by number than they were to the model."""
    kept = torch.tensor([0, 1, 2, 5, 6, 7])
    found = rule_of(near(8, 8, 3, causal=True), kept, kept)
    assert not found.cells[3, 2], "three places from the query, and the next by number"


# Kinds


def kinds_by_name(family):
    model = FAMILIES[family].model("headlight")
    names = {id(module): name for name, module in model.named_modules()}
    return model, {names[number]: kind for number, kind in _kinds_of(model).items()}


ATTENTION = {
    "t5": {
        "encoder.block.1.layer.0.SelfAttention": "encoder",
        "decoder.block.2.layer.0.SelfAttention": "decoder",
        "decoder.block.2.layer.1.EncDecAttention": "cross",
    },
    "bart": {
        "model.encoder.layers.1.self_attn": "encoder",
        "model.decoder.layers.2.self_attn": "decoder",
        "model.decoder.layers.2.encoder_attn": "cross",
    },
}
ATTENTION |= {"marian": ATTENTION["bart"], "whisper": ATTENTION["bart"]}


@pytest.mark.parametrize("family", ATTENTION)
def test_every_attention_of_an_encoder_decoder_has_its_kind(family):
    _, kinds = kinds_by_name(family)
    assert {name: kinds[name] for name in ATTENTION[family]} == ATTENTION[family]


@pytest.mark.parametrize("family", ["bert", "llama", "vit"])
def test_a_model_with_one_kind_of_attention_names_none(family):
    assert kinds_by_name(family)[1] == {}


def test_kinds_are_found_once_and_go_with_their_model():
    model, _ = kinds_by_name("bart")
    assert _kinds_of(model) is _kinds_of(model)


def test_layers_that_share_a_mask_are_judged_once(monkeypatch):
    judged, gives = [], recordings._gives
    monkeypatch.setattr(recordings, "_gives", lambda rule, cells: judged.append(rule) or gives(rule, cells))
    model = FAMILIES["llama"].model("headlight")
    mask = torch.ones(1, 9, dtype=torch.long)
    mask[0, 7:] = 0
    ids = torch.arange(3, 12)[None]
    layers = record_layers(model, {"input_ids": ids, "attention_mask": mask})["self"]
    assert len(layers) == 3
    assert len(judged) == 1
    assert all(each.mask is layers[0].mask for each in layers)


def test_what_the_model_returns_comes_beside_its_layers():
    model = FAMILIES["llama"].model("headlight")
    ids = torch.arange(3, 12)[None]
    layers, output = run_recorded(model, {"input_ids": ids})
    with torch.inference_mode():
        torch.testing.assert_close(output.logits, model(input_ids=ids).logits)
    assert output.past_key_values is None, "a cache that nobody reads takes memory"
    assert tuple(layers) == ("self",)


def test_a_model_that_knows_no_cache_is_not_asked_for_none():
    class NoCache(nn.Module):
        def forward(self, numbers):
            return numbers + 1

    assert run_recorded(NoCache(), {"numbers": 1}) == ({}, 2)
