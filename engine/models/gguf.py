"""Converting a GGUF file once into a folder in the format of Transformers, which then loads in a second.

Transformers needs about 15 seconds to unpack such a file. What it made is kept in Headlight's cache folder. The folder
gets its name only when it is whole, so that a conversion that is cancelled or killed leaves nothing half-made.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from collections.abc import Sequence as SequenceOf
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from filelock import FileLock, Timeout
from safetensors import SafetensorError
from safetensors.torch import save_file
from tokenizers.pre_tokenizers import Digits, Sequence
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, GenerationConfig
from transformers import modeling_gguf_pytorch_utils as gguf_reading

from engine.errors import InputError
from engine.models.catalogue import ModelCard
from engine.models.files import CACHE_VARIABLE, WEIGHTS, cache_folder, check_sha256, file_sha256
from engine.models.transformers_library import building, quiet_transformers
from engine.progress import Progress

FORMAT = 1
"""Raised whenever a conversion would write something else, so that older folders are not used."""

MANIFEST = "manifest.json"
_WAITING = 0.3
_MARGIN = 1.05
"""Of the room that the converted files take: a conversion that begins should not fill the disk to the last byte."""


def converted_folder(card: ModelCard) -> Path:
    """Where the converted files of a model are, once they are made."""
    return cache_folder() / f"{card.name}-{card.sha256[:16]}-v{FORMAT}"


def is_whole(folder: Path) -> bool:
    """Whether every file that the conversion wrote is there, byte for byte (0.4 s for 538 MB)."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = {str(name): (int(size), str(sha256)) for name, (size, sha256) in manifest["files"].items()}
        return (
            WEIGHTS in files
            and all((folder / name).stat().st_size == size for name, (size, _) in files.items())
            and all(file_sha256(folder / name) == sha256 for name, (_, sha256) in files.items())
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def convert_once(gguf: Path, card: ModelCard, progress: Progress | None = None) -> Path:
    """The folder with the converted files of a model, made on the first call and whenever it is damaged.

    progress is told the share that is done; an exception from it ends the conversion. Processes that want the same
    model wait for the first. InputError for a file that is not the one expected, or a cache that cannot be written.
    """
    folder = converted_folder(card)
    if is_whole(folder):
        return folder
    tell = progress or _tell_nobody
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder, tell):
            if not is_whole(folder):
                _convert_into(folder, gguf, card, tell)
    except (OSError, SafetensorError) as error:
        raise _cannot_keep(card, folder, getattr(error, "strerror", None) or str(error)) from None
    return folder


def _cannot_keep(card: ModelCard, folder: Path, why: str) -> InputError:
    return InputError(
        f"the converted files of {card.name} cannot be kept in {folder.parent}: {why}. They need "
        f"{card.megabytes:,} MB; make room, or name another folder with the environment variable {CACHE_VARIABLE}."
    )


@contextmanager
def _alone(folder: Path, tell: Progress) -> Iterator[None]:
    """Waits until no other process converts into this folder. The lock of a process that is killed goes with it."""
    lock = FileLock(folder.parent / f"{folder.name}.lock")
    while True:
        try:
            lock.acquire(timeout=_WAITING)
        except Timeout:
            tell(0.0, "Waiting for another Headlight to convert the model")
        else:
            break
    try:
        yield
    finally:
        lock.release()


def _convert_into(folder: Path, gguf: Path, card: ModelCard, tell: Progress) -> None:
    for left_by_a_killed_process in folder.parent.glob(f"{folder.name}.part-*"):
        shutil.rmtree(left_by_a_killed_process, ignore_errors=True)
    free = shutil.disk_usage(folder.parent).free // 10**6
    if free < _MARGIN * card.megabytes:
        raise _cannot_keep(card, folder, f"{free:,} MB are free there")
    tell(0.0, f"Checking the file of {card.name}")
    check_sha256(gguf, card)
    part = Path(tempfile.mkdtemp(prefix=f"{folder.name}.part-", dir=folder.parent))
    try:
        _convert(gguf, part, tell)
        files = {path.name: (path.stat().st_size, file_sha256(path)) for path in sorted(part.iterdir())}
        manifest = {"format": FORMAT, "made_from": card.sha256, "files": files}
        (part / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        tell(0.99, "Keeping what was converted")
        if folder.is_dir():
            shutil.rmtree(folder)
        folder.unlink(missing_ok=True)
        part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _convert(gguf: Path, part: Path, tell: Progress) -> None:
    """Writes the model as Transformers unpacks it. float32: the unpacked numbers fit neither 16-bit format exactly."""
    step = "Converting the model, once: "
    from_file = {"gguf_file": gguf.name, "local_files_only": True}
    with quiet_transformers():
        tell(0.02, step + "reading its settings")
        config = AutoConfig.from_pretrained(gguf.parent, **from_file)
        tell(0.2, step + "reading its vocabulary")
        tokenizer = AutoTokenizer.from_pretrained(gguf.parent, **from_file).backend_tokenizer
        tell(0.4, step + "preparing its weights")
        with building, torch.device("meta"):  # Only its names and shapes.
            model = AutoModelForCausalLM.from_config(config)
        with _telling(lambda share: tell(0.7 + 0.2 * share, step + "unpacking its weights")):
            found = gguf_reading.load_gguf_checkpoint(
                str(gguf), return_tensors=True, model_to_load=model, torch_dtype=torch.float32
            )
    tell(0.9, step + "writing its weights")
    # Not save_pretrained: it refuses a model that was read from GGUF. A head that is the embedding is not in the file.
    save_file(found["tensors"], part / WEIGHTS, metadata={"format": "pt"})
    config.architectures = [type(model).__name__]
    config.save_pretrained(part)
    GenerationConfig.from_model_config(config).save_pretrained(part)
    if found["tokenizer"]["pre_tokenizer_type"] == "smollm":
        # It reads digits one by one, which Transformers leaves out.
        tokenizer.pre_tokenizer = Sequence([Digits(individual_digits=True), tokenizer.pre_tokenizer])
    tokenizer.save(str(part / "tokenizer.json"))


@contextmanager
def _telling(tell: Callable[[float], None]) -> Iterator[None]:
    """While open, the loop of Transformers over a file's tensors tells its share here, not by a bar on the terminal.

    It has no setting for that: the name of the bar is put in its place for a while.
    """

    def bar(items: SequenceOf[Any], **_: Any) -> Iterator[Any]:
        for place, item in enumerate(items):
            tell(place / len(items))
            yield item

    before = gguf_reading.tqdm
    gguf_reading.tqdm = bar
    try:
        yield
    finally:
        gguf_reading.tqdm = before


def _tell_nobody(share: float, step: str) -> None:
    pass
