"""Fetching a model's files from the hub, where there is a network, or from what was fetched before."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import huggingface_hub
from huggingface_hub.errors import DryRunError, GatedRepoError, LocalEntryNotFoundError, RepositoryNotFoundError

from engine.errors import InputError
from engine.failures import first_line
from engine.models.catalogue import NoSuchModel
from engine.models.files import check_memory
from engine.progress import Progress

WANTED = [
    "config.json",
    "adapter_config.json",
    "generation_config.json",
    "*.safetensors",
    "*.safetensors.index.json",
    "tokenizer*",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab*",
    "merges.txt",
    "*.model",
]
"""Settings, vocabulary and weights. No code, and nothing that can run as code when it is opened."""

_UNWANTED = ["*/*", "consolidated*.safetensors", "*.py"]


def fetch(name: str, progress: Progress | None = None) -> Path:
    """The folder with the files of owner/name. InputError where they cannot be had, which says why."""
    with _explained(name):
        _check_size(name)
    if progress is not None:
        progress(0.05, f"Fetching {name} from the hub, unless it is here already")
    with _explained(name):
        return Path(huggingface_hub.snapshot_download(name, allow_patterns=WANTED, ignore_patterns=_UNWANTED))


@contextmanager
def _explained(name: str) -> Iterator[None]:
    """Puts what the hub's library raises into words that say what to do."""
    try:
        yield
    except InputError:
        raise
    except GatedRepoError:
        raise InputError(
            f"{name} is gated: its owners ask who uses it. Accept their terms on its page on the hub, log in with "
            "hf auth login on this machine, and try again."
        ) from None
    except RepositoryNotFoundError:
        raise NoSuchModel(
            f"the hub has no model {name}, or it is private. Check the spelling, owner/name; for a private one log in "
            "with hf auth login on this machine."
        ) from None
    except LocalEntryNotFoundError:
        raise InputError(
            f"{name} is not on this machine, and the hub cannot be reached. Fetch it where there is a network (hf "
            "download owner/name --local-dir my-model), copy the folder here, and name the folder instead."
        ) from None
    except Exception as error:  # Of the disk, of the proxy, of whatever carries the library's requests.
        raise InputError(
            f"{name} could not be fetched from the hub ({first_line(error)}). Try again, or name a folder."
        ) from None


def _check_size(name: str) -> None:
    """InputError, before anything large is fetched, for a model without safetensors or one too large for the memory."""
    try:
        files = huggingface_hub.snapshot_download(
            name, allow_patterns=["*.safetensors"], ignore_patterns=_UNWANTED, dry_run=True
        )
    except DryRunError:
        return  # Out of reach: what was fetched before may do, and if not, the reason comes then.
    if not files:
        raise InputError(
            f"{name} has no weights in safetensors, the one format that is read: files in others can run code when "
            "they are opened. Look for a conversion of it on the hub."
        )
    # 2 bytes a parameter is the most common; as float32 in memory that is twice the size of the files.
    check_memory(sum(file.file_size or 0 for file in files) // 2, name)
