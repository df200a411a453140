"""Folders that hold no model that can be loaded: each says what is wrong with it, and what to do."""

import json
import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import BartConfig, PreTrainedTokenizerFast

from engine.models import files
from engine.models.catalogue import NoSuchModel
from engine.models.files import INDEX, WEIGHTS
from engine.models.loading import load_model
from tests.engine.families import FAMILIES
from tests.engine.folders import byte_level, edit, edit_weights, refused, save_model, unigram


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    for name in (str(tmp_path / "gone"), "./gone", "~/no/such/folder", "a/b/c", "/x\0y", "./" + "y" * 5000):
        with pytest.raises(NoSuchModel, match=r"there is no folder .*config\.json and model\.safetensors"):
            load_model(name)


def test_a_file_is_refused(folder):
    refused(folder / WEIGHTS, "is a file. Name the folder")


@pytest.mark.parametrize(
    ("settings", "base"),
    [
        ('{"base_model_name_or_path": "own/base"}', "own/base"),
        ("[]", "a model that it does not name"),
        ("{", "a model"),
    ],
)
def test_an_adapter_is_refused_beside_a_model_and_alone(folder, settings, base):
    (folder / "adapter_config.json").write_text(settings)
    refused(folder, f"holds a model and an adapter to {base}.*merge_and_unload")
    for name in ("config.json", WEIGHTS):
        (folder / name).unlink()
    refused(folder, f"is an adapter to {base}.* not a whole model.*merge_and_unload")


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", WEIGHTS])
def test_a_pipe_or_a_device_is_refused_and_not_read(folder, name):
    (folder / name).unlink()
    os.mkfifo(folder / name)
    refused(folder, f"{name} of .* is no ordinary file")
    (folder / name).unlink()
    (folder / name).symlink_to("/dev/zero")
    refused(folder, f"{name} of .* is no ordinary file")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (None, "has no config.json, which says what kind of model it is.*save_pretrained"),
        ("{]", "config.json of .* cannot be read.*again"),
        ("[]", "config.json of .* should be an object of settings; it is a list"),
        ("{}", "config.json of .* does not say what kind of model it is"),
        ('{"model_type": "bertt"}', "is of the kind 'bertt', which this version of Transformers does not know"),
        (
            '{"model_type": "own", "auto_map": {"AutoModel": "modeling_own.OwnModel"}}',
            "is of the kind 'own', which needs code of its own.*Headlight runs no code of others",
        ),
        ('{"model_type": "bert", "quantization_config": {"quant_method": "gptq"}}', "weights of .* are quantised"),
        ('{"model_type": "bert", "hidden_size": "many"}', "config.json of .* cannot be used"),
        ("[" * 100_000, "config.json of .* cannot be read"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(folder, written, message):
    if written is None:
        (folder / "config.json").unlink()
    else:
        (folder / "config.json").write_text(written)
    refused(folder, message)


def test_a_folder_without_weights_is_refused(folder):
    (folder / WEIGHTS).unlink()
    refused(folder, "has no weights: model.safetensors is missing")


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "tf_model.h5", "model.pkl"])
def test_weights_in_a_format_that_can_run_code_are_refused_and_not_opened(folder, name):
    (folder / WEIGHTS).rename(folder / name)
    refused(folder, f"weights in {name}, a format whose files can run code.*safetensors only.*save_pretrained")


@pytest.mark.parametrize("how", ["cut", "header", "empty", "pointer"])
def test_damaged_weights_are_refused(folder, how):
    content = (folder / WEIGHTS).read_bytes()
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    damaged = {"cut": content[:-5], "header": b"\xff" * 16 + content[16:], "empty": b"", "pointer": pointer}[how]
    (folder / WEIGHTS).write_bytes(damaged)
    refused(folder, "model.safetensors of .* is damaged or not in the format of safetensors.*again")


