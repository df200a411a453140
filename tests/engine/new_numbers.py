"""Throw-away numbers: what somebody adds who follows the records, to see that each arrives everywhere."""

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.measures import numbers
from engine.measures.computing import blockwise, dense
from engine.measures.number import Number

HALF_WEIGHT = Number(
    name="half_weight",
    title="Half of the largest",
    range=(0.0, 0.5),
    form="{:.3f}",
    in_short="half of the largest weight of a row, 0 to 0.5",
    meaning="How much of a row's weight half of the largest weight is.",
)
"""One that is measured."""

SEEN_KEYS = Number(
    name="seen_keys",
    title="Keys seen",
    range=(1.0, math.inf),
    form="{:.1f} keys",
    in_short="keys that the mask leaves a row",
    meaning="How many keys a row can see.",
    unit="keys",
    of_rows=lambda rows: np.broadcast_to(rows.visible_keys[:, None].astype(float), rows.max_weight.shape),
)
"""One that is worked out from what there is; it says nothing itself of rows that see no key, which would be 0."""


def add_record(monkeypatch: pytest.MonkeyPatch, number: Number, **changes: object) -> None:
    """Adds the number's record, and nothing else."""
    monkeypatch.setattr(numbers, "NUMBERS", (*numbers.NUMBERS, replace(number, **changes)))


def measure_half_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has both ways of measuring give half_weight as a way does that thinks of no mask: 0 where no key is seen."""
    for way in (dense, blockwise):

        def measure(*arguments, real=way.measure):
            measured = real(*arguments)
            return measured | {"half_weight": measured["max_weight"].nan_to_num(0.0) / 2}

        monkeypatch.setattr(way, "measure", measure)
