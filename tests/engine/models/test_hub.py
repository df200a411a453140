"""Fetching from the hub: each way in which it fails says what to do. No test reaches for the network."""

import builtins
from types import SimpleNamespace

import httpx2
import huggingface_hub
import pytest
from huggingface_hub import errors

from engine.errors import InputError
from engine.models import files as model_files
from engine.models import hub
from engine.models.hub import fetch
from engine.models.loading import load_model
from tests.engine.folders import save_model


def answer(status: int) -> httpx2.Response:
    return httpx2.Response(status, request=httpx2.Request("GET", "https://hub/owner/name"))


@pytest.fixture
def hub_says(monkeypatch):
    """Makes the hub's function raise this, or give this for a dry run and for a fetch."""

    def say(error=None, files=(), folder=None):
        def snapshot_download(name, *, dry_run=False, **_):
            if dry_run and error is not None and not isinstance(error, errors.GatedRepoError):
                raise errors.DryRunError("out of reach")
            if error is not None and not dry_run:
                raise error
            return list(files) if dry_run else str(folder)

        monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot_download)

    return say


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            errors.LocalEntryNotFoundError("outgoing traffic has been disabled"),
            r"owner/name is not on this machine, and the hub cannot be reached.*hf download.*name the folder",
        ),
        (
            errors.IncompleteSnapshotError("some files are missing", snapshot_path="x"),
            r"owner/name is not on this machine, and the hub cannot be reached",
        ),
        (errors.GatedRepoError("restricted", response=answer(403)), r"owner/name is gated.*hf auth login"),
        (
            errors.RepositoryNotFoundError("not found", response=answer(404)),
            r"the hub has no model owner/name, or it is private\. Check the spelling",
        ),
        (
            errors.HfHubHTTPError("502 Bad gateway\nlong", response=answer(502)),
            r"could not be fetched.*502 Bad gateway",
        ),
        (errors.HFValidationError("Repo id must"), r"could not be fetched.*Repo id must"),
        (OSError(28, "No space left on device"), r"could not be fetched.*No space left"),
        (httpx2.ProxyError("no proxy"), r"could not be fetched.*no proxy"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_failure_of_the_hub_says_what_to_do(hub_says, error, message):
    hub_says(error, files=[SimpleNamespace(file_size=10)])
    with pytest.raises(InputError, match=f"(?s){message}"):
        load_model("owner/name")


def test_without_a_network_the_message_says_so():
    # HF_HUB_OFFLINE is set for all tests: this is what huggingface_hub itself does then.
    with pytest.raises(
        InputError, match=r"some-owner/no-such-model is not on this machine, and the hub cannot be reached"
    ):
        load_model("some-owner/no-such-model")


def test_a_model_without_safetensors_is_refused_before_it_is_fetched(hub_says):
    hub_says(files=[])
    with pytest.raises(InputError, match=r"owner/name has no weights in safetensors.*run code"):
        fetch("owner/name")


def test_a_model_that_cannot_fit_is_refused_before_it_is_fetched(hub_says, monkeypatch):
    monkeypatch.setattr(model_files, "machine_memory", lambda: 16 * 10**9)
    hub_says(files=[SimpleNamespace(file_size=70 * 10**9), SimpleNamespace(file_size=None)])
    with pytest.raises(InputError, match=r"35,000,000,000 parameters.*140 GB.*has 16 GB"):
        fetch("owner/name")


def test_only_settings_vocabulary_and_weights_are_fetched():
    kept = list(
        huggingface_hub.utils.filter_repo_objects(
            [
                "config.json",
                "model.safetensors",
                "model-00001-of-00002.safetensors",
                "model.safetensors.index.json",
                "tokenizer.json",
                "tokenizer_config.json",
                "tokenizer.model",
                "vocab.txt",
                "merges.txt",
                "pytorch_model.bin",
                "modeling_own.py",
                "tokenizer_own.py",
                "onnx/model.safetensors",
                "original/tokenizer.model",
                "consolidated.safetensors",
                "tf_model.h5",
                "README.md",
            ],
            allow_patterns=hub.WANTED,
            ignore_patterns=hub._UNWANTED,
        )
    )
    assert kept == [
        "config.json",
        "model.safetensors",
        "model-00001-of-00002.safetensors",
        "model.safetensors.index.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "tokenizer.model",
        "vocab.txt",
        "merges.txt",
    ]


def test_what_was_fetched_is_loaded_like_a_folder_and_not_fetched_again(hub_says, tmp_path):
    save_model("bert", tmp_path)
    hub_says(files=[SimpleNamespace(file_size=10)], folder=tmp_path)
    loaded = load_model("some-owner/tiny-bert")
    assert (loaded.card.name, loaded.card.title, loaded.card.architecture) == (
        "some-owner/tiny-bert",
        "tiny-bert",
        "bert",
    )
    hub_says(builtins.AssertionError("fetched again"))
    assert load_model("some-owner/tiny-bert") is loaded
