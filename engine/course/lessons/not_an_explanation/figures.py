"""What weights do not tell."""

from collections.abc import Mapping
from functools import cache

import numpy as np
from jaxtyping import Float

from engine.course.arithmetic import entropy_bits
from engine.course.conditions import Numbers
from engine.course.figure import Shown
from engine.course.lessons.kept.seen import TEXT, example, kept_digits, kept_sentence
from engine.course.lessons.links import open_matrices, open_sentence
from engine.course.lessons.not_an_explanation.numbers import (
    CORNERS,
    START,
    Reliability,
    handed_on,
    moved_weights,
    reliability,
)
from engine.course.pictures import Bars, Grid, Picture, Plane, PlanePoint, Words
from engine.course.schema import Value
from engine.matrices.input import MatrixInput
from engine.plain import head_name

WORDS = ("oak", "elm", "ash", "fir")
_ALMOST_NONE = -40.0
"""The score of a key without weight on the Matrices page, where scores have to be finite."""


def same_output(settings: Mapping[str, Value]) -> Shown:
    """moved: from 0 to 1, how far the weights are moved."""
    weights = moved_weights(float(settings["moved"]))
    output, at_start = weights @ CORNERS, START @ CORNERS
    numbers: Numbers = {
        "moved_weight": float(np.abs(weights - START).sum() / 2),
        "largest_loss": float((START - weights).max()),
        "gap": float(np.abs(output - at_start).max()),
        "output_1": float(output[0]),
        "output_2": float(output[1]),
        "to_corner": float(np.linalg.norm(CORNERS - output, axis=1).min()),
        **{f"on_{word}": float(weight) for word, weight in zip(WORDS, weights, strict=True)},
    }
    bars = Bars(WORDS, weights, title="The weights", caption="They sum to 1.", high=1.0)
    points = [PlanePoint(word, float(x), float(y)) for word, (x, y) in zip(WORDS, CORNERS, strict=True)]
    plane = Plane(
        [*points, PlanePoint("output", float(output[0]), float(output[1]), "output")],
        title="The values and the output",
        caption="Each value is a point; the output is their weighted sum.",
        hull=True,
    )
    scores = np.where(weights > 1e-12, np.log(np.maximum(weights, 1e-12)), _ALMOST_NONE)
    matrices = MatrixInput(
        queries=np.ones((1, 1)),
        keys=scores[:, None].round(6),
        values=CORNERS,
        query_tokens=("query",),
        key_tokens=WORDS,
    )
    return Shown(numbers, (bars, plane), (open_matrices(matrices),))


def sink(settings: Mapping[str, Value]) -> Shown:
    """head: "layer.head" of MiniLM; shown: whether what is handed on is shown beside the weight."""
    layer, head = map(int, str(settings["head"]).split("."))
    reading = example(TEXT)
    weights = reading.weights(layer, head).astype(np.float64)
    lengths = kept_sentence().value_lengths[layer, head]
    received, handed = weights.mean(axis=0), handed_on(weights, lengths)
    tokens = [str(token) for token in reading.key_tokens]
    first = int(handed.argmax())
    numbers: Numbers = {
        "weight": float(received[0]),
        "handed": float(handed[0]),
        "length": float(lengths[0]),
        "other_length": float(np.median(lengths[1:])),
        "most_handed": tokens[first],
        "most_handed_share": float(handed[first]),
        "most_handed_weight": float(received[first]),
    }
    pictures = [
        Words(
            tokens, received, title=f"Weight: where {head_name(layer, head)} looks", caption="The mean over all rows."
        )
    ]
    if settings["shown"]:
        pictures.append(
            Words(
                tokens,
                handed,
                title="Handed on: weight times length of the value",
                caption="As a share of all that this head hands on in the sentence.",
            )
        )
    return Shown(numbers, tuple(pictures), (open_sentence(TEXT, layer, head, 4),))


def calibration(settings: Mapping[str, Value]) -> Shown:
    """head: "layer.head" of the translator's cross-attention; shown: whether the share that is right is shown."""
    layer, head = map(int, str(settings["head"]).split("."))
    found = _reliability(layer, head)
    top = found.right[-1]
    numbers: Numbers = {
        "rows": int(found.rows.sum()),
        "top_rows": int(found.rows[-1]),
        "top_weight": float(found.weight[-1]),
        "top_right": float(top),
        "low": float(found.edges[-2]),
    }
    bars = Bars(
        [f"{low:.1f} to {high:.1f}" for low, high in zip(found.edges, found.edges[1:], strict=False)],
        found.weight,
        title=f"{head_name(layer, head)}: rows by their largest weight",
        caption="Calibrated weights would be right as often as they are large. A bar that is missing has no rows."
        if settings["shown"]
        else "Each bar is the mean of the largest weights within these bounds.",
        value_name="largest weight",
        high=1.0,
        others=("share that is right", found.right) if settings["shown"] else None,
    )
    return Shown(numbers, (bars,))


def twin(settings: Mapping[str, Value]) -> Shown:
    """head: "layer.head"; shown: whether the untrained twin is shown beside the trained model."""
    layer, head = map(int, str(settings["head"]).split("."))
    reading = example(TEXT)
    tokens = [str(token) for token in reading.key_tokens]
    untrained = kept_sentence().twin_weights
    normalised = _normalised(untrained)
    trained = reading.heads.normalised_entropy
    numbers: Numbers = {
        "trained": float(trained[layer, head]),
        "twin": float(normalised[layer, head]),
        "trained_mean": float(trained.mean()),
        "twin_mean": float(normalised.mean()),
        "twin_least": float(normalised.min()),
        "trained_most": float(trained.max()),
        "heads": int(trained.size),
        "twin_largest": float(untrained[layer, head].max()),
    }
    pictures = [_grid(reading.weights(layer, head), tokens, f"{head_name(layer, head)}, trained", trained[layer, head])]
    if settings["shown"]:
        title = f"{head_name(layer, head)} of the untrained twin"
        pictures.append(_grid(untrained[layer, head], tokens, title, normalised[layer, head]))
    return Shown(numbers, tuple(pictures), (open_sentence(TEXT, layer, head, 4),))


@cache
def _reliability(layer: int, head: int) -> Reliability:
    kept = kept_digits()
    return reliability(kept.largest[layer, head], kept.right[layer, head])


def _normalised(weights: Float[np.ndarray, "layer head query key"]) -> Float[np.ndarray, "layer head"]:
    """The mean normalised entropy of each head without a mask."""
    return entropy_bits(weights).mean(axis=-1) / np.log2(weights.shape[-1])


def _grid(weights: np.ndarray, tokens: list[str], title: str, normalised: float) -> Picture:
    return Grid(
        weights,
        title=title,
        caption=f"Mean normalised entropy {normalised:.3f}: 0 is focused, 1 uniform.",
        rows=tokens,
        columns=tokens,
    )