def test_weights_in_several_files_are_loaded_and_a_missing_one_is_named(folder):
    weights = load_file(folder / WEIGHTS)
    names = sorted(weights)
    parts = {"one.safetensors": names[::2], "two.safetensors": names[1::2]}
    for file, some in parts.items():
        save_file({name: weights[name] for name in some}, folder / file, metadata={"format": "pt"})
    (folder / WEIGHTS).unlink()
    where = {name: file for file, some in parts.items() for name in some}
    (folder / INDEX).write_text(json.dumps({"metadata": {}, "weight_map": where}))
    assert load_model(str(folder)).card.layers == 3
    (folder / "two.safetensors").unlink()
    refused(folder, "has no weights: two.safetensors is missing")
    (folder / INDEX).write_text(json.dumps({"weight_map": {"x": "../../etc/passwd"}}))
    refused(folder, "must name files of the same folder")
    for broken in ("{]", "[]", '{"weight_map": 3}'):
        (folder / INDEX).write_text(broken)
        refused(folder, f"{INDEX} of .* cannot be read")


def test_weights_that_attention_depends_on_may_not_be_missing(folder):
    edit_weights(folder, lambda weights: weights.pop("encoder.layer.1.attention.self.query.weight"))
    refused(folder, r"lacks weights that its attention depends on: encoder\.layer\.1\.attention\.self\.query\.weight")
    edit_weights(folder, lambda weights: [weights.pop(name) for name in list(weights) if "layer.2." in name])
    refused(folder, r"and \d+ more\. They would be random numbers")


def test_a_pooler_and_a_head_may_be_missing(folder):
    edit_weights(folder, lambda weights: [weights.pop(name) for name in list(weights) if "pooler" in name])
    assert load_model(str(folder)).card.layers == 3


def test_weights_of_attention_that_the_kind_of_model_does_not_know_are_refused(folder):
    edit_weights(
        folder, lambda weights: weights.update({"encoder.layer.0.attention.self.q_norm.weight": torch.ones(4)})
    )
    refused(folder, r"has weights of attention that a model of the kind 'bert' does not use: .*q_norm")


def test_buffers_and_heads_of_older_files_may_be_left_over(tmp_path):
    save_model("gpt2", tmp_path, byte_level(60))

    def add(weights):
        weights["h.0.attn.bias"] = torch.ones(1, 1, 64, 64)
        weights["h.0.attn.masked_bias"] = torch.tensor(-1e4)
        weights["classifier.weight"] = torch.ones(2, 24)

    edit_weights(tmp_path, add)
    assert load_model(str(tmp_path)).card.layers == 3


def test_weights_of_another_size_are_refused(folder):
    edit(folder / "config.json", hidden_size=48)
    refused(folder, r"\(bert\) cannot be loaded: ")


def test_an_encoder_decoder_without_the_head_that_it_writes_with_is_refused(tmp_path):
    untied = FAMILIES["bart"].config.to_dict() | {"tie_word_embeddings": False}
    FAMILIES["bart"].auto.from_config(BartConfig(**untied)).save_pretrained(tmp_path)
    PreTrainedTokenizerFast(tokenizer_object=unigram()).save_pretrained(tmp_path)
    assert load_model(str(tmp_path)).card.encoder_decoder
    edit_weights(tmp_path, lambda weights: weights.pop("lm_head.weight"))
    refused(tmp_path, "lacks the weights that it writes with")


def test_a_model_that_does_not_fit_the_memory_is_refused_before_it_is_loaded(folder, monkeypatch):
    monkeypatch.setattr(files, "machine_memory", lambda: 1_000)
    refused(folder, r"has \d\d,\d\d\d parameters, which need 0 GB of memory; this machine has 0 GB. Choose a smaller")


def test_no_code_of_a_model_is_run(folder):
    (folder / "modeling_own.py").write_text("raise SystemExit('the code was run')")
    (folder / "configuration_own.py").write_text("raise SystemExit('the code was run')")
    own = {"AutoModel": "modeling_own.OwnModel", "AutoConfig": "configuration_own.OwnConfig"}
    edit(folder / "config.json", auto_map=own)
    assert type(load_model(str(folder)).model).__name__ == "BertModel"


def test_a_folder_that_may_not_be_read_is_refused(folder, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    refused(folder, "cannot be read: Permission denied")
