"""Which folder inside a folder holds the model: in the cache of the hub, a run of a Trainer, a chain of modules."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from engine.models.catalogue import ModelInside

_DEEPEST = 3
_MOST_ENTRIES = 2_000
_MOST_BYTES = 20_000_000
_NAMED = 5


def check_is_model(folder: Path, name: str) -> None:
    """ModelInside, an InputError, for a folder that is no model by itself but has some inside."""
    has_settings = (folder / "config.json").exists()
    if has_settings and any(folder.glob("*.safetensors")):
        return
    # Beside settings without weights, only weights are worth a hint: exports for other programs have settings too.
    found = [path for path in models_inside(folder) if not has_settings or any(path.glob("*.safetensors"))]
    inside = [f"{name.rstrip('/')}/{path.relative_to(folder).as_posix()}" for path in found]
    if len(inside) == 1:
        raise ModelInside(f"{name} holds no model itself, but one inside. Name that folder: {inside[0]}", inside)
    if inside:
        more = f" and {len(inside) - _NAMED} more" if len(inside) > _NAMED else ""
        raise ModelInside(
            f"{name} holds no model itself, but {len(inside)} inside. Name one of these folders: "
            f"{', '.join(inside[:_NAMED])}{more}.",
            inside[:_NAMED],
        )


def models_inside(folder: Path) -> list[Path]:
    """The folders up to three levels down whose settings say what kind of model they are, the one most meant first.

    That is the snapshot that the cache of the hub calls main, then the last checkpoint of a run.
    """
    found = [path for path in _folders(folder, _DEEPEST, [_MOST_ENTRIES]) if _is_model(path)]
    return sorted(found, key=lambda path: (not _is_main(path), [*map(_last_first, path.relative_to(folder).parts)]))


def _folders(folder: Path, levels: int, left: list[int]) -> Iterator[Path]:
    """The folders inside, links left out; at most so many entries are looked at."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        left[0] -= 1
        if left[0] < 0:
            return
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            yield Path(entry.path)
            if levels > 1:
                yield from _folders(Path(entry.path), levels - 1, left)


def _is_model(folder: Path) -> bool:
    """Whether config.json is a file that names a kind of model."""
    file = folder / "config.json"
    try:
        if not file.is_file() or file.stat().st_size > _MOST_BYTES:
            return False
        settings = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(settings, dict) and bool(settings.get("model_type"))


def _is_main(snapshot: Path) -> bool:
    try:
        return (snapshot.parents[1] / "refs" / "main").read_text(encoding="utf-8").strip() == snapshot.name
    except (OSError, ValueError, IndexError):
        return False


def _last_first(part: str) -> tuple[str, int]:
    """For sorting checkpoint-1000 before checkpoint-500, and anything else by its name."""
    number = re.fullmatch(r"(.*?checkpoint\D*)(\d{1,18})", part)
    return (number[1], -int(number[2])) if number else (part, 0)
