"""The pictures of the course as data: what is to be seen, and nothing of how it looks. viz/sketch draws them.

Every picture has a title and a caption, which says how to read it. Names are data: they never become markup.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass

import numpy as np
from jaxtyping import Bool, Shaped

Series = Sequence[float] | Shaped[np.ndarray, "_number"]

HUES = ("weight", "entropy", "signed")
"""Which colours mean the numbers: those of weights, that of entropy, or one for each side of zero."""

SCALES = ("weights", "signed", "plain")
"""How the cells of a grid are coloured: 0 to 1, about 0 to the largest there is, or not at all."""

POINTS = ("value", "output", "query", "key", "other")
"""What a point of a plane stands for."""


@dataclass(frozen=True, eq=False)
class Bars:
    """Bars from zero, to the right, and to the left where there are negative numbers; NaN is blank.

    others: a second set, with its name, in grey below each bar of the first, whose name is value_name. low and high are
    the ends of the axis at least. marked: bars that stand out. Raises ValueError where names and values do not pair.
    """

    names: Sequence[str]
    values: Series
    _: KW_ONLY
    title: str
    caption: str = ""
    value_name: str = "weight"
    digits: int = 2
    low: float = 0.0
    high: float | None = None
    others: tuple[str, Series] | None = None
    marked: Collection[int] = ()
    hue: str = "weight"

    def __post_init__(self) -> None:
        counts = [len(self.values), *([len(self.others[1])] if self.others else [])]
        if any(count != len(self.names) for count in counts):
            raise ValueError(f"{counts} values for {len(self.names)} names")
        _check(self.hue, HUES, "a hue")


@dataclass(frozen=True, eq=False)
class Grid:
    """A table of numbers on colours.

    hidden: cells that a mask hides, left blank, as NaN is. marked: cells in a frame. row_axis and column_axis name the
    axes; "" for none. Raises ValueError for what is no table, and where names and cells do not pair.
    """

    values: Shaped[np.ndarray, "*shape"]
    _: KW_ONLY
    title: str
    caption: str = ""
    rows: Sequence[str] | None = None
    columns: Sequence[str] | None = None
    row_axis: str = "Queries"
    column_axis: str = "Keys"
    scale: str = "weights"
    digits: int = 2
    hidden: Bool[np.ndarray, "row column"] | None = None
    marked: Collection[tuple[int, int]] = ()

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or not self.values.size:
            raise ValueError(f"a grid needs rows and columns; got the shape {self.values.shape}")
        for names, count in zip((self.rows, self.columns), self.values.shape, strict=True):
            if names is not None and len(names) != count:
                given = f"{len(self.rows or ())} and {len(self.columns or ())}"
                raise ValueError(f"{given} names for the shape {self.values.shape}")
        _check(self.scale, SCALES, "a grid's scale")


@dataclass(frozen=True, eq=False)
class Curves:
    """Lines over x, with their names; NaN leaves a gap.

    here: a place on the x axis that is marked, with each line's value there. low, high: the ends of the y axis, else
    those of the numbers. Raises ValueError where a line has not a value for each x, and without a line.
    """

    x: Series
    lines: Mapping[str, Series]
    _: KW_ONLY
    title: str
    caption: str = ""
    x_name: str
    y_name: str
    here: float | None = None
    log_x: bool = False
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if not self.lines or any(len(values) != len(self.x) for values in self.lines.values()):
            raise ValueError(f"every line needs {len(self.x)} values")


@dataclass(frozen=True)
class PlanePoint:
    """A point with its name. Raises ValueError for a kind that there is not."""

    name: str
    x: float
    y: float
    kind: str = "value"

    def __post_init__(self) -> None:
        _check(self.kind, POINTS, "a point's kind")


@dataclass(frozen=True, eq=False)
class Plane:
    """Points on the same scale in both directions.

    hull: the area that the points of kind "value" span. path: a line through places, behind the points. arrows: each
    point is an arrow from the origin. Raises ValueError without a point.
    """

    points: Sequence[PlanePoint]
    _: KW_ONLY
    title: str
    caption: str = ""
    x_name: str = "first number"
    y_name: str = "second number"
    hull: bool = False
    path: Sequence[tuple[float, float]] = ()
    arrows: bool = False

    def __post_init__(self) -> None:
        if not self.points:
            raise ValueError("a plane needs a point")


@dataclass(frozen=True, eq=False)
class Words:
    """Tokens in lines, each on a tint of its share (0 to 1); NaN has no tint. marked: tokens in a frame.

    Raises ValueError where tokens and shares do not pair.
    """

    tokens: Sequence[str]
    shares: Series
    _: KW_ONLY
    title: str
    caption: str = ""
    marked: Collection[int] = ()
    hue: str = "weight"

    def __post_init__(self) -> None:
        if len(self.shares) != len(self.tokens):
            raise ValueError(f"{len(self.shares)} shares for {len(self.tokens)} tokens")
        _check(self.hue, HUES, "a hue")


Picture = Bars | Grid | Curves | Plane | Words


def _check(value: str, allowed: tuple[str, ...], what: str) -> None:
    if value not in allowed:
        raise ValueError(f"{what} is one of {', '.join(allowed)}; got {value!r}")
