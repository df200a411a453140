"""Loading a model by its name: once, whole, and refused for what cannot be shown as it is."""

import gc
import threading
import weakref
from dataclasses import replace
from unittest.mock import Mock

import pytest
import torch
from tokenizers import Tokenizer
from transformers import (
    AutoModel,
    AutoModelForCausalLM,
    PreTrainedTokenizerFast,
    ResNetConfig,
)

import engine
from engine.errors import InputError
from engine.models import catalogue, loading, probe
from engine.models.catalogue import MINILM
from engine.models.files import WEIGHTS
from engine.models.loading import load_model
from engine.models.strangers import admission
from engine.models.transformers_library import building
from tests.engine.families import FAMILIES, REFUSED
from tests.engine.folders import attentions, byte_level, edit, edit_weights, refused, save_model, word_pieces

# The catalogue


def test_a_model_is_loaded_once(minilm):
    assert load_model("minilm") is minilm
    assert not minilm.model.training


def test_an_unknown_model_is_refused_with_the_names_of_those_there_are():
    for find in (load_model, lambda name: engine.read("A text.", name)):
        with pytest.raises(InputError, match=r"no model 'minillm'.*minilm"):
            find("minillm")


def test_files_with_another_sha256_are_refused(monkeypatch):
    monkeypatch.setitem(catalogue.CATALOGUE, "other", replace(MINILM, name="other", sha256="0" * 64))
    monkeypatch.setattr(loading, "load_transformer", lambda *a, **k: pytest.fail("the file was loaded"))
    with pytest.raises(InputError, match=f"model.safetensors of other .* {'0' * 64}.*{MINILM.sha256}"):
        load_model("other")


def test_a_model_whose_package_is_missing_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(catalogue.CATALOGUE, "other", replace(MINILM, name="other", package="no_such_package"))
    with pytest.raises(InputError, match=r"not installed.*requirements-models\.txt"):
        load_model("other")


def test_a_model_that_does_not_record_every_layer_is_refused(minilm):
    unrecorded = replace(minilm, card=replace(MINILM, layers=7))
    with pytest.raises(InputError, match="7 attention layers, but 6"):
        unrecorded.capture("The cat sat.")


def test_repeated_tokens_stay_apart(minilm):
    reading = engine.read("the the the the the")
    assert [token.text for token in reading.query_tokens] == ["[CLS]", *["the"] * 5, "[SEP]"]
    assert reading.rows.entropy_bits.shape == (6, 12, 7)
    assert reading.weights(0, 0).shape == (7, 7)


def test_a_megabyte_is_refused_before_it_is_split_into_tokens(minilm):
    unsplit = replace(minilm, tokenizer=Mock(spec=Tokenizer))
    unsplit.tokenizer.encode.side_effect = AssertionError("the text was split into tokens")
    with pytest.raises(InputError, match=r"1,000,000 characters \(1.0 MB\).*200,000"):
        unsplit.tokenize("x" * 1_000_000)
    with pytest.raises(AssertionError, match="was split"):
        unsplit.tokenize("x" * 200_000)


def test_smollm2_shows_what_every_token_sees(smollm2):
    capture = smollm2.capture("The cat sat on the mat.")
    assert (capture.n_layers, capture.n_heads, len(capture.query_tokens)) == (30, 9, 7)
    assert capture.layers[0].keys.shape == (3, 7, 64)
    assert all(layer.mask.causal for layer in capture.layers)
    engine.read("The cat", "smollm2")


def test_dates_has_three_kinds_of_attention_and_a_tokenizer_of_words_and_digits():
    dates = load_model("dates")
    tokens = dates.tokenize("the third of May, 2021 Xyz")[1]
    assert [str(token) for token in tokens] == [
        "the", "third", "of", "May", ",", "2", "·0", "·2", "·1", "Xyz <unk>", "</s>",
    ]  # fmt: skip
    assert tokens[-2].piece == "<unk>"
    with pytest.raises(InputError, match="dates has three kinds of attention"):
        dates.capture("the third of May")
    assert engine.read("the third of May, 2021", "dates").kind == "cross"


