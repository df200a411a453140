"""Reading a picture: its patches are the tokens, named by their row and column.

A vision model cuts a picture into square patches and turns each into one token (Dosovitskiy et al. 2021, section 3.1).
Most add tokens that are no part of the picture: [CLS], registers (Darcet et al. 2024).
"""

import inspect
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from engine.attention.capture import AttentionCapture
from engine.errors import InputError
from engine.failures import first_line
from engine.models.loaded import LoadedModel
from engine.progress import Progress
from engine.recording.interface import recording
from engine.recording.layers import record_layers
from engine.text.tokens import Token

MOST_PATCHES = 8_192
"""A picture of more is refused: queries, keys and values of every layer are kept, a few KB for each patch."""

_RUN_SHARE = 0.65

_SAME = 1e-5
"""Queries that differ by less, relative to the largest, differ by rounding only."""


@dataclass(frozen=True)
class PatchGrid:
    """How a picture is cut: the pixels are patch_height x patch_width to a patch."""

    rows: int
    columns: int
    patch_height: int
    patch_width: int

    @property
    def n_patches(self) -> int:
        return self.rows * self.columns

    def names(self) -> list[str]:
        """Of every patch, row by row, both counted from 1."""
        return [f"row {row + 1}, column {column + 1}" for row in range(self.rows) for column in range(self.columns)]


@torch.inference_mode()
def capture_picture(
    loaded: LoadedModel, pixel_values: Float[Tensor, "*shape"], progress: Progress | None = None
) -> AttentionCapture:
    """What every attention layer saw while the model read this picture.

    pixel_values: [channel, height, width], or a batch of one such, scaled and centred as the model was trained
    (the image processor of Transformers does so). The tokens that are no patch are special.
    InputError for a model that reads no pictures, for a picture that it cannot cut into patches, and for a model whose
    tokens are not one to a patch.
    """
    card = loaded.card
    if card.reads != "pictures":
        raise InputError(f"{card.name} reads {card.reads}, not pictures. Choose another model for a picture.")
    picture = _batch_of_one(pixel_values)
    grid = patch_grid(loaded, picture)
    inputs = {"pixel_values": picture.to(loaded.model.device)} | _fitting_positions(loaded, picture)
    first, n_tokens = _place_of_patches(loaded, inputs, grid)

    def tell(count: int) -> None:
        if progress is not None:
            progress(min(1.0, count / card.layers), f"Running layer {count} of {card.layers}")

    layers = record_layers(loaded.model, inputs, heard=tell).get("self", ())
    if len(layers) != card.layers:
        raise InputError(f"{card.name} has {card.layers} attention layers, but {len(layers)} could be recorded.")
    registers = getattr(loaded.model.config, "num_register_tokens", 0) or 0
    before, after = _others_before(first, registers), n_tokens - first - grid.n_patches
    tokens = (
        *(Token(name, special=True) for name in before),
        *(Token(name) for name in grid.names()),
        *(Token(f"[extra {number}]", special=True) for number in range(1, after + 1)),
    )
    return AttentionCapture(layers, tokens, tokens)


