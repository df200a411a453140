"""One case of a numeric question, and how its numbers are written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from engine.course.conditions import Numbers
from engine.course.pictures import Picture
from engine.course.schema import Value

Settings = Mapping[str, Value]

_NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?")


@dataclass(frozen=True)
class Case:
    """states: "the" holds what is given and what is right; each mistake has a state of its own, by its name."""

    states: Mapping[str, Numbers]
    picture: Picture | None = None


def steady(number: float) -> float:
    """The number without what two processors may disagree on, so that it is written alike everywhere; never -0."""
    return round(float(number), 9) + 0.0


def decimals(row: Sequence[float] | np.ndarray, digits: int = 2) -> str:
    """A row as "[1.48, 2.48]"."""
    return "[" + ", ".join(f"{steady(number):.{digits}f}" for number in row) + "]"


def whole(row: Sequence[float] | np.ndarray) -> str:
    """A row of whole numbers as "[1, 0]"."""
    return "[" + ", ".join(f"{int(number)}" for number in row) + "]"


def formula(matrix: np.ndarray) -> str:
    """A matrix of whole numbers in TeX."""
    rows = r" \\ ".join(" & ".join(f"{int(number)}" for number in row) for row in matrix)
    return r"\begin{bmatrix} " + rows + r" \end{bmatrix}"


def code(matrix: np.ndarray) -> str:
    """A matrix of whole numbers as Python writes it."""
    return "[" + ", ".join(whole(row) for row in matrix) + "]"


def all_differ(answers: Sequence[str], by: float = 0.05) -> bool:
    """Whether no two answers could be taken for each other as they are shown: see differ."""
    return all(differ(one, other, by) for one, other in combinations(answers, 2))


def differ(one: str, other: str, by: float = 0.05) -> bool:
    """Whether two answers have other words, or a number that is clearly another: by so much at least."""
    words = [_NUMBER.sub("#", text) for text in (one, other)]
    if words[0] != words[1]:
        return True
    pairs = zip(*(_NUMBER.findall(text) for text in (one, other)), strict=True)
    gaps = [abs(float(first.replace(",", "")) - float(second.replace(",", ""))) for first, second in pairs]
    return round(max(gaps, default=0.0), 9) >= by
