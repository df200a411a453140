"""Whether the sizes that a model's settings claim can be those of its weights, found out before anything is built.

A folder can claim a million layers, or a hundred million labels. What is built is held against what the header of the
weights says that there is, module by module; what Transformers makes of the settings alone is held against it before.
"""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from torch import Tensor, nn
from torch.nn.modules import module as hooks

from engine.errors import InputError
from engine.models.files import INDEX, WEIGHTS

_SETTINGS = (
    "config.json",
    "generation_config.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "adapter_config.json",
    "chat_template.jinja",
    "modules.json",
    INDEX,
)
_VOCABULARIES = ("tokenizer.json", "vocab.json", "vocab.txt", "merges.txt", "added_tokens.json")
_MOST_BYTES = dict.fromkeys(_SETTINGS, 20_000_000) | dict.fromkeys(_VOCABULARIES, 100_000_000)
"""The largest ones that people really have are about a third of this."""

_LARGEST_HEADER = 50_000_000
_LARGEST_NUMBER = 1_000_000
_MOST_LAYERS = 150
_MOST_LABELS = 20_000
_OF_LAYERS = re.compile(r"(^|_)n?(layers?|depths?|blocks)$")
_NO_SIZE = re.compile(
    r"theta|position|context|ctx|length|window|_seq|seq_|_ids?$|_index$|seed|offset|base|period|pad_val"
)
"""Settings that may be any number: how far a model reads, which token is which, how fast an angle turns."""

_SPARE = 5_000_000
_SPARE_BYTES = 1_000_000_000
_MODULES_A_TENSOR = 10
_SPARE_MODULES = 4_000
_LONGEST_S = 20.0


@dataclass(frozen=True)
class Header:
    """What the headers of the files of weights say that there is. longest: the longest side; largest: the most numbers
    in one tensor."""

    n_parameters: int
    n_tensors: int
    longest: int
    largest: int


def check_file_sizes(folder: Path, name: str) -> None:
    """InputError for a file of settings or of a vocabulary that is far larger than any that a model has."""
    for file, most in _MOST_BYTES.items():
        path = folder / file
        if path.is_file() and path.stat().st_size > most:
            raise InputError(
                f"{file} of {name} has {path.stat().st_size / 1e6:,.0f} MB, and {most / 1e6:.0f} are the most that is "
                "read. Copy or download the model again."
            )


def read_header(files: list[Path], name: str) -> Header:
    """What the files hold, by their headers alone; InputError for a file that is damaged or cut short."""
    total = n_tensors = longest = largest = 0
    for path in files:
        try:
            for shape in _shapes(path, name):
                size = prod(shape)
                if size:  # A tensor of no numbers may claim any side, and costs nothing to have a million of.
                    total, n_tensors, largest = total + size, n_tensors + 1, max(largest, size)
                    longest = max(longest, *shape, 1)
        except InputError:
            raise
        except (SafetensorError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{path.name} of {name} is damaged or not in the format of safetensors ({error}). Copy or download it "
                "again; a file of a few lines is a pointer of Git LFS, which git lfs pull replaces."
            ) from None
    return Header(total, n_tensors, longest, largest)


