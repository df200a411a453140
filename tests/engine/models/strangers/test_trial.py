"""What is done with a model is tried before it is shown; what fails then is said of the model."""

import json

import pytest
import torch
from transformers import Llama4ForCausalLM, Llama4TextConfig

from engine.models.loading import load_model
from engine.models.strangers import trial
from engine.reading.captures import read_capture
from engine.reading.readers import read_text
from engine.running.continuation import Continuation
from tests.engine.folders import attentions, byte_level, edit, refused, save_model, saved, unigram


def test_a_model_that_is_its_own_body_is_read_continued_and_foretold(tmp_path):
    config = Llama4TextConfig(
        vocab_size=340,
        hidden_size=32,
        intermediate_size=48,
        intermediate_size_mlp=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
        num_local_experts=2,
        max_position_embeddings=64,
    )
    torch.manual_seed(0)
    model = Llama4ForCausalLM(config).eval()
    folder = saved(model, tmp_path)
    loaded = load_model(folder)
    assert (loaded.card.layers, loaded.card.heads, loaded.card.key_heads, loaded.card.continues) == (2, 4, 2, True)
    ids = loaded.tokenize("the cats sat")[0]
    model.set_attn_implementation("eager")
    ours = read_capture(loaded.capture("the cats sat"))
    for number, wanted in enumerate(attentions(model, ids)):
        found = torch.from_numpy(ours.layer_weights(number)).nan_to_num(0.0)
        torch.testing.assert_close(found, wanted, rtol=0, atol=1e-5)
    read = read_text("the cats sat", folder, continuation=Continuation(3))
    with torch.inference_mode():
        wanted = model(input_ids=torch.tensor([ids])).logits[0, -1].double().softmax(-1)
    (first,) = read.likeliest(len(ids) - 1, 1)
    assert first.token_id == int(wanted.argmax())
    assert first.probability == pytest.approx(float(wanted.max()), rel=1e-4)


def test_a_decoder_that_nothing_says_how_to_begin_is_refused_with_what_to_set(tmp_path):
    save_model("t5", tmp_path, unigram())
    for file in ("config.json", "generation_config.json"):
        edit(tmp_path / file, decoder_start_token_id=None)
    refused(
        tmp_path, r"do not say with which token its decoder begins\. Set decoder_start_token_id in its config\.json"
    )
    edit(tmp_path / "generation_config.json", decoder_start_token_id=0)
    assert load_model(str(tmp_path)).card.encoder_decoder


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("tokens_of_text", "failed to split a text into tokens"),
        ("continue_ids", "failed to read a text and write on"),
        ("likeliest_next", "failed to read a text and write on"),
    ],
)
def test_whatever_fails_in_the_trial_is_said_of_the_model(tmp_path, monkeypatch, step, message):
    def fail(*_):
        raise AttributeError("no such thing\nand more")

    save_model("llama", tmp_path, byte_level(60))
    monkeypatch.setattr(trial, step, fail)
    refused(tmp_path, rf"\(llama\) cannot be shown: it {message} \(AttributeError: no such thing\)")


def test_a_model_that_takes_fewer_tokens_than_it_says_is_refused(tmp_path):
    save_model("gpt2", tmp_path, byte_level(60))
    model = load_model(str(tmp_path)).model
    model.config.n_positions = 65
    tokenizer = load_model(str(tmp_path)).text_tokenizer()
    card = load_model(str(tmp_path)).card
    longer = type(card)(**json.loads(json.dumps(card.__dict__)) | {"positions": 65})
    with pytest.raises(ValueError, match="failed to read 65 tokens, as many as its settings say that it takes"):
        trial.try_out(longer, model, tokenizer)
    trial.try_out(card, model, tokenizer)


def test_settings_of_writing_do_not_make_a_translation_longer(tmp_path):
    save_model("marian", tmp_path, unigram())
    edit(tmp_path / "generation_config.json", max_new_tokens=5_000, eos_token_id=None)
    edit(tmp_path / "config.json", eos_token_id=None)
    reading = read_text("the cats sat", str(tmp_path)).reading("decoder")
    assert len(reading.query_tokens) == 63
