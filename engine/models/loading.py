"""Loading a model once, by its name, and running text through it."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakValueDictionary

import torch
from tokenizers import Tokenizer
from transformers import PreTrainedConfig, PreTrainedModel

from engine.attention.capture import AttentionCapture
from engine.errors import InputError
from engine.failures import failures_told
from engine.models.catalogue import CATALOGUE, ModelCard, kind_of_name
from engine.models.device import on_best_device
from engine.models.files import (
    WEIGHTS,
    check_folder,
    check_memory,
    check_sha256,
    count_parameters,
    fingerprint,
    local_folder,
    packaged_files,
    weight_files,
)
from engine.models.gguf import convert_once
from engine.models.hub import fetch
from engine.models.probe import Probed, probe, probe_inputs
from engine.models.tokenizer import find_tokenizer, read_tokenizer
from engine.models.transformer import load_transformer, read_config, vocabulary_rows
from engine.progress import Progress
from engine.recording.layers import record_layers
from engine.text.tokenizing import tokens_of_text
from engine.text.tokens import Token

MOST_OTHERS = 2
"""Models outside the catalogue that stay loaded; the one that was used longest ago is released for another."""

_WAITING = 0.3


@dataclass(frozen=True, eq=False)
class LoadedModel:
    """A model that is ready to be run. Threads may share it. tokenizer: None for a model that reads pictures."""

    card: ModelCard
    model: PreTrainedModel
    tokenizer: Tokenizer | None

    def text_tokenizer(self) -> Tokenizer:
        """The tokenizer; InputError for a model that reads no text."""
        if self.tokenizer is None:
            raise InputError(f"{self.card.name} reads {self.card.reads}, not texts. Choose another model for a text.")
        return self.tokenizer

    def tokenize(self, text: str) -> tuple[list[int], tuple[Token, ...]]:
        """The token ids and the tokens of a text, as in engine.text.tokenizing.tokens_of_text, with the same errors."""
        ids, tokens = tokens_of_text(self.text_tokenizer(), text, self.card.positions)
        rows = vocabulary_rows(self.model)
        strange = next((token for number, token in zip(ids, tokens, strict=True) if number >= rows), None)
        if strange is not None:
            raise InputError(
                f"{self.card.name} has no weights for the token {strange.piece!r}: its tokenizer has more than the "
                f"{rows:,} tokens of the model. Leave that part out, or choose a model whose files belong together."
            )
        return ids, tokens

    @torch.inference_mode()
    def capture(self, text: str) -> AttentionCapture:
        """What every attention layer saw while the model read this text. For a model with one kind of attention."""
        if self.card.encoder_decoder:
            raise InputError(f"{self.card.name} has three kinds of attention. Use engine.read_text, which gives each.")
        ids, tokens = self.tokenize(text)
        layers = record_layers(self.model.base_model, {"input_ids": torch.tensor([ids], device=self.model.device)}).get(
            "self", ()
        )
        if len(layers) != self.card.layers:
            raise InputError(
                f"{self.card.name} has {self.card.layers} attention layers, but {len(layers)} could be recorded."
            )
        return AttentionCapture(layers, tokens, tokens)


def load_model(name: str, progress: Progress | None = None) -> LoadedModel:
    """The model of this name, loaded on the first call and shared from then on.

    name: one of the catalogue, a folder (./my-model), or owner/name on the hub. Those of the catalogue stay loaded; of
    others the last MOST_OTHERS. Models load side by side, and callers who want the same one wait for it. The first
    smollm2 on a machine takes about 15 seconds, for it is converted; after that any of the catalogue takes 1 to 3.
    InputError for an unknown name, for files that are missing, damaged, unsafe or not the ones expected, and for a
    model whose attention cannot be recorded as it is computed; also for whatever else its files make a library do.
    """
    with failures_told(name, "load", _LOAD_ADVICE, progress) as told:
        return _find_or_load(name, told)


_LOAD_ADVICE = (
    "A file of it may be damaged, or made for another version of Transformers. Copy or download it again, or choose "
    "another model."
)


def _find_or_load(name: str, progress: Progress | None) -> LoadedModel:
    kind = kind_of_name(name)
    folder = local_folder(name) if kind == "folder" else None
    key = (kind, str(folder or name), fingerprint(folder) if folder else ())
    with _one_at_a_time(key, progress):
        loaded = _kept.find(key)
        if loaded is None:
            if kind == "catalogue":
                loaded = _load_from_catalogue(CATALOGUE[name], progress)
            else:
                loaded = _load_other(name, folder or fetch(name, progress), progress)
            _kept.keep(key, loaded)
    return loaded


_Key = tuple[str, str, tuple[tuple[str, int, int], ...]]


class _Kept:
    """The loaded models: those of the catalogue for good, and the last few others."""

    def __init__(self) -> None:
        self._catalogue: dict[_Key, LoadedModel] = {}
        self._others: OrderedDict[_Key, LoadedModel] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: _Key) -> LoadedModel | None:
        with self._lock:
            if key in self._others:
                self._others.move_to_end(key)
            return self._catalogue.get(key) or self._others.get(key)

    def keep(self, key: _Key, loaded: LoadedModel) -> None:
        with self._lock:
            if key[0] == "catalogue":
                self._catalogue[key] = loaded
                return
            self._others[key] = loaded
            while len(self._others) > MOST_OTHERS:
                self._others.popitem(last=False)


_kept = _Kept()
_locks: WeakValueDictionary[_Key, "_Lock"] = WeakValueDictionary()
_making_locks = threading.Lock()


class _Lock:
    """A lock that a weak dictionary can hold: gone when nobody loads this model any more."""

    def __init__(self) -> None:
        self.held = threading.Lock()


@contextmanager
def _one_at_a_time(key: _Key, progress: Progress | None) -> Iterator[None]:
    with _making_locks:
        lock = _locks.setdefault(key, _Lock())
    while not lock.held.acquire(timeout=_WAITING):
        if progress is not None:
            progress(0.0, "Waiting for the model, which is being loaded")
    try:
        yield
    finally:
        lock.held.release()


def model_folder(card: ModelCard, progress: Progress | None = None) -> Path:
    """The folder, in the format of Transformers, with the checked files of a model of the catalogue.

    A model that its package carries in another format is converted first, once on each machine. InputError for files
    that are missing or not the ones expected.
    """
    files = packaged_files(card)
    if files.suffix == ".gguf":
        return convert_once(files, card, progress)
    check_sha256(files / WEIGHTS, card)
    return files


def _load_from_catalogue(card: ModelCard, progress: Progress | None) -> LoadedModel:
    folder = model_folder(card, progress)
    if progress is not None:
        progress(0.99, f"Loading {card.name}")
    model, _ = load_transformer(folder, read_config(folder, card.name), card.name)
    model = on_best_device(model, probe_inputs(model))
    return LoadedModel(card, model, read_tokenizer(folder / "tokenizer.json"))


def _load_other(name: str, folder: Path, progress: Progress | None) -> LoadedModel:
    """A model that nobody has vouched for: checked before it is loaded, and tried out before it is shown."""
    check_folder(folder, name)
    config = read_config(folder, name)
    files = weight_files(folder, name)
    check_memory(count_parameters(files, name), name)
    if progress is not None:
        progress(0.3, f"Loading {name}")
    model, continues = load_transformer(folder, config, name)
    tokenizer = None if model.main_input_name == "pixel_values" else find_tokenizer(folder, config, name)
    if progress is not None:
        progress(0.8, f"Comparing the attention of {name} with its own")
    card = _card_of(name, model, probe(model, name), continues)
    return LoadedModel(card, on_best_device(model, probe_inputs(model)), tokenizer)


def _card_of(name: str, model: PreTrainedModel, probed: Probed, continues: bool) -> ModelCard:
    kind, pictures = model.config.model_type, model.main_input_name == "pixel_values"
    return ModelCard(
        name=name,
        title=Path(name).name or name,
        what=f"a model of the kind {kind}, not in Headlight's catalogue",
        architecture=kind,
        layers=probed.layers,
        heads=probed.heads,
        key_heads=probed.key_heads,
        positions=None if pictures else _positions(model),
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        licence="unknown",
        source=name,
        reads="pictures" if pictures else "text pairs" if probed.decoder_layers else "text",
        continues=continues,
        decoder_layers=probed.decoder_layers,
        decoder_heads=probed.decoder_heads,
    )


def _positions(model: PreTrainedModel) -> int | None:
    """The most tokens that the model reads; None where nothing limits them (T5 counts distances)."""
    for name, module in model.named_modules():
        # RoBERTa and its kin begin to count after the padding token's number, and lose those positions.
        if name.endswith("position_embeddings") and getattr(module, "padding_idx", None) is not None:
            return int(module.num_embeddings - module.padding_idx - 1)
    config: PreTrainedConfig = model.config
    limit = getattr(config, "max_position_embeddings", None)
    if limit is None:
        limit = getattr(getattr(config, "text_config", None), "max_position_embeddings", None)
    return int(limit) if isinstance(limit, int) and limit > 0 else None
