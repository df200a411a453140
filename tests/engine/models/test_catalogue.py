"""The models that Headlight knows by name, and what a name can stand for."""

import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from safetensors.torch import load_file

from engine.models.catalogue import CATALOGUE, MINILM, SMOLLM2, NoSuchModel, find_model, kind_of_name
from engine.models.files import WEIGHTS
from engine.models.loading import load_model, model_folder

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_card_tells_the_truth_about_its_model(name):
    card, model = find_model(name), load_model(name).model
    config = model.config
    assert card.name == name
    assert card.positions == config.max_position_embeddings
    assert (card.layers, card.heads) == (config.num_hidden_layers, config.num_attention_heads)
    assert card.key_heads == getattr(config, "num_key_value_heads", config.num_attention_heads)
    assert card.decoder_layers == (config.decoder_layers if config.is_encoder_decoder else 0)
    assert card.decoder_heads == (config.decoder_attention_heads if config.is_encoder_decoder else 0)
    assert card.encoder_decoder == config.is_encoder_decoder == (card.reads == "text pairs")
    assert card.continues == type(model).__name__.endswith("ForCausalLM")
    # A table of sines for the positions is computed, and not in the file.
    kept = load_file(model_folder(card) / WEIGHTS).keys()
    assert card.parameters == sum(weights.numel() for name, weights in model.named_parameters() if name in kept)
    assert card.megabytes == round(4 * card.parameters / 1e6)
    assert len(card.sha256) == 64


def test_smollm2_shares_three_key_heads_and_reads_8192_tokens():
    assert (SMOLLM2.layers, SMOLLM2.heads, SMOLLM2.key_heads, SMOLLM2.positions) == (30, 9, 3, 8192)
    assert SMOLLM2.continues
    assert not MINILM.continues


def test_a_card_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        MINILM.layers = 7


def test_the_catalogue_does_not_wait_for_torch():
    code = "import sys, engine.models.catalogue; print({'torch', 'transformers', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("name", ["minillm", "", "MINILM", "a model", "-minilm", "gpt3", "bert-base", "gpt2 "])
def test_an_unknown_name_is_refused_with_the_names_there_are_and_the_other_ways(name):
    for find in (find_model, kind_of_name):
        with pytest.raises(NoSuchModel, match=rf"no model '{name}'.*minilm, smollm2, dates.*\./my-model.*owner/name"):
            find(name)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("minilm", "catalogue"),
        ("smollm2", "catalogue"),
        ("./minilm", "folder"),
        ("../models/x", "folder"),
        ("~/models/x", "folder"),
        ("/models/x", "folder"),
        (".", "folder"),
        ("a/b/c", "folder"),
        ("models\\x", "folder"),
        ("owner name/x", "folder"),
        ("openai-community/gpt2", "hub"),
        ("Qwen/Qwen3-0.6B", "hub"),
        ("owner_1/a.b", "hub"),
        ("\0/x", "folder"),
        ("x/" + "y" * 5000, "hub"),
        ("bert-base-uncased", "hub"),
        ("gpt2", "hub"),
        ("t5-small", "hub"),
        ("distilbert-base-uncased-finetuned-sst-2-english", "hub"),
    ],
)
def test_a_name_stands_for_one_of_the_catalogue_a_folder_or_one_on_the_hub(name, kind):
    assert kind_of_name(name) == kind


def test_a_folder_that_is_there_is_meant_before_the_hub(tmp_path, monkeypatch):
    (tmp_path / "owner" / "name").mkdir(parents=True)
    (tmp_path / "minilm").mkdir()
    monkeypatch.chdir(tmp_path)
    assert kind_of_name("owner/name") == "folder"
    assert kind_of_name("owner") == "folder"
    assert kind_of_name("minilm") == "catalogue"
    assert kind_of_name("owner/another") == "hub"


def test_a_name_as_long_as_a_page_is_cut_in_the_message():
    with pytest.raises(NoSuchModel) as caught:
        kind_of_name("y" * 5000)
    assert len(str(caught.value)) < 500
