"""One head of a long text at a glance: pooled pictures packed for the component in viz/components/overview."""

import base64
import re
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, UInt8

from engine.attention.overview import Overview
from viz.components.files import component_files, theme_colours
from viz.components.head_atlas.pack import MASKED
from viz.theme import DARK, LIGHT, Theme

MINIMAP_SIDE = 160
"""The most cells along a side of a minimap."""

LEAST = 8
"""Tokens that a window has at least each way, where there are so many."""


@dataclass(frozen=True)
class Window:
    """A rectangle of a head's weights, in tokens counted from 0: from the first number up to, not with, the second."""

    rows: tuple[int, int]
    columns: tuple[int, int]

    def __str__(self) -> str:
        """As a link writes it: "4032-4160,0-128"."""
        return ",".join(f"{start}-{stop}" for start, stop in (self.rows, self.columns))


def component_source() -> dict[str, str]:
    """The component's html, css and js."""
    return component_files("overview")


def overview_data(
    overview: Overview, *, most: int, axes: tuple[str, str] = ("queries: that look", "keys: looked at")
) -> dict[str, Any]:
    """What the component draws: both pictures, what a pixel stands for in words, the colours of both themes.

    most: the tokens that a window has at most each way. axes: the names of rows and columns. Pixels are 0 to 254, the
    square root of the weight as a share of the picture's `top`, or MASKED; in rows, zlib, base64. The largest weights
    have 1 as their top, so that heads compare; means of many weights are small, and have the largest of them.
    """
    if most < 1:
        raise ValueError(f"a window of at most {most} tokens")
    pooled = (overview.queries_per_cell, overview.keys_per_cell)
    alone = pooled == (1, 1)
    pictures = [_picture("largest", overview.largest, 1.0)]
    if not alone:
        highest = float(np.nanmax(overview.mean, initial=0.0))
        pictures.append(_picture("mean", overview.mean, highest or 1.0))
    return {
        "queries": overview.n_queries,
        "keys": overview.n_keys,
        "side": list(overview.largest.shape),
        "pooled": list(pooled),
        "pictures": pictures,
        "words": ["Each pixel is one weight", ""] if alone else ["Each pixel is the", _of_weights(pooled)],
        "axes": list(axes),
        "most": most,
        "least": LEAST,
        "mini": False,
        "colours": {theme.name: _colours(theme) for theme in (LIGHT, DARK)},
    }


def minimap_data(overview: Overview, *, most: int) -> dict[str, Any]:
    """The same in little, without axes: the largest weights in at most 160 x 160 cells."""
    rows, columns = (-(-length // MINIMAP_SIDE) for length in overview.largest.shape)
    pooled = (overview.queries_per_cell * rows, overview.keys_per_cell * columns)
    largest = _pool(_pool(overview.largest, rows, 0), columns, 1)
    return overview_data(overview, most=most) | {
        "side": list(largest.shape),
        "pooled": list(pooled),
        "pictures": [_picture("largest", largest, 1.0)],
        "words": ["", ""],
        "mini": True,
    }


def fit_window(window: Window, n_queries: int, n_keys: int, most: int) -> Window:
    """The window about the same middle with at most `most` tokens each way, and all of it inside the picture."""
    return Window(_fit(window.rows, n_queries, most), _fit(window.columns, n_keys, most))


def window_around(query: int, key: int, size: int, n_queries: int, n_keys: int) -> Window:
    """A window of `size` tokens each way about a weight, moved in at the edges; smaller in a smaller picture."""
    half = size // 2
    return fit_window(
        Window((query - half, query - half + size), (key - half, key - half + size)), n_queries, n_keys, size
    )


def read_window(text: str) -> Window | None:
    """The window that a link writes (see Window.__str__); None for anything else."""
    found = re.fullmatch(r"(\d{1,9})-(\d{1,9}),(\d{1,9})-(\d{1,9})", text, re.ASCII)
    if not found:
        return None
    first, last, left, right = (int(number) for number in found.groups())
    return Window((first, last), (left, right)) if first < last and left < right else None


def picked_window(picked: object, data: dict[str, Any]) -> Window | None:
    """The window that the component has reported, fitted into the data's picture; None for what is no window."""
    try:
        (first, last), (left, right) = picked["rows"], picked["columns"]  # type: ignore[index]
        window = Window((int(first), int(last)), (int(left), int(right)))
    except (TypeError, ValueError, KeyError, OverflowError):
        return None
    return fit_window(window, data["queries"], data["keys"], data["most"])


def _fit(span: tuple[int, int], count: int, most: int) -> tuple[int, int]:
    size = max(1, min(span[1] - span[0], most, count))
    start = max(0, min((span[0] + span[1] - size) // 2, count - size))
    return start, start + size


def _picture(name: str, values: Float[np.ndarray, "row column"], top: float) -> dict[str, Any]:
    return {"name": name, "top": top, "pixels": _pack(_pixels(values, top))}


def _pixels(values: Float[np.ndarray, "row column"], top: float) -> UInt8[np.ndarray, "row column"]:
    masked = np.isnan(values)
    pixels = np.rint(np.sqrt(np.clip(np.where(masked, 0, values) / top, 0, 1)) * (MASKED - 1)).astype(np.uint8)
    pixels[masked] = MASKED
    return pixels


def _pack(pixels: UInt8[np.ndarray, "row column"]) -> str:
    return base64.b64encode(zlib.compress(pixels.tobytes(), level=6)).decode("ascii")


def _pool(values: np.ndarray, cells: int, axis: int) -> np.ndarray:
    """The largest of every `cells` along an axis; NaN where all are."""
    starts = np.arange(0, values.shape[axis], cells)
    return np.fmax.reduceat(values, starts, axis=axis)


def _of_weights(pooled: tuple[int, int]) -> str:
    return f"of {pooled[0]} x {pooled[1]} weights"


def _colours(theme: Theme) -> dict[str, Any]:
    return theme_colours(theme) | {"weights": list(theme.weights)}
