"""Folders that people really have: the model is inside, and the message says where."""

import json
import os
import shutil

import pytest

from engine.models.catalogue import ModelInside
from engine.models.loading import load_model
from engine.models.strangers.folders import models_inside
from tests.engine.folders import refused, save_model, word_pieces


@pytest.fixture
def model(tmp_path):
    folder = tmp_path / "saved"
    save_model("bert", folder, word_pieces())
    return folder


def test_the_cache_of_the_hub_offers_its_main_snapshot_first(tmp_path, model):
    cache = tmp_path / "models--owner--name"
    for snapshot in ("0aa", "1bb", "2cc"):
        shutil.copytree(model, cache / "snapshots" / snapshot)
    (cache / "refs").mkdir()
    (cache / "refs" / "main").write_text("1bb")
    (cache / "blobs").mkdir()
    refused(cache, "holds no model itself, but 3 inside. Name one of these folders: .*/snapshots/1bb, .*0aa, .*2cc")
    with pytest.raises(ModelInside) as caught:
        load_model(f"{cache}/")
    assert caught.value.folders[0] == f"{cache}/snapshots/1bb"
    assert load_model(caught.value.folders[0]).card.layers == 3


def test_a_run_of_a_trainer_offers_its_last_checkpoint_first(tmp_path, model):
    run = tmp_path / "run"
    for steps in (500, 1_000, 1_500):
        shutil.copytree(model, run / f"checkpoint-{steps}")
    (run / "runs").mkdir()
    assert [path.name for path in models_inside(run)] == ["checkpoint-1500", "checkpoint-1000", "checkpoint-500"]
    refused(run, "holds no model itself, but 3 inside.*checkpoint-1500, .*checkpoint-1000, .*checkpoint-500")
    shutil.copy(model / "config.json", run)
    refused(run, "holds no model itself, but 3 inside")


def test_a_chain_of_modules_names_the_one_that_is_a_model(tmp_path, model):
    chain = tmp_path / "chain"
    shutil.copytree(model, chain / "0_Transformer")
    (chain / "1_Pooling").mkdir()
    (chain / "1_Pooling" / "config.json").write_text('{"word_embedding_dimension": 24}')
    (chain / "modules.json").write_text("[]")
    refused(chain, "holds no model itself, but one inside. Name that folder: .*/chain/0_Transformer$")


def test_more_than_a_few_are_counted_and_the_search_ends(tmp_path, model):
    for number in range(9):
        folder = tmp_path / "many" / f"model-{number}"
        folder.mkdir(parents=True)
        shutil.copy(model / "config.json", folder)
    refused(tmp_path / "many", "but 9 inside.*model-0, .*model-4 and 4 more")
    os.symlink(tmp_path, tmp_path / "many" / "round")
    assert len(models_inside(tmp_path / "many")) == 9
    deep = tmp_path / "deep" / "a" / "b" / "c" / "d"
    shutil.copytree(model, deep)
    assert models_inside(tmp_path / "deep") == []


@pytest.mark.parametrize("written", ["{", "[]", json.dumps({"model_type": ""}), "[" * 100_000])
def test_settings_of_no_model_are_passed_over(tmp_path, written):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "config.json").write_text(written)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "y").mkdir()
    os.mkfifo(tmp_path / "y" / "config.json")
    assert models_inside(tmp_path) == []
