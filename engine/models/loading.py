"""Loading a model once, by its name, and running text through it."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakValueDictionary

from engine.failures import failures_told
from engine.models.catalogue import CATALOGUE, ModelCard, kind_of_name
from engine.models.device import on_best_device
from engine.models.files import WEIGHTS, check_sha256, fingerprint, local_folder, packaged_files
from engine.models.gguf import convert_once
from engine.models.hub import fetch
from engine.models.loaded import LoadedModel
from engine.models.probe import probe_inputs
from engine.models.strangers.admission import load_stranger
from engine.models.tokenizer import read_tokenizer
from engine.models.transformer import load_transformer, read_config
from engine.progress import Progress

MOST_OTHERS = 2
"""Models outside the catalogue that stay loaded; the one that was used longest ago is released for another."""

_WAITING = 0.3


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
                loaded = load_stranger(name, folder or fetch(name, progress), progress)
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
