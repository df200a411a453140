"""What was kept of real models for the lessons is what they do."""

import numpy as np
import pytest
import torch

from engine.course.lessons.kept import make_seen, seen
from engine.course.lessons.kept.seen import PHRASES, TEXT, kept_digits, kept_sentence
from engine.course.loading import lessons
from engine.errors import InputError
from engine.models.loading import load_model

# Another processor's kernels may round the models' float32 another way.
ROUNDING = {"rtol": 1e-3, "atol": 1e-4}


def test_the_kept_lengths_of_values_are_those_of_the_model():
    np.testing.assert_allclose(kept_sentence().value_lengths, make_seen.value_lengths(), **ROUNDING)


@torch.inference_mode()
def test_what_the_heads_hand_on_adds_up_to_the_output_of_the_layer(eager_minilm):
    """The lengths are of the very vectors whose weighted sum, over keys and heads, the layer adds up."""
    ids, _ = load_model("minilm").tokenize(TEXT)
    run = eager_minilm(input_ids=torch.tensor([ids]), output_attentions=True, output_hidden_states=True)
    attention = eager_minilm.encoder.layer[4].attention
    hidden = run.hidden_states[4][0]
    values = attention.self.value(hidden).reshape(len(ids), 12, 32).transpose(0, 1)
    by_head = attention.output.dense.weight.T.reshape(12, 32, -1)
    vectors = values @ by_head
    np.testing.assert_allclose(kept_sentence().value_lengths[4], vectors.norm(dim=-1), **ROUNDING)
    handed = (run.attentions[4][0] @ vectors).sum(dim=0) + attention.output.dense.bias
    whole = attention.output.dense(attention.self(hidden[None])[0][0])
    torch.testing.assert_close(handed, whole, rtol=1e-3, atol=1e-4)


def test_the_kept_weights_of_the_twin_are_those_of_random_numbers_drawn_again():
    np.testing.assert_allclose(kept_sentence().twin_weights, make_seen.twin_weights(), **ROUNDING)


def test_the_kept_digits_are_those_of_the_translator():
    largest, right = make_seen.digit_rows()
    np.testing.assert_allclose(kept_digits().largest, largest, **ROUNDING)
    # A tie between two tokens may fall the other way.
    assert (kept_digits().right == right.numpy()).mean() > 0.999


def test_the_digits_of_the_aligned_head_are_all_right():
    assert kept_digits().right[1, 0].all()


def test_what_was_kept_of_other_weights_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(seen, "FOLDER", tmp_path)
    with pytest.raises(InputError, match="make_seen"):
        kept_sentence.__wrapped__()
    np.savez(tmp_path / "minilm.npz", sha256=np.array("0" * 64))
    with pytest.raises(InputError, match="make_seen"):
        kept_sentence.__wrapped__()


def test_no_phrase_of_the_lesson_waits_for_the_translator_to_be_loaded():
    controls = [control for screen in lessons()["cross-attention"].screens for control in screen.numbers.control]
    assert {phrase for control in controls if control.name == "phrase" for phrase in control.options} == set(PHRASES)
