"""Every family of models: what is recorded is what its own eager attention computed, with and without padding."""

import numpy as np
import pytest
import torch
from scipy.special import entr

from engine.attention.capture import AttentionCapture
from engine.reading.captures import read_capture
from engine.recording.interface import IMPLEMENTATION, _recorded
from engine.recording.layers import record_layers
from engine.text.tokens import plain_tokens
from tests.engine.families import FAMILIES

# Scores of a size of 10 or more, after three layers in float32 whose sums are added up in another order; the weights
# of these random models are sharp, so that a score that is off by 1e-5 moves a weight by as much.
WEIGHTS, BITS, OUTPUT = 5e-5, 5e-4, 2e-3

N_TOKENS = 13
PADDED = 4
EAGER_NAMES = {
    "self": ("attentions",),
    "encoder": ("encoder_attentions",),
    "decoder": ("decoder_attentions",),
    "cross": ("cross_attentions",),
}


def inputs_of(family, padding=None):
    """padding: on which side the second of two texts is padded; without it one text."""
    generator = torch.Generator().manual_seed(11)
    if family.reads == "image":
        return {"pixel_values": torch.randn(1, 3, 20, 20, generator=generator)}
    if family.reads == "sound":
        ids = torch.randint(3, 60, (1, 9), generator=generator)
        return {"input_features": torch.randn(1, 8, 40, generator=generator), "decoder_input_ids": ids}
    n_texts = 1 if padding is None else 2
    inputs = {"input_ids": torch.randint(3, 60, (n_texts, N_TOKENS), generator=generator)}
    if "cross" in family.kinds:
        inputs["decoder_input_ids"] = torch.randint(3, 60, (n_texts, 9), generator=generator)
    if padding is not None:
        mask = torch.ones_like(inputs["input_ids"])
        mask[1, slice(0, PADDED) if padding == "left" else slice(N_TOKENS - PADDED, None)] = 0
        inputs |= {"attention_mask": mask, "input_ids": inputs["input_ids"] * mask}
        if "cross" in family.kinds:
            mask = torch.ones_like(inputs["decoder_input_ids"])
            mask[1, 7:] = 0
            inputs |= {"decoder_attention_mask": mask, "decoder_input_ids": inputs["decoder_input_ids"] * mask}
    return inputs


@torch.inference_mode()
def eager_run(family, inputs):
    return family.model("eager")(**inputs, output_attentions=True)


def output_of(run):
    return run.logits if hasattr(run, "logits") else run.last_hidden_state


def places(inputs, kind, item):
    """Where the queries and the keys of one text stand."""

    def kept(name, ids):
        mask = inputs.get(name)
        return slice(None) if mask is None else mask[item].nonzero()[:, 0]

    source, target = kept("attention_mask", "input_ids"), kept("decoder_attention_mask", "decoder_input_ids")
    return target if kind in ("decoder", "cross") else source, target if kind == "decoder" else source


def check_against_eager(family, inputs, item):
    eager = eager_run(family, inputs)
    found = record_layers(family.model(IMPLEMENTATION), inputs, item=item)
    assert tuple(sorted(found)) == tuple(sorted(family.kinds))
    for kind, layers in found.items():
        assert len(layers) == family.layers[kind]
        queries, keys = places(inputs, kind, item)
        first = layers[0]
        tokens = tuple(
            plain_tokens([f"{name}{i}" for i in range(n)]) for name, n in (("q", first.n_queries), ("k", first.n_keys))
        )
        reading = read_capture(AttentionCapture(layers, *tokens, kind))
        (wanted,) = (getattr(eager, name) for name in EAGER_NAMES[kind])
        for number, of_layer in enumerate(wanted):
            weights = of_layer[item][:, queries][:, :, keys].double().numpy()
            np.testing.assert_allclose(np.nan_to_num(reading.layer_weights(number)), weights, rtol=0, atol=WEIGHTS)
            rest = 1 - weights.sum(axis=-1)
            if reading.rows.sink_share is None:
                np.testing.assert_allclose(rest, 0, atol=1e-5)
            else:
                np.testing.assert_allclose(reading.rows.sink_share[number], rest, rtol=0, atol=WEIGHTS)
            spread = weights / weights.sum(axis=-1, keepdims=True)
            bits = entr(spread).sum(axis=-1) / np.log(2)
            np.testing.assert_allclose(reading.rows.entropy_bits[number], bits, rtol=0, atol=BITS)
        # So that a test of uniform weights, which prove little, is not mistaken for one.
        assert np.nanmin(reading.heads.normalised_entropy) < 0.9
        yield kind, reading, layers


@pytest.mark.parametrize("name", FAMILIES)
def test_weights_and_entropy_are_those_of_the_models_own_eager_attention(name):
    family = FAMILIES[name]
    for kind, reading, layers in check_against_eager(family, inputs_of(family), 0):
        assert all(layer.mask.cells is None for layer in layers), "a mask that follows a rule takes no memory"
        seen = reading.rows.visible_keys
        if family.causal or kind == "decoder":
            whole = np.arange(1, seen.shape[1] + 1)
            for layer, found in zip(layers, seen, strict=True):
                window = layer.mask.window
                assert window in (None, family.window)
                np.testing.assert_array_equal(found, whole if window is None else np.minimum(whole, window))
            if family.window:
                assert any(layer.mask.window for layer in layers)
        elif family.window is None:
            assert (seen == layers[0].n_keys).all()


TEXTS = [name for name, family in FAMILIES.items() if family.reads == "text"]


@pytest.mark.parametrize(
    ("name", "side"),
    [
        (name, side)
        for name in TEXTS
        for side in ("left", "right")
        if side == "right" or FAMILIES[name].kinds == ("self",)
    ],
)
def test_padding_is_cut_away_and_changes_nothing_else(name, side):
    family = FAMILIES[name]
    inputs = inputs_of(family, side)
    for item in (0, 1):
        for kind, reading, layers in check_against_eager(family, inputs, item):
            shorter = {"encoder": PADDED, "self": PADDED, "cross": 2, "decoder": 2}[kind] if item else 0
            assert (
                layers[0].n_queries
                == len(reading.query_tokens)
                == (9 if kind in ("decoder", "cross") else 13) - shorter
            )
            assert all(layer.mask.cells is None for layer in layers)


@pytest.mark.parametrize(
    ("name", "padding"), [*((name, None) for name in FAMILIES), *((name, "right") for name in TEXTS)]
)
def test_the_model_runs_as_its_own_eager_attention_does(name, padding):
    family = FAMILIES[name]
    inputs = inputs_of(family, padding)
    with torch.inference_mode():
        found = output_of(family.model(IMPLEMENTATION)(**inputs))
    wanted = output_of(eager_run(family, inputs))
    mask = inputs.get("decoder_attention_mask", inputs.get("attention_mask"))
    if mask is not None:
        # What stands at padding is of no meaning: eager and sdpa spread a row that sees nothing in different ways.
        found, wanted = found[mask != 0], wanted[mask != 0]
    torch.testing.assert_close(found, wanted, rtol=OUTPUT, atol=OUTPUT)


def test_a_listener_hears_of_every_layer_and_can_end_the_run():
    family = FAMILIES["llama"]
    model, inputs, heard = family.model(IMPLEMENTATION), inputs_of(family), []
    record_layers(model, inputs, heard=heard.append)
    assert heard == [1, 2, 3]

    class Enough(Exception):
        pass

    def stop(count):
        if count == 2:
            raise Enough

    with pytest.raises(Enough):
        record_layers(model, inputs, heard=stop)
    assert _recorded.get() is None
