"""Why scores are divided by the root of the width."""

import math
from collections.abc import Mapping

import numpy as np

from engine.course.arithmetic import softmax
from engine.course.figure import Shown
from engine.course.lessons.links import open_matrices
from engine.course.lessons.scaling.numbers import DIVISIONS, N_KEYS, N_ROWS, STUCK, Typical, divisor, draw, typical
from engine.course.pictures import Bars, Curves, Picture
from engine.course.schema import Value
from engine.matrices.input import MatrixInput

_WIDTHS = (4, 16, 64, 256, 1024)
_KEYS = tuple(f"key {number + 1}" for number in range(N_KEYS))
_SAID = {"none": "no division", "root": "by the root", "width": "by the width"}
_WIDEST_SCORE = 45.0
_NARROW = 64
"""The width that the gradient at a wider one is compared with."""


def spread(settings: Mapping[str, Value]) -> Shown:
    """Scores of random vectors. width: how many numbers each has; sample: which random draw; curve: all widths."""
    width = int(settings["width"])
    scores = draw(width, int(settings["sample"])).scores
    numbers = {
        "width": width,
        "root": math.sqrt(width),
        "spread": typical(width, "none").spread,
        "divided": typical(width, "root").spread,
        "rows": N_ROWS,
        "keys": N_KEYS,
    }
    pictures: list[Picture] = [
        Bars(
            _KEYS,
            scores,
            title=f"Scores of one query at width {width}",
            caption="A random query with ten random keys, before any division.",
            value_name="score",
            digits=1,
            low=-_WIDEST_SCORE,
            high=_WIDEST_SCORE,
            hue="signed",
        )
    ]
    if settings["curve"]:
        widths = (1, *_WIDTHS)
        pictures.append(
            Curves(
                widths,
                {
                    "no division": [typical(one, "none").spread for one in widths],
                    "divided by the root": [typical(one, "root").spread for one in widths],
                },
                title="Spread of the scores at every width",
                caption=f"The standard deviation of the scores of {N_ROWS:,} random queries.",
                x_name="width",
                y_name="spread",
                here=width,
                log_x=True,
                low=0.0,
            )
        )
    return Shown(numbers, tuple(pictures))


def saturation(settings: Mapping[str, Value]) -> Shown:
    """Weights of one draw, and of a typical row. width; division: "none", "root" or "width"; sample: which draw."""
    width, division = int(settings["width"]), str(settings["division"])
    scores = draw(width, int(settings["sample"])).scores
    by = divisor(division, width)
    weights = softmax(scores / by)
    mean = typical(width, division)
    numbers = {
        "width": width,
        "divisor": by,
        "ratio": math.e,
        "spread": mean.spread,
        "largest": mean.largest,
        "normalised_entropy": mean.normalised_entropy,
        "sum": float(weights.sum()),
    } | {f"{one}_normalised_entropy": typical(width, one).normalised_entropy for one in DIVISIONS}
    return Shown(
        numbers,
        (
            Bars(
                _KEYS,
                weights,
                title=f"Weights of one query, scores divided by {by:g}",
                caption="Softmax of ten random scores. The weights add up to 1 whatever the division.",
                high=1.0,
            ),
            Bars(
                ["normalised entropy", "largest weight"],
                [mean.normalised_entropy, mean.largest],
                title=f"The mean of {N_ROWS:,} random queries",
                caption="Normalised entropy is 1 where all weights are equal, 0 where one key has everything.",
                value_name="mean",
                high=1.0,
                hue="entropy",
            ),
        ),
        (
            open_matrices(
                MatrixInput(
                    scores[None, :].round(4),
                    np.eye(N_KEYS),
                    np.eye(N_KEYS),
                    scale=by,
                    query_tokens=("query",),
                    key_tokens=_KEYS,
                ),
                "Open these scores as matrices",
            ),
        ),
    )


def gradient(settings: Mapping[str, Value]) -> Shown:
    """How much a change of a score still moves its weight. width; shown: whether the three divisions are compared."""
    width = int(settings["width"])
    at: dict[str, Typical] = {division: typical(width, division) for division in DIVISIONS}
    narrow: dict[str, Typical] = {division: typical(_NARROW, division) for division in DIVISIONS}
    numbers: dict[str, float | str | bool] = {
        "width": width,
        "narrow": _NARROW,
        "root": math.sqrt(width),
        "stuck_below": STUCK,
    }
    for division, one in at.items():
        numbers |= {
            f"{division}_gradient": one.gradient,
            f"{division}_reaching": one.reaching,
            f"{division}_stuck": one.stuck,
            f"{division}_mean": one.mean_reaching,
            f"narrow_{division}_reaching": narrow[division].reaching,
            f"narrow_{division}_stuck": narrow[division].stuck,
        }
    if not settings["shown"]:
        places = np.linspace(0, 1, 41)
        steepness = Curves(
            places,
            {"p (1 − p)": places * (1 - places)},
            title="How fast a weight moves",
            caption="At 0 and at 1 the curve is zero: such a weight hardly moves.",
            x_name="weight p",
            y_name="gradient",
            low=0.0,
        )
        return Shown(numbers, (steepness,))
    return Shown(numbers, (_reaching(at, width), _gradient_by_width(width)))


def _reaching(at: Mapping[str, Typical], width: int) -> Picture:
    return Bars(
        [_SAID[division] for division in at],
        [one.reaching for one in at.values()],
        title=f"Gradient that reaches the dot product, width {width}",
        caption="p (1 − p) of the largest weight, divided once more as the score was. Half of the rows have more.",
        value_name="gradient",
        digits=4,
    )


def _gradient_by_width(width: int) -> Picture:
    return Curves(
        _WIDTHS,
        {_SAID[division]: [typical(one, division).gradient for one in _WIDTHS] for division in DIVISIONS},
        title="Gradient of the softmax itself",
        caption="p (1 − p) of the largest weight, before that last division. The dashes: this width.",
        x_name="width",
        y_name="gradient",
        here=width,
        log_x=True,
        low=0.0,
    )
