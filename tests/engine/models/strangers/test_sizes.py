"""Settings that claim more than their weights can be for are refused before anything is built."""

import os
import threading

import pytest
import torch
from safetensors.torch import load_file
from transformers import AlbertConfig, AlbertModel

from engine.errors import InputError
from engine.models.files import WEIGHTS
from engine.models.loading import load_model
from engine.models.strangers import admission, sizes
from engine.models.strangers.sizes import Header, check_settings, no_larger_than, read_header
from engine.models.transformers_library import building
from tests.engine.folders import edit, edit_weights, refused, save_model, saved, word_pieces

HEADER = Header(n_parameters=10_000, n_tensors=50, longest=60, largest=1_440)


def test_a_header_says_how_many_numbers_and_how_long_a_side(tmp_path):
    model = save_model("bert", tmp_path)
    shapes = [tuple(one.shape) for one in model.state_dict().values()]
    header = read_header([tmp_path / WEIGHTS], "./mine")
    assert header.n_parameters == sum(one.numel() for one in model.state_dict().values())
    assert (header.n_tensors, header.longest, header.largest) == (len(shapes), 64, 64 * 24)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"num_hidden_layers": 1_000_000}, "num_hidden_layers = 1,000,000, but model.safetensors has 50 tensors"),
        ({"text_config": {"n_layer": 5_000}}, "n_layer = 5,000"),
        ({"encoder_layers": 10**9}, "encoder_layers = 1,000,000,000"),
        ({"num_labels": 10**8}, "num_labels = 100,000,000, but the longest side of a tensor in .* is 60"),
        ({"id2label": {str(number): "x" for number in range(30_000)}}, "id2label = 30,000"),
        ({"attention_types": [[["global", "local"], 10**9]]}, "attention_types = 1,000,000,000"),
        ({"hidden_size": 2**62}, "hidden_size = "),
    ],
)
def test_a_number_that_the_weights_cannot_have_is_named(settings, said):
    with pytest.raises(InputError, match=rf"config\.json of \./mine says {said}.*do not belong together"):
        check_settings(settings, HEADER, "./mine")


@pytest.mark.parametrize("claimed", [{"num_hidden_layers": 1_000_000}, {"num_labels": 10**8}])
def test_others_are_built_while_a_folder_that_cannot_be_true_is_refused(folder, claimed):
    edit(folder / "config.json", **claimed)
    with building:  # As while another model is built: nobody waits for the other.
        refused(folder, "do not belong together")


@pytest.mark.parametrize(
    "settings",
    [
        {"num_hidden_layers": 12, "max_window_layers": 28, "vocab_size": 250_000},
        {"max_position_embeddings": 10_485_760, "rope_theta": 10_000_000, "image_token_id": 2_000_000},
        {"rope_scaling": {"original_max_position_embeddings": 2**21}, "sliding_window": 2**31, "n_ctx": 2**24},
        {"initializer_range": 1e12, "tie_word_embeddings": True, "architectures": ["X"], "pad_token_id": None},
    ],
)
def test_what_is_no_size_may_be_any_number(settings):
    check_settings(settings, HEADER, "./mine")


@pytest.mark.parametrize(
    ("family", "changes", "said"),
    [
        ("gpt2", {"n_layer": 140}, r"asks for a model of more than 1,\d+ parts, but its weights have 40 tensors"),
        ("llama", {"intermediate_size": 900_000}, r"asks for a model of more than [\d,]+ parameters, but its weights"),
        ("gpt_neox", {"vocab_size": 999_999}, r"asks for a model of more than [\d,]+ parameters, but its weights"),
        ("marian", {"max_position_embeddings": 10**9}, r"asks for a model of more than [\d,]+ parameters"),
    ],
)
def test_a_model_that_is_built_larger_than_its_weights_ends_there(tmp_path, family, changes, said, monkeypatch):
    save_model(family, tmp_path, word_pieces())
    monkeypatch.setattr(sizes, "_SPARE_MODULES", 1_000)
    monkeypatch.setattr(admission, "probe", lambda *_: pytest.fail("it was built"))
    edit(tmp_path / "config.json", **changes)
    refused(tmp_path, said)
    assert not building.locked()


def test_what_several_parts_share_and_layers_that_are_one_are_no_growth(tmp_path):
    config = AlbertConfig(
        vocab_size=340,
        embedding_size=8,
        hidden_size=24,
        intermediate_size=32,
        num_hidden_layers=40,
        num_attention_heads=3,
    )
    folder = saved(AlbertModel(config), tmp_path)
    assert load_model(folder).card.layers == 40


def test_what_another_thread_builds_is_not_counted():
    built = []
    with no_larger_than(Header(1, 1, 1, 1), "./mine"):
        thread = threading.Thread(target=lambda: built.append(torch.nn.Linear(3_000, 3_000, device="meta")))
        thread.start()
        thread.join()
        assert built[0].weight.numel() == 9_000_000
        with pytest.raises(InputError, match="more than 5,000,005 parameters"):
            torch.nn.Linear(3_000, 3_000, device="meta")
    torch.nn.Linear(3_000, 3_000, device="meta")


def test_tables_beside_the_weights_count_once_and_have_a_bound():
    module = torch.nn.Module()
    with no_larger_than(HEADER, "./mine"):
        for _ in range(3):
            module.register_buffer("mask", torch.ones(20_000, 20_000, dtype=torch.bool, device="meta"))
        with pytest.raises(InputError, match=r"\./mine asks for tables of more than 1 GB beside its weights"):
            module.register_buffer("another", torch.ones(30_000, 30_000, dtype=torch.bool, device="meta"))


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "vocab.txt"])
def test_a_file_of_settings_as_large_as_no_model_has_is_refused_unread(folder, name):
    (folder / name).touch()
    os.truncate(folder / name, 10**11)  # Nothing on the disk but its length.
    refused(folder, f"{name} of .* has 100,000 MB, and 1?[02]0 are the most that is read")


def test_a_header_as_long_as_no_model_has_is_refused_unread(folder):
    (folder / WEIGHTS).write_bytes((60_000_000).to_bytes(8, "little"))
    os.truncate(folder / WEIGHTS, 10**8)
    refused(folder, r"model\.safetensors of .* has a header of 60 MB\. Download it again")


def test_a_tensor_of_no_numbers_has_no_side(folder):
    edit_weights(folder, lambda weights: weights.update(empty=torch.zeros(0, 10**9)))
    header = read_header([folder / WEIGHTS], "./mine")
    assert (header.longest, header.n_tensors) == (64, len(load_file(folder / WEIGHTS)) - 1)