def test_progress_is_told_and_what_it_raises_cancels(folder):
    said = []
    load_model(str(folder), lambda share, step: said.append((share, step)))
    assert [share for share, _ in said] == sorted(share for share, _ in said)
    assert any("Loading" in step for _, step in said)
    save_model("gpt2", folder, byte_level(60))

    def cancel(share: float, step: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_model(str(folder), cancel)
    load_model(str(folder))


# Any family


TEXT_FAMILIES = [name for name, family in FAMILIES.items() if family.reads == "text"]


@pytest.mark.parametrize("family", TEXT_FAMILIES)
def test_a_folder_with_a_model_of_any_family_is_loaded(tmp_path, family):
    model = save_model(family, tmp_path)
    loaded = load_model(str(tmp_path))
    card, config = loaded.card, model.config
    wanted = FAMILIES[family].layers
    assert (card.layers, card.decoder_layers) == (wanted.get("self") or wanted["encoder"], wanted.get("decoder", 0))
    assert card.heads == config.num_attention_heads
    assert card.key_heads == (getattr(config, "num_key_value_heads", None) or config.num_attention_heads)
    assert card.encoder_decoder == config.is_encoder_decoder == (card.reads == "text pairs")
    # The head of those that were saved without it is their embedding, or is not there.
    has_head = config.tie_word_embeddings or FAMILIES[family].auto is AutoModelForCausalLM
    assert card.continues == (FAMILIES[family].causal and has_head)
    assert card.architecture == config.model_type
    assert card.source == card.name == str(tmp_path)
    assert card.title == tmp_path.name
    assert loaded.model.dtype == torch.float32
    assert not loaded.model.training
    assert loaded.model.config._attn_implementation == "headlight"


@pytest.mark.parametrize("family", ["bert", "roberta", "llama", "gpt2", "gemma2"])
def test_the_weights_shown_are_the_models_own(tmp_path, family):
    model = save_model(family, tmp_path)
    loaded = load_model(str(tmp_path))
    ids, tokens = loaded.tokenize("the cats sat on the mat")
    reading = engine.read_capture(loaded.capture("the cats sat on the mat"))
    theirs = attentions(model, ids)
    for layer in range(loaded.card.layers):
        ours = torch.from_numpy(reading.layer_weights(layer)).nan_to_num(0.0)
        torch.testing.assert_close(ours, theirs[layer], rtol=0, atol=1e-5)
    assert reading.query_tokens == tokens


@pytest.mark.parametrize("family", ["vit", "dinov2", "clip vision"])
def test_a_model_of_pictures_is_loaded_and_refuses_a_text(tmp_path, family):
    save_model(family, tmp_path)
    loaded = load_model(str(tmp_path))
    assert (loaded.card.reads, loaded.card.positions, loaded.tokenizer) == ("pictures", None, None)
    for refuse in (loaded.tokenize, loaded.capture):
        with pytest.raises(InputError, match=r"reads pictures, not texts\. Choose another model"):
            refuse("A text.")


@pytest.mark.parametrize(
    ("family", "positions"),
    [("bert", 64), ("roberta", 63), ("gpt2", 64), ("llama", 64), ("bart", 64), ("t5", None)],
)
def test_as_many_tokens_are_read_as_the_model_has_positions_for(tmp_path, family, positions):
    # RoBERTa begins to count after the number of its padding token, 0 here.
    save_model(family, tmp_path)
    loaded = load_model(str(tmp_path))
    assert loaded.card.positions == positions
    inputs = {"input_ids": torch.full((1, positions or 500), 7)}
    if loaded.card.encoder_decoder:
        inputs["decoder_input_ids"] = inputs["input_ids"][:, :5]
    with torch.inference_mode():
        loaded.model(**inputs)
        if family in ("bert", "roberta", "gpt2"):
            with pytest.raises((IndexError, RuntimeError)):
                loaded.model(input_ids=torch.full((1, positions + 1), 7))


def test_a_model_of_a_text_and_its_head_continues_texts_and_one_without_does_not(tmp_path):
    torch.manual_seed(0)
    whole = FAMILIES["llama"].model("eager")
    whole.save_pretrained(tmp_path)
    PreTrainedTokenizerFast(tokenizer_object=byte_level(60)).save_pretrained(tmp_path)
    assert load_model(str(tmp_path)).card.continues
    whole.model.save_pretrained(tmp_path)
    loaded = load_model(str(tmp_path))
    assert not loaded.card.continues
    assert type(loaded.model).__name__ == "LlamaModel"


@pytest.mark.parametrize("architecture", REFUSED)
def test_an_architecture_whose_attention_cannot_be_heard_is_refused_by_name(tmp_path, architecture):
    AutoModel.from_config(REFUSED[architecture]).save_pretrained(tmp_path)
    PreTrainedTokenizerFast(tokenizer_object=word_pieces()).save_pretrained(tmp_path)
    refused(
        tmp_path, f"architecture {architecture}, whose attention does not go through Transformers' attention interface"
    )


def test_a_mixture_with_layers_of_another_sort_is_refused_by_name(tmp_path):
    from transformers import Qwen3NextConfig, Qwen3NextForCausalLM

    config = Qwen3NextConfig(
        vocab_size=60,
        hidden_size=24,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=3,
        num_key_value_heads=1,
        head_dim=8,
        num_experts=2,
        num_experts_per_tok=1,
        moe_intermediate_size=8,
        shared_expert_intermediate_size=8,
        linear_num_key_heads=2,
        linear_num_value_heads=2,
        linear_key_head_dim=4,
        linear_value_head_dim=4,
        layer_types=["linear_attention", "full_attention"],
    )
    Qwen3NextForCausalLM(config).save_pretrained(tmp_path)
    PreTrainedTokenizerFast(tokenizer_object=word_pieces()).save_pretrained(tmp_path)
    refused(tmp_path, "architecture qwen3_next: 1 of its 2 attention layers could be recorded")


def test_a_model_without_attention_is_refused(tmp_path):
    config = ResNetConfig(embedding_size=8, hidden_sizes=[8, 8], depths=[1, 1])
    AutoModel.from_config(config).save_pretrained(tmp_path)
    refused(tmp_path, "architecture resnet, whose settings do not say how many attention layers it has")


def test_a_model_of_sounds_is_refused(tmp_path):
    save_model("whisper", tmp_path)
    refused(tmp_path, r"\(whisper\) has an encoder and a decoder, but does not write a text for a text")


def test_attention_that_is_recorded_wrong_is_refused(folder, monkeypatch):
    true = probe.run_recorded

    def with_another_scale(model, inputs):
        layers, output = true(model, inputs)
        return {"self": tuple(replace(layer, scale=2 * layer.scale) for layer in layers["self"])}, output

    monkeypatch.setattr(probe, "run_recorded", with_another_scale)
    refused(folder, r"\(bert\) computes its attention in a way that Headlight does not reproduce")
    monkeypatch.setattr(probe, "run_recorded", lambda model, inputs: (true(model, inputs)[0], [torch.zeros(1)]))
    refused(folder, r"\(bert\) computes its attention in a way that Headlight does not reproduce")
    monkeypatch.setattr(probe, "run_recorded", true)
    load_model(str(folder))


@pytest.mark.parametrize("error", [TypeError("a list"), Exception("plain"), BaseException("panic")])
def test_whatever_a_tokenizer_raises_is_one_message(folder, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(admission, "find_tokenizer", fail)
    refused(folder, rf"failed to load \({type(error).__name__}: .*Copy or download it again")


# Kept and released


def test_a_folder_is_loaded_again_when_its_files_have_changed(folder):
    first = load_model(str(folder))
    assert load_model(str(folder)) is first
    edit_weights(folder, lambda weights: weights["embeddings.word_embeddings.weight"].mul_(2))
    again = load_model(str(folder))
    assert again is not first
    assert not torch.equal(again.capture("the cat").layers[0].queries, first.capture("the cat").layers[0].queries)


def test_the_catalogue_stays_loaded_and_of_others_the_last_two(tmp_path, minilm):
    names = []
    for number in range(3):
        save_model("bert", tmp_path / str(number))
        names.append(str(tmp_path / str(number)))
    first, second = (load_model(name) for name in names[:2])
    assert load_model(names[0]) is first  # used again, so the second is the one to go
    gone = weakref.ref(second.model)
    del second
    load_model(names[2])
    gc.collect()
    assert gone() is None
    assert load_model(names[0]) is first
    assert load_model("minilm") is minilm


def test_models_load_side_by_side_and_the_same_one_once(tmp_path, monkeypatch, minilm):
    for name in ("slow", "quick"):
        save_model("bert", tmp_path / name)
    began, go_on, loads, said = threading.Event(), threading.Event(), [], []
    true = admission.load_transformer

    def slow(folder, *rest):
        loads.append(folder.name)
        if folder.name == "slow":
            began.set()
            assert go_on.wait(30)
        return true(folder, *rest)

    monkeypatch.setattr(admission, "load_transformer", slow)
    found = []
    first = threading.Thread(target=lambda: found.append(load_model(str(tmp_path / "slow"))))
    first.start()
    assert began.wait(30)
    assert load_model("minilm") is minilm
    load_model(str(tmp_path / "quick"))

    def waiting(share: float, step: str) -> None:
        said.append(step)
        go_on.set()

    found.append(load_model(str(tmp_path / "slow"), waiting))
    first.join()
    assert found[0] is found[1]
    assert loads == ["slow", "quick"]
    assert said[0].startswith("Waiting for the model")


def test_one_model_is_built_at_a_time(folder, monkeypatch):
    # Transformers replaces functions of its own while it builds: two at once would put back the wrong ones.
    true = AutoModel.from_pretrained

    def build(*arguments, **settings):
        assert building.locked()
        return true(*arguments, **settings)

    monkeypatch.setattr(AutoModel, "from_pretrained", build)
    load_model(str(folder))
    assert not building.locked()


def test_a_failed_load_is_tried_again(folder):
    weights = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).unlink()
    refused(folder, "has no weights")
    (folder / WEIGHTS).write_bytes(weights)
    assert load_model(str(folder)).card.layers == 3


def test_the_settings_of_a_model_saved_without_architectures_do(folder):
    edit(folder / "config.json", architectures=None)
    assert type(load_model(str(folder)).model).__name__ == "BertModel"
