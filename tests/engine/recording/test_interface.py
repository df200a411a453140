"""What is recorded is what the model computed: against the model's own eager weights."""

import threading
from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.stats import entropy

from engine.errors import InputError
from engine.reading.captures import read_capture
from engine.recording.interface import _recorded, recording
from engine.recording.layers import record_layers

# Both are float32 and add the same products in another order, in 6 layers one after the other: a score of size 10 is
# off by some 1e-6, and its weight by that share of itself. The entropy adds up 20 weights, each with its logarithm.
WEIGHTS, BITS = 1e-5, 1e-4


@torch.inference_mode()
def eager_run(model, ids):
    return model(input_ids=torch.tensor([ids]), output_attentions=True)


def test_weights_and_entropy_are_the_models_own(minilm, eager_minilm, sentences):
    for sentence in sentences[:20]:
        capture = minilm.capture(sentence)
        reading = read_capture(capture)
        wanted = eager_run(eager_minilm, minilm.tokenize(sentence)[0]).attentions
        assert len(wanted) == reading.n_layers == 6
        for layer, weights in enumerate(wanted):
            weights = weights[0].numpy()
            assert weights.shape == (12, len(capture.key_tokens), len(capture.key_tokens))
            np.testing.assert_allclose(reading.layer_weights(layer), weights, rtol=0, atol=WEIGHTS)
            bits = entropy(weights.astype(float), base=2, axis=-1)
            np.testing.assert_allclose(reading.rows.entropy_bits[layer], bits, rtol=0, atol=BITS)


@torch.inference_mode()
def test_the_output_of_the_model_is_unchanged(minilm, eager_minilm, sentences):
    for sentence in sentences[:5]:
        ids = minilm.tokenize(sentence)[0]
        alone = minilm.model(input_ids=torch.tensor([ids])).last_hidden_state
        with recording() as layers:
            recorded = minilm.model(input_ids=torch.tensor([ids])).last_hidden_state
        assert len(layers) == 6
        torch.testing.assert_close(recorded, alone, rtol=0, atol=0)
        # Numbers of size 1 after 6 layers in float32, added up in another order.
        torch.testing.assert_close(alone, eager_run(eager_minilm, ids).last_hidden_state, rtol=0, atol=2e-5)


def test_the_values_are_recorded_in_their_order(minilm, eager_minilm):
    ids = minilm.tokenize("She put the book on the table.")[0]
    hidden = eager_run(eager_minilm, ids).last_hidden_state
    capture = minilm.capture("She put the book on the table.")
    layer, block = capture.layers[-1], eager_minilm.encoder.layer[-1]
    with torch.inference_mode():
        before = eager_minilm(input_ids=torch.tensor([ids]), output_hidden_states=True).hidden_states[-2]
        mixed = torch.softmax(layer.queries @ layer.keys.mT * layer.scale, -1) @ layer.values
        after = block.output(*_feed_forward(block, mixed.transpose(0, 1).reshape(1, len(ids), -1), before))
    torch.testing.assert_close(after, hidden, rtol=0, atol=2e-5)


def _feed_forward(block, mixed, before):
    attended = block.attention.output(mixed, before)
    return block.intermediate(attended), attended


def test_nothing_is_recorded_when_no_recording_is_open(minilm):
    with recording() as layers:
        pass
    with torch.inference_mode():
        minilm.model(input_ids=torch.tensor([[101, 2023, 102]]))
    assert layers == []


def test_a_recording_is_closed_by_an_error_too(minilm):
    with pytest.raises(InputError, match="7 attention layers"):
        replace(minilm, card=replace(minilm.card, layers=7)).capture("The cat sat.")
    assert _recorded.get() is None


def test_two_threads_that_share_a_model_record_apart(minilm):
    """They are made to take turns, layer by layer."""
    texts = ("The cat sat on the mat.", "Mary gave John a red apple, and he thanked her warmly.")
    apart = [minilm.capture(text) for text in texts]
    turn = threading.Barrier(2, timeout=30)

    def wait_for_the_other(*_):
        turn.wait()

    hooks = [layer.register_forward_pre_hook(wait_for_the_other) for layer in minilm.model.encoder.layer]
    together = {}
    threads = [threading.Thread(target=lambda t=text: together.update({t: minilm.capture(t)})) for text in texts]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    finally:
        for hook in hooks:
            hook.remove()
    for text, alone in zip(texts, apart, strict=True):
        assert len(together[text].layers) == 6
        for layer, wanted in zip(together[text].layers, alone.layers, strict=True):
            for name in ("queries", "keys", "values"):
                torch.testing.assert_close(getattr(layer, name), getattr(wanted, name), rtol=0, atol=0)


def test_padding_is_cut_away(minilm):
    ids, keep = torch.tensor([[101, 2023, 102, 0]]), torch.tensor([[1, 1, 1, 0]])
    with torch.inference_mode(), recording() as layers:
        minilm.model(input_ids=ids, attention_mask=keep)
    for layer in layers:
        assert layer.mask.cells.tolist() == [[True, True, True, False]] * 4
    for layer in record_layers(minilm.model, {"input_ids": ids, "attention_mask": keep})["self"]:
        assert layer.mask.cells is None
        assert (layer.n_queries, layer.n_keys) == (3, 3)


def test_a_batch_is_refused_unless_one_of_its_texts_is_named(minilm):
    ids = torch.tensor([[101, 2023, 102], [101, 2088, 102]])
    with torch.inference_mode(), recording(), pytest.raises(InputError, match="batch of 2"):
        minilm.model(input_ids=ids)
    second = record_layers(minilm.model, {"input_ids": ids}, item=1)["self"]
    alone = record_layers(minilm.model, {"input_ids": ids[1:]})["self"]
    torch.testing.assert_close(second[5].queries, alone[5].queries, rtol=0, atol=1e-5)
