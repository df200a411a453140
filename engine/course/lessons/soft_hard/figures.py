"""Figures of the lesson on soft and hard attention: what can be learned through each."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from engine.course.figure import PageLink, Shown
from engine.course.lessons.links import open_matrices
from engine.course.lessons.soft_hard.numbers import Slope, Training, score_slope, train_query
from engine.course.pictures import Bars, Curves, Picture
from engine.course.schema import Value
from engine.course.written import show
from engine.matrices.input import MatrixInput
from engine.plain import count

WORDS = ("cat", "dog", "bus")
QUERY = np.array([1.5, 0.2])
KEYS = np.array([[1.0, 0.2], [0.4, 1.0], [-0.6, 0.8]])
VALUES = np.array([[1.0, 5.0], [4.0, 6.0], [6.0, 2.0]])
SCORES = KEYS @ QUERY
TARGET = VALUES[2]
"""What the query should learn to hand on: the value of the key that it matches least."""

RATE, MOST_STEPS = 0.05, 60
_TEMPERATURES = np.geomspace(0.02, 10, 60)


def slope(settings: Mapping[str, Value]) -> Shown:
    """way: soft or hard."""
    way = str(settings["way"])
    found = score_slope(SCORES, VALUES, TARGET, way)
    numbers: dict[str, float | str | bool] = {
        "size": found.size,
        "reaches": found.reaches,
        "loss": found.loss,
        "best": float(found.gradient[0]),
        "wanted": float(found.gradient[2]),
        "best_weight": float(found.weights[0]),
    }
    weights = Bars(
        WORDS,
        found.weights,
        title=f"The weights, {way}",
        caption="The output should become the value of “bus”.",
        high=1.0,
    )
    return Shown(numbers, (weights, _gradient_bars(found)), (_link(QUERY, 1.0),) if way == "soft" else ())


def training(settings: Mapping[str, Value]) -> Shown:
    """steps: how many steps of gradient descent the two queries have taken."""
    steps = int(settings["steps"])
    soft, hard = _train("soft"), _train("hard")
    numbers: dict[str, float | str | bool] = {
        "soft_loss": float(soft.losses[steps]),
        "hard_loss": float(hard.losses[steps]),
        "soft_start": float(soft.losses[0]),
        "hard_start": float(hard.losses[0]),
        "soft_weight": float(soft.weights[steps, 2]),
        "hard_weight": float(hard.weights[steps, 2]),
    }
    places = np.arange(MOST_STEPS + 1)
    curves = Curves(
        places,
        {name: np.where(places <= steps, run.losses, np.nan) for name, run in (("soft", soft), ("hard", hard))},
        title="The loss while the query learns",
        caption="The loss is the squared distance between the output and the value of “bus”.",
        x_name="step",
        y_name="loss",
        here=steps,
        low=0.0,
        high=float(np.ceil(hard.losses.max() / 10) * 10),
    )
    weights = Bars(
        WORDS,
        soft.weights[steps],
        title=f"The weights after {count(steps, 'step')}",
        caption="The output should become the value of “bus”.",
        value_name="soft",
        others=("hard", hard.weights[steps]),
        high=1.0,
    )
    return Shown(numbers, (curves, weights), (_link(soft.queries[steps], 1.0),))


def cooling(settings: Mapping[str, Value]) -> Shown:
    """temperature: what soft attention divides its scores by; curve: whether all temperatures are drawn."""
    temperature = float(settings["temperature"])
    found = score_slope(SCORES, VALUES, TARGET, "soft", temperature)
    sizes = _sizes()
    to_hard = float(np.hypot(*(found.output - VALUES[SCORES.argmax()])))
    numbers: dict[str, float | str | bool] = {
        "temperature": temperature,
        "size": found.size,
        "best_weight": float(found.weights.max()),
        "to_hard": to_hard,
        "peak": float(sizes.max()),
        "peak_temperature": float(_TEMPERATURES[sizes.argmax()]),
    }
    weights = Bars(
        WORDS,
        found.weights,
        title="The weights",
        caption=f"The scores are divided by {show(temperature, 2)}. The output is {show(to_hard, 3)} away "
        "from that of hard attention.",
        high=1.0,
    )
    size: Picture
    if settings["curve"]:
        size = Curves(
            _TEMPERATURES,
            {"gradient": sizes},
            title="The size of the gradient",
            caption="How long the gradient is, taken as an arrow of three numbers. Equal steps to the right multiply "
            "the temperature by the same factor.",
            x_name="temperature",
            y_name="size of the gradient",
            here=temperature,
            log_x=True,
            low=0.0,
        )
    else:
        size = _gradient_bars(found)
    return Shown(numbers, (weights, size), (_link(QUERY, temperature),))


def _gradient_bars(found: Slope) -> Bars:
    return Bars(
        WORDS,
        found.gradient,
        title="The gradient: how the loss changes with each score",
        caption="To the left, a larger score would lower the loss. The size of the gradient, its length as an arrow of "
        f"three numbers, is {show(found.size, 2)}."
        if found.reaches
        else "PyTorch finds no way from the loss back to the scores: there is nothing to learn from.",
        value_name="change of the loss",
        hue="signed",
        low=-6.0,
        high=6.0,
    )


@cache
def _train(way: str) -> Training:
    return train_query(QUERY, KEYS, VALUES, TARGET, way, MOST_STEPS, RATE)


@cache
def _sizes() -> np.ndarray:
    return np.array([score_slope(SCORES, VALUES, TARGET, "soft", one).size for one in _TEMPERATURES.tolist()])


def _link(query: np.ndarray, temperature: float) -> PageLink:
    return open_matrices(
        MatrixInput(
            queries=query[None],
            keys=KEYS,
            values=VALUES,
            scale=temperature,
            query_tokens=("query",),
            key_tokens=WORDS,
        )
    )
