"""The colours, sizes and margins of every picture.

Blue is weight, green is entropy, orange is what is selected, grey is everything else (the hues are Okabe and Ito's,
told apart with any colour vision). A light and a dark page need different ends of the scale: no weight is close to
the page, all weight is far from it, on both.
"""

from dataclasses import dataclass

import numpy as np

FONT_SIZE = 13
SMALL_FONT_SIZE = 11
ROW_FONT_SIZES = ((15, 12), (12, 11), (0, 10))
"""(pixels a row has at least, size of its label): labels shrink with the rows, then are thinned out."""

MARGIN = {"l": 8, "r": 8, "t": 8, "b": 8}
"""Pixels round a figure; axis labels claim their own room on top."""

CHART_CONFIG = {"displayModeBar": False, "doubleClick": False, "scrollZoom": False, "showTips": False}
"""What st.plotly_chart(config=) should get: the figures have no zoom, so no bar of tools."""


@dataclass(frozen=True)
class Theme:
    """The colours of one page background, as #rrggbb."""

    name: str
    weights: tuple[str, ...]
    """No weight to all weight, ten even steps of lightness."""
    signed: tuple[str, ...]
    """Most negative, zero, most positive."""
    masked: str
    entropy: str
    band: str
    """The range of random scores."""
    accent: str
    grey: str
    """Lines and words that are not data."""
    page: str
    text: str

    @property
    def weight_scale(self) -> list[tuple[float, str]]:
        """The weights' colours as Plotly's colorscale."""
        return even_scale(self.weights)

    @property
    def signed_scale(self) -> list[tuple[float, str]]:
        """The signed numbers' colours as Plotly's colorscale."""
        return even_scale(self.signed)

    @property
    def mark(self) -> str:
        """The colour of a bar of weight: far enough from the page for a thin line."""
        return self.weights[6]


def even_scale(colours: tuple[str, ...]) -> list[tuple[float, str]]:
    """Colours at even steps from 0 to 1."""
    return [(index / (len(colours) - 1), colour) for index, colour in enumerate(colours)]


def colour_parts(colour: str) -> list[int]:
    """Red, green and blue of #rrggbb, 0 to 255."""
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def blend(start: str, goal: str, share: float) -> str:
    """The colour a share of the way from one to another."""
    parts = zip(colour_parts(start), colour_parts(goal), strict=True)
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in parts)


def colour_at(colours: tuple[str, ...], share: float) -> str:
    """The colour at a share from 0 to 1 of the way through even steps of colours."""
    place = min(max(share, 0.0), 1.0) * (len(colours) - 1)
    at = min(int(place), len(colours) - 2)
    return blend(colours[at], colours[at + 1], place - at)


LIGHT = Theme(
    name="light",
    weights=(
        "#f4f8fd",
        "#dce9f6",
        "#bfd7ee",
        "#9cc1e4",
        "#74a8d8",
        "#4a8cc6",
        "#3077b4",
        "#1e5f9a",
        "#12497c",
        "#0a2e55",
    ),
    signed=("#8c3a00", "#cf6d25", "#f0b98d", "#f8f6f4", "#9cc1e4", "#3077b4", "#0a2e55"),
    masked="#dcdddf",
    entropy="#009e73",
    band="#c3c7cd",
    accent="#d55e00",
    grey="#5f6772",
    page="#ffffff",
    text="#1d2530",
)

DARK = Theme(
    name="dark",
    weights=(
        "#14202e",
        "#18324c",
        "#1c466b",
        "#235c89",
        "#3174a6",
        "#498ebf",
        "#6ca9d3",
        "#96c4e4",
        "#c5e0f1",
        "#f4fafe",
    ),
    signed=("#ffd9b8", "#e8934d", "#8a4a1a", "#20242b", "#235c89", "#6ca9d3", "#e2f1fb"),
    masked="#3a3d43",
    entropy="#2bbd91",
    band="#5b626d",
    accent="#ff8f40",
    grey="#9aa3b0",
    page="#0e1218",
    text="#e6eaf0",
)


def theme_named(name: str | None) -> Theme:
    """The theme of a page that calls itself "dark"; the light one for anything else."""
    return DARK if name == "dark" else LIGHT


def needs_white_text(values: np.ndarray, colours: tuple[str, ...], low: float = 0.0, high: float = 1.0) -> np.ndarray:
    """Where white reads better than black on the colours of these values; False where a value is NaN.

    The luminance is WCAG's; at 0.18 black and white have the same contrast, 4.6.
    """
    steps = np.array([colour_parts(colour) for colour in colours]) / 255
    place = (np.nan_to_num(np.asarray(values, dtype=float)) - low) / (high - low) * (len(colours) - 1)
    rgb = np.stack([np.interp(place, np.arange(len(colours)), steps[:, channel]) for channel in range(3)], axis=-1)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return (linear @ [0.2126, 0.7152, 0.0722] < 0.18) & ~np.isnan(values)