def patch_grid(loaded: LoadedModel, picture: Float[Tensor, "*batch channel height width"]) -> PatchGrid:
    """How the model cuts this picture. InputError where the pixels do not come out even, or there are too many."""
    name, config = loaded.card.name, loaded.model.config
    patch = getattr(config, "patch_size", None)
    if patch is None or (isinstance(patch, list | tuple) and len(patch) != 2):
        raise InputError(f"the settings of {name} do not say how large its patches are. Choose another model.")
    patch_height, patch_width = _height_width(patch)
    channels, height, width = picture.shape[-3:]
    wanted = getattr(config, "num_channels", 3)
    if channels != wanted:
        raise InputError(
            f"{name} reads pictures with {wanted} colour channels; got {channels}. Give pixel_values as channels x "
            "height x width."
        )
    if height % patch_height or width % patch_width or not (height and width):
        raise InputError(
            f"{name} cuts a picture into patches of {patch_height} x {patch_width} pixels, which {height} x {width} "
            "is no multiple of. Resize or crop the picture."
        )
    grid = PatchGrid(height // patch_height, width // patch_width, patch_height, patch_width)
    if grid.n_patches > MOST_PATCHES:
        raise InputError(
            f"a picture of {height:,} x {width:,} pixels has {grid.n_patches:,} patches; up to {MOST_PATCHES:,} can "
            "be read. Make it smaller."
        )
    return grid


def _batch_of_one(pixel_values: Tensor) -> Float[Tensor, "1 channel height width"]:
    picture = pixel_values[None] if pixel_values.ndim == 3 else pixel_values
    if picture.ndim != 4 or len(picture) != 1:
        raise InputError(
            "a picture must be channels x height x width, or a batch of one such; got "
            f"{' x '.join(map(str, pixel_values.shape))}. Read one picture at a time."
        )
    if not torch.isfinite(picture).all():
        raise InputError("the pixels of a picture must be finite numbers; some are infinite or not a number.")
    return picture


def _fitting_positions(loaded: LoadedModel, picture: Tensor) -> dict[str, Any]:
    """What asks a model to stretch its learned positions to a picture of another size than it was trained on."""
    trained = getattr(loaded.model.config, "image_size", None)
    if trained is None or _height_width(trained) == tuple(picture.shape[-2:]):
        return {}
    takes = "interpolate_pos_encoding" in inspect.signature(loaded.model.forward).parameters
    return {"interpolate_pos_encoding": True} if takes else {}


class _Enough(Exception):
    """Ends a run of the model after its first attention layer."""


def _place_of_patches(loaded: LoadedModel, inputs: dict[str, Any], grid: PatchGrid) -> tuple[int, int]:
    """Which token the first patch is, and how many tokens there are.

    Found out, since models differ in what they put before and behind the patches: a first layer's query is made of its
    own token alone, so a change of one patch changes one. InputError where the patches turn out not to be a token each,
    row by row, and for a size that the model does not take.
    """
    before = _first_queries(loaded, inputs)
    n_tokens, places = len(before), []
    for patch in (0, grid.columns - 1, grid.n_patches - 1):
        changed = inputs["pixel_values"].clone()
        row, column = divmod(patch, grid.columns)
        top, left = row * grid.patch_height, column * grid.patch_width
        # Upside down and another brightness: not the same after any centring and scaling of a patch.
        part = changed[..., top : top + grid.patch_height, left : left + grid.patch_width]
        part.copy_(part.flip(-2) * -0.5 + torch.linspace(0.5, 1.5, part.shape[-1], device=part.device))
        moved = (_first_queries(loaded, inputs | {"pixel_values": changed}) - before).abs().amax(dim=-1)
        places.append((moved > _SAME * before.abs().max()).nonzero()[:, 0].tolist())
    first = places[0][0] if places[0] else 0
    if places != [[first], [first + grid.columns - 1], [first + grid.n_patches - 1]]:
        raise InputError(
            f"{loaded.card.name} ({loaded.card.architecture}) does not make one token of each patch of "
            f"{grid.patch_height} x {grid.patch_width} pixels, row by row, so its tokens cannot be named. Choose "
            "another model."
        )
    return first, n_tokens


def _first_queries(loaded: LoadedModel, inputs: dict[str, Any]) -> Float[Tensor, "token feature"]:
    """The queries of the first attention layer, all heads of a token side by side."""

    def stop(_: int) -> None:
        raise _Enough

    try:
        with recording(heard=stop) as layers:
            loaded.model(**inputs)
    except _Enough:
        pass
    except (ValueError, RuntimeError) as error:
        height, width = inputs["pixel_values"].shape[-2:]
        raise InputError(
            f"{loaded.card.name} does not read a picture of {height} x {width} pixels ({first_line(error)}). Resize "
            "it to the size that the model was trained on."
        ) from None
    return layers[0].queries.transpose(0, 1).flatten(1)


def _others_before(count: int, registers: int) -> list[str]:
    """Names for the tokens before the patches: a [CLS] first where there are any but registers, which come last."""
    registers = min(count, registers)
    extras = [f"[extra {number}]" for number in range(1, count - registers)]
    first = ["[CLS]"] if count > registers else []
    return [*first, *extras, *(f"[register {number}]" for number in range(1, registers + 1))]


def _height_width(size: Any) -> tuple[int, int]:
    """Of a size in a model's settings: one number for a square, or two."""
    height, width = size if isinstance(size, list | tuple) else (size, size)
    return int(height), int(width)
