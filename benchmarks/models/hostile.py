"""Folders of models that are broken or meant to harm: what is changed in a good one, by kind."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.engine.folders import edit, save_model, unigram, word_pieces

COUNT = 257

_LAYERS = {
    "bert": ("num_hidden_layers",),
    "gpt2": ("n_layer",),
    "llama": ("num_hidden_layers",),
    "distilbert": ("n_layers",),
    "albert": ("num_hidden_layers", "num_hidden_groups", "inner_group_num"),
    "t5": ("num_layers", "num_decoder_layers"),
    "marian": ("encoder_layers", "decoder_layers"),
}
_MANY_LAYERS = (0, 900, 1_000_000, 10**9)

_SIZES = {
    "bert": ("vocab_size", "hidden_size", "intermediate_size", "num_attention_heads", "num_labels"),
    "llama": ("vocab_size", "intermediate_size", "num_key_value_heads", "head_dim", "max_position_embeddings"),
    "marian": ("max_position_embeddings", "d_model"),
    "gpt_neox": ("vocab_size",),
    "vit": ("image_size", "patch_size", "num_channels"),
}
_MANY_SIZES = (0, -1, 7, 1_000_000, 10**8, 2**62)

_TYPED = ("num_hidden_layers", "vocab_size", "model_type", "hidden_act", "architectures", "id2label", "pad_token_id")
_TYPES: tuple[Any, ...] = ("many", [], {}, 1.5, "9" * 400)

_FILES = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "generation_config.json")


@dataclass(frozen=True)
class Hostile:
    """One folder: its kind, what is wrong with it, the good model that it begins as, and what makes it so."""

    kind: str
    what: str
    family: str
    change: Callable[[Path], object]

    def make(self, folder: Path) -> None:
        """Writes it."""
        save_model(self.family, folder, unigram() if self.family in ("t5", "marian") else word_pieces())
        self.change(folder)


def hostile_folders() -> list[Hostile]:
    """All of them, always the same."""
    found = [*_layers(), *_sizes(), *_types(), *_of_files(), *_of_weights(), *_of_tokenizers()]
    assert len(found) == COUNT, len(found)
    return found


def _setting(kind: str, family: str, key: str, value: Any) -> Hostile:
    shown = json.dumps(value)[:20]
    return Hostile(
        kind, f"{family}: {key} = {shown}", family, lambda folder: edit(folder / "config.json", **{key: value})
    )


def _layers() -> Iterator[Hostile]:
    for family, keys in _LAYERS.items():
        for key in keys:
            for value in _MANY_LAYERS:
                yield _setting("layers", family, key, value)


def _sizes() -> Iterator[Hostile]:
    for family, keys in _SIZES.items():
        for key in keys:
            for value in _MANY_SIZES:
                yield _setting("sizes", family, key, value)


def _types() -> Iterator[Hostile]:
    for key in _TYPED:
        for value in _TYPES:
            yield _setting("types", "bert", key, value)
    for key, value in (
        ("rope_parameters", {"rope_type": "yarn"}),
        ("layer_types", ["full_attention"] * 1_000_000),
        ("attention_types", [[["global"], 10**9]]),
        ("quantization_config", {"quant_method": "bitsandbytes"}),
    ):
        yield _setting("types", "llama", key, value)


def _of_files() -> Iterator[Hostile]:
    def replaced(name: str, write: Callable[[Path], object]) -> Callable[[Path], object]:
        def change(folder: Path) -> None:
            (folder / name).unlink(missing_ok=True)
            write(folder / name)

        return change

    ways: dict[str, Callable[[Path], object]] = {
        "is missing": lambda file: None,
        "is empty": lambda file: file.write_bytes(b""),
        "is noise": lambda file: file.write_bytes(bytes(range(256)) * 40),
        "is nested 100,000 deep": lambda file: file.write_text("[" * 100_000),
        "is a list": lambda file: file.write_text("[]"),
        "has 100 GB": lambda file: (file.touch(), os.truncate(file, 10**11)),
        "is a pipe": os.mkfifo,
        "is /dev/zero": lambda file: file.symlink_to("/dev/zero"),
        "is a link to itself": lambda file: file.symlink_to(file),
        "is a folder": lambda file: file.mkdir(),
    }
    for name in _FILES:
        for way, write in ways.items():
            yield Hostile("files", f"{name} {way}", "bert", replaced(name, write))


def _of_weights() -> Iterator[Hostile]:
    def with_header(header: dict[str, Any], n_bytes: int = 0) -> Callable[[Path], object]:
        def change(folder: Path) -> None:
            written = json.dumps(header).encode()
            with (folder / "model.safetensors").open("wb") as file:
                file.write(len(written).to_bytes(8, "little") + written)
                file.truncate(8 + len(written) + n_bytes)

        return change

    def tensor(shape: list[int], n_bytes: int) -> dict[str, Any]:
        return {"dtype": "F32", "shape": shape, "data_offsets": [0, n_bytes]}

    def many(folder: Path) -> None:
        with_header({f"encoder.layer.{n}.x": tensor([0], 0) for n in range(300_000)})(folder)
        edit(folder / "config.json", num_hidden_layers=250_000)

    def index(shards: dict[str, str]) -> Callable[[Path], object]:
        return lambda folder: (
            (folder / "model.safetensors").unlink(),
            (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": shards})),
        )

    for what, change in (
        ("a tensor of 10**18 numbers", with_header({"x": tensor([10**9, 10**9], 4 * 10**18)})),
        ("a tensor whose size overflows", with_header({"x": tensor([2**40, 2**40], 0)})),
        ("a side of no numbers", with_header({"x": tensor([10**9, 0], 0)})),
        ("400 GB of nothing", with_header({"x": tensor([10**11], 4 * 10**11)}, 4 * 10**11)),
        ("300,000 tensors and 250,000 layers", many),
        ("a header longer than the file", lambda folder: (folder / "model.safetensors").write_bytes(b"\xff" * 64)),
        ("an index of a hundred thousand files", index({str(n): f"{n}.safetensors" for n in range(100_000)})),
        ("an index that leaves the folder", index({"x": "../../../etc/passwd"})),
    ):
        yield Hostile("weights", what, "bert", change)


def _of_tokenizers() -> Iterator[Hostile]:
    def with_parts(**parts: Any) -> Callable[[Path], object]:
        return lambda folder: edit(folder / "tokenizer.json", **parts)

    def with_model(**parts: Any) -> Callable[[Path], object]:
        def change(folder: Path) -> None:
            file = folder / "tokenizer.json"
            whole = json.loads(file.read_text())
            file.write_text(json.dumps(whole | {"model": whole["model"] | parts}))

        return change

    def longer(times: int) -> dict[str, Any]:
        one = {"type": "Replace", "pattern": {"String": "a"}, "content": "a" * 1_000}
        return {"type": "Sequence", "normalizers": [one] * times}

    deep: dict[str, Any] = {"type": "Lowercase"}
    for _ in range(100):
        deep = {"type": "Sequence", "normalizers": [deep]}
    slow = {"type": "Split", "pattern": {"Regex": "(a*)*(b|a)*c\\1"}, "behavior": "Isolated", "invert": False}
    huge = [{"id": 2**31, "content": "<x>", "special": True, "single_word": False} | _PLAIN]
    padding = {"strategy": {"Fixed": 10**15}, "direction": "Right", "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"}
    for what, change in (
        ("a normalizer that makes a text 10**6 times longer", with_parts(normalizer=longer(2))),
        ("a normalizer that makes a text 10**15 times longer", with_parts(normalizer=longer(5))),
        ("a normalizer 100 deep", with_parts(normalizer=deep)),
        ("a pattern of exponential time", with_parts(pre_tokenizer=slow)),
        ("a pattern that is none", with_parts(pre_tokenizer=slow | {"pattern": {"Regex": "("}})),
        ("an added token numbered 2**31", with_parts(added_tokens=huge)),
        ("padding to 10**15", with_parts(padding=padding)),
        ("no vocabulary", with_model(vocab={})),
        ("numbers that jump to 2**32 - 1", with_model(vocab={"[UNK]": 2**32 - 1, "the": 5})),
        ("negative numbers", with_model(vocab={"[UNK]": -1})),
        ("every piece the same number", with_model(vocab=dict.fromkeys(("[UNK]", "the", "cat"), 0))),
        ("an unknown token that is not there", with_model(unk_token="<none>")),
        ("words of any length", with_model(max_input_chars_per_word=2**60)),
        ("a model that is none", with_parts(model={"type": "Own"})),
        ("Unigram with no scores", with_parts(model={"type": "Unigram", "unk_id": 9, "vocab": []})),
        (
            "merges of pieces that are not there",
            with_parts(model={"type": "BPE", "vocab": {"a": 0}, "merges": ["x y"]}),
        ),
        ("a template of unknown tokens", with_parts(post_processor={"type": "TemplateProcessing", "single": "[X] $A"})),
        ("a decoder that is none", with_parts(decoder={"type": "Own"})),
        ("a broken map of characters", with_parts(normalizer={"type": "Precompiled", "precompiled_charsmap": "AAAA"})),
        (
            "nothing left of any text",
            with_parts(normalizer={"type": "Replace", "pattern": {"Regex": "."}, "content": ""}),
        ),
    ):
        yield Hostile("tokenizers", what, "bert", change)


_PLAIN = {"lstrip": False, "rstrip": False, "normalized": False}