def _shapes(path: Path, name: str) -> list[list[int]]:
    """Of every tensor in a file.

    The library checks that the file is what its header says. It is read here once more, since the library gives one
    shape at a time, which takes a while where there are many.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if _LARGEST_HEADER < length < path.stat().st_size:
            raise InputError(f"{path.name} of {name} has a header of {length / 1e6:,.0f} MB. Download it again.")
        with safe_open(path, framework="np"):
            header = json.loads(file.read(length))
    return [[int(side) for side in tensor["shape"]] for key, tensor in header.items() if key != "__metadata__"]


def check_settings(settings: dict[str, Any], header: Header, name: str) -> None:
    """InputError for settings with a number of layers, or a size, that these weights cannot have."""
    named = settings.get("id2label")
    labels = {"id2label": len(named)} if isinstance(named, dict) else {}
    for key, number in (*_numbers_in(settings), *labels.items()):
        if _OF_LAYERS.search(key) and number > max(_MOST_LAYERS, header.n_tensors):
            raise _too_large(
                key, number, f"{WEIGHTS} has {header.n_tensors:,} tensors, and a layer has one at least", name
            )
        most = _MOST_LABELS if key in ("num_labels", "id2label") else _LARGEST_NUMBER
        if number > max(most, header.longest) and not _NO_SIZE.search(key):
            raise _too_large(key, number, f"the longest side of a tensor in {WEIGHTS} is {header.longest:,}", name)


def _numbers_in(settings: object, key: str = "") -> Iterator[tuple[str, int]]:
    """Every whole number, however deep, with the name of the setting that it belongs to."""
    if isinstance(settings, dict):
        for inner, value in settings.items():
            yield from _numbers_in(value, str(inner))
    elif isinstance(settings, list):
        for value in settings:
            yield from _numbers_in(value, key)
    elif isinstance(settings, int) and not isinstance(settings, bool):
        yield key, settings


def _too_large(key: str, number: int, instead: str, name: str) -> InputError:
    return InputError(
        f"config.json of {name} says {key[:60]} = {number:,}, but {instead}. The two do not belong together: copy or "
        "download the model again."
    )


@contextmanager
def no_larger_than(header: Header, name: str) -> Iterator[None]:
    """While open, a model that this thread builds may not grow beyond what these weights can be for. Else InputError.

    Parameters: those of the header, its largest tensor four times more (an embedding that several parts share is made
    for each, a head may be missing), and a few. Transformers builds without memory, so nothing has been taken by then.
    """
    growth = _Growth(header, name)
    with ExitStack() as stack:
        for register in (
            hooks.register_module_module_registration_hook,
            hooks.register_module_parameter_registration_hook,
            hooks.register_module_buffer_registration_hook,
        ):
            stack.callback(register(growth.heard).remove)
        yield


class _Growth:
    """Counts what is built in the thread that made it."""

    def __init__(self, header: Header, name: str) -> None:
        self.header, self.name = header, name
        self.thread = threading.get_ident()
        self.until = time.monotonic() + _LONGEST_S
        self.most = header.n_parameters + 4 * header.largest + _SPARE
        self.n_modules = 0
        self.parameters: dict[tuple[int, str], int] = {}
        self.buffers: dict[tuple[int, str], int] = {}
        self.n_parameters = self.n_bytes = 0

    def heard(self, owner: nn.Module, key: str, part: nn.Module | Tensor | None) -> None:
        """A hook of PyTorch: what is in place of another, as loaded weights are of empty ones, is counted once."""
        if threading.get_ident() != self.thread or part is None:
            return
        place = (id(owner), key)
        if isinstance(part, nn.Module):
            self.n_modules += 1
        elif isinstance(part, nn.Parameter):
            self.n_parameters += part.numel() - self.parameters.get(place, 0)
            self.parameters[place] = part.numel()
        else:
            n_bytes = part.numel() * part.element_size()
            self.n_bytes += n_bytes - self.buffers.get(place, 0)
            self.buffers[place] = n_bytes
        self._check()

    def _check(self) -> None:
        header = self.header
        if self.n_parameters > self.most:
            raise InputError(
                f"config.json of {self.name} asks for a model of more than {self.most:,} parameters, but its weights "
                f"have {header.n_parameters:,}. The two do not belong together: copy or download the model again."
            )
        if self.n_modules > _SPARE_MODULES + _MODULES_A_TENSOR * header.n_tensors or time.monotonic() > self.until:
            raise InputError(
                f"config.json of {self.name} asks for a model of more than {self.n_modules:,} parts, but its weights "
                f"have {header.n_tensors:,} tensors. The two do not belong together: copy or download the model again."
            )
        if self.n_bytes > _SPARE_BYTES:
            raise InputError(
                f"config.json of {self.name} asks for tables of more than {self.n_bytes / 1e9:,.0f} GB beside its "
                "weights. Copy or download the model again, or choose another."
            )
