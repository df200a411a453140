"""The checks of one matrix, scale, mask or list of names as it comes from a person or a file."""

from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from engine.errors import InputError
from engine.matrices.typed import LARGEST, describe_shape
from engine.plain import count

Matrix = Float[np.ndarray, "row column"]

SMALLEST_DIVISOR, LARGEST_DIVISOR = 1e-20, LARGEST
"""Scores divided by less could overflow (see matrix_text.LARGEST); divided by more they would all be 0."""


def default_tokens(n_queries: int, n_keys: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names for queries and keys, counted from 1: t1, t2 for both where there are as many, else q1, q2 and k1, k2."""
    if n_queries == n_keys:
        return _numbered("t", n_queries), _numbered("t", n_keys)
    return separate_tokens(n_queries, n_keys)


def separate_tokens(n_queries: int, n_keys: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names for queries and keys that are different sequences: q1, q2 and k1, k2."""
    return _numbered("q", n_queries), _numbered("k", n_keys)


def _numbered(letter: str, number: int) -> tuple[str, ...]:
    return tuple(f"{letter}{i}" for i in range(1, number + 1))


def checked_matrix(given: object, name: str) -> Matrix:
    """A read-only float64 copy; raises InputError unless it is a matrix of finite numbers up to LARGEST."""
    try:
        with np.errstate(over="ignore"):
            matrix = np.array(given, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"{name} must be rows of numbers, all rows of the same length.") from None
    if matrix.ndim != 2 or 0 in matrix.shape:
        shape = " x ".join(map(str, matrix.shape)) or "a single number"
        more = f" {HEADS_SIDE_BY_SIDE}" if matrix.ndim > 2 else ""
        raise InputError(f"{name} must be a matrix of at least 1 row x 1 column; got {shape}.{more}")
    wrong = np.argwhere(~(np.abs(matrix) <= LARGEST))
    if len(wrong):
        row, column = wrong[0]
        raise InputError(
            f"{name}: Row {row + 1}, column {column + 1} is {matrix[row, column]:g}. "
            f"Use finite numbers between -{LARGEST:g} and {LARGEST:g}."
        )
    matrix.flags.writeable = False
    return matrix


def checked_scale(scale: object) -> bool | float:
    """True, False or a divisor; raises InputError for anything else, and for a divisor that could overflow."""
    if isinstance(scale, (bool, np.bool_)):
        return bool(scale)
    if not isinstance(scale, (int, float, np.integer, np.floating)):
        raise InputError(f"The scale must be true, false or a number to divide by; got {shown(scale)}.")
    if not SMALLEST_DIVISOR <= scale <= LARGEST_DIVISOR:
        raise InputError(
            f"The scores can be divided by a number from {SMALLEST_DIVISOR:g} to {LARGEST_DIVISOR:g}; "
            f"got {shown(scale)}. Use a positive number."
        )
    return float(scale)


HEADS_SIDE_BY_SIDE = (
    "The heads' columns stand side by side, a row for each token: q of [head, token, column] becomes that by "
    "q.transpose(1, 0, 2).reshape(q.shape[1], -1), with heads as their number; of a batch of one, take q[0] first."
)


class MaskQuestion(InputError):
    """A mask of zeros and ones, of which only the person who made it can say what they mean."""


ONES = ("visible", "hidden")
"""What the ones of a mask of zeros and ones may stand for."""

_FAR_BELOW = -1e4
"""What is added to a score so that its weight is 0 in any format: float16 ends at -65,504."""


def mask_cells(mask: np.ndarray, ones: str | None) -> Bool[np.ndarray, "*lead key"]:
    """The cells of a mask of numbers, True where the key is visible.

    Zeros with -inf, -1e9 and the like are added to the scores: 0 is visible. Of zeros and ones, ones says which the
    ones are; MaskQuestion where it does not: PyTorch's key_padding_mask and attn_mask mean opposite things by 1, and so
    do tokenizers. InputError for any other numbers.
    """
    if not np.isnan(mask).any() and ((mask == 0) | (mask <= _FAR_BELOW)).all() and mask.any():
        return mask == 0
    if not ((mask == 0) | (mask == 1)).all():
        raise InputError(
            "The numbers of the mask must be zeros and ones, or what is added to the scores: 0 (visible) and -inf or "
            f"{_FAR_BELOW:g} and less (hidden)."
        )
    if ones not in ONES:
        raise MaskQuestion(
            "The mask holds zeros and ones, and 1 can mean that a key is visible (as tokenizers have it) or hidden (as "
            "a key_padding_mask of PyTorch has it). Say which: --mask-ones visible or --mask-ones hidden on the "
            "command line, mask_ones in the file."
        )
    return mask == (1 if ones == "visible" else 0)


def checked_mask(mask: object, n_queries: int, n_keys: int) -> str | Bool[np.ndarray, "query key"]:
    """ "none", "causal" or a read-only copy of the cells; raises InputError. Numbers are read by mask_cells.

    One row of cells, one for each key, holds for every query (padding).
    """
    if isinstance(mask, str):
        if mask not in ("none", "causal"):
            raise InputError(f"The mask must be none, causal or cells (true = visible); got {shown(mask)}.")
        return mask
    try:
        cells = np.array(mask)
    except ValueError:
        raise InputError("Every row of the mask must have as many cells as there are keys.") from None
    while cells.ndim > 2 and cells.shape[0] == 1:  # a batch of one, one mask for all heads
        cells = cells[0]
    if cells.dtype.kind in "iuf":
        cells = mask_cells(cells, None)
    if cells.shape == (n_keys,):
        cells = np.tile(cells, (n_queries, 1))
    if cells.dtype != bool:
        raise InputError("Every cell of the mask must be true (visible) or false (hidden).")
    if cells.shape != (n_queries, n_keys):
        came = describe_shape(cells) if cells.ndim == 2 else f"{cells.ndim} axes"
        raise InputError(
            f"The mask must have a row for each query and a column for each key, "
            f"{count(n_queries, 'row')} x {count(n_keys, 'column')}; got {came}."
        )
    cells.flags.writeable = False
    return cells


def checked_tokens(given: Any, default: tuple[str, ...], noun: str) -> tuple[str, ...]:
    """The names given, or the default ones where there are none; raises InputError."""
    if not given:
        return default
    if isinstance(given, str) or not all(isinstance(name, str) for name in given):
        raise InputError(f"The {noun} tokens must be a list of names in quotes.")
    if len(given) != len(default):
        raise InputError(f"There must be {count(len(default), f'{noun} token')}, one a row; got {len(given)}.")
    for number, name in enumerate(given, 1):
        if not name.strip():
            raise InputError(f"The name of {noun} token {number} is blank. Give it a name.")
        if any("\ud800" <= character <= "\udfff" for character in name):
            raise InputError(f"The name of {noun} token {number} has half of a character in it. Type it again.")
    return tuple(str(name) for name in given)


def shown(value: object) -> str:
    """A wrong value for a message, shortened to one line."""
    text = value if isinstance(value, str) else repr(value)
    return " ".join(text.split())[:40]
