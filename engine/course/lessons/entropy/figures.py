"""Entropy, what it is measured against, and what equal weights can mean."""

from collections.abc import Mapping

import numpy as np

from engine.course.arithmetic import soften
from engine.course.conditions import Numbers
from engine.course.figure import Shown
from engine.course.lessons.entropy.numbers import WIDTH, even_causal_bits, measure, row_of, share_of_most
from engine.course.lessons.links import open_matrices
from engine.course.pictures import Bars
from engine.course.schema import Value
from engine.matrices.input import MatrixInput

WORDS = ("cat", "dog", "cow", "car", "bus", "sky")
SCORES = np.array([3.0, 2.0, 1.0, 0.0, -1.0, -2.0])


def temperature(settings: Mapping[str, Value]) -> Shown:
    """temperature: what every score is divided by."""
    divisor = float(settings["temperature"])
    weights = soften(SCORES, divisor)
    found = measure(weights)
    numbers: Numbers = {
        "temperature": divisor,
        "keys": len(WORDS),
        "bits": found.bits,
        "normalised": found.normalised,
        "effective": found.effective,
        "largest": found.largest,
        "most_bits": float(np.log2(len(WORDS))),
        "first": WORDS[int(weights.argmax())],
    }
    bars = Bars(
        WORDS,
        weights,
        title="The weights of one row",
        caption=f"Scores {SCORES[0]:g} to {SCORES[-1]:g}, each divided by {divisor:g}.".replace("-", "−"),
        high=1.0,
    )
    spread = Bars(
        ["effective keys"],
        [found.effective],
        title="How spread out the row is",
        caption=f"The axis ends at all {len(WORDS)} keys.",
        value_name="effective keys",
        high=float(len(WORDS)),
        hue="entropy",
    )
    matrices = MatrixInput(
        queries=np.ones((1, 1)),
        keys=SCORES[:, None],
        values=np.eye(len(WORDS)),
        scale=divisor,
        query_tokens=("query",),
        key_tokens=WORDS,
    )
    return Shown(numbers, (bars, spread), (open_matrices(matrices),))


def counted_keys(settings: Mapping[str, Value]) -> Shown:
    """tokens: how many; counted: "visible" or "all", the keys over which the most there can be is taken."""
    n_tokens, counted = int(settings["tokens"]), str(settings["counted"])
    bits = even_causal_bits(n_tokens)
    visible = np.arange(1.0, n_tokens + 1)
    normalised = share_of_most(bits, visible if counted == "visible" else np.full(n_tokens, float(n_tokens)))
    numbers: Numbers = {
        "tokens": n_tokens,
        "mean": float(np.nanmean(normalised)),
        "second": float(normalised[1]),
        "last": float(normalised[-1]),
        "last_bits": float(bits[-1]),
    }
    bars = Bars(
        [f"row {row + 1}, sees {row + 1}" for row in range(n_tokens)],
        normalised,
        title="Normalised entropy of each row",
        caption=f"Divided by the most for {'the keys it sees' if counted == 'visible' else f'all {n_tokens} keys'}. "
        "The first row sees one key: there is nothing to choose, and its normalised entropy is undefined.",
        value_name="normalised entropy",
        high=1.0,
        hue="entropy",
    )
    every = np.zeros((n_tokens, 1))
    names = tuple(f"t{number + 1}" for number in range(n_tokens))
    matrices = MatrixInput(
        queries=every, keys=every, values=np.eye(n_tokens), mask="causal", query_tokens=names, key_tokens=names
    )
    return Shown(numbers, (bars,), (open_matrices(matrices),))


def reasons(settings: Mapping[str, Value]) -> Shown:
    """cause: one of engine.course.lessons.entropy.numbers.CAUSES, or "ordinary"."""
    row = row_of(str(settings["cause"]))
    scores, weights = row.scores, row.weights
    found = measure(weights)
    names = tuple(f"key {number + 1}" for number in range(len(weights)))
    numbers: Numbers = {
        "keys": len(weights),
        "width": WIDTH,
        "largest_score": float(scores.max()),
        "smallest_score": float(scores.min()),
        "largest": found.largest,
        "smallest": float(weights.min()),
        "sum": float(weights.sum()),
        "normalised": found.normalised,
        "effective": found.effective,
    }
    before = Bars(
        names,
        scores,
        title="The scores",
        caption="Before the softmax.",
        value_name="score",
        high=1.0,
        hue="signed",
    )
    after = Bars(
        names,
        weights,
        title="The weights",
        caption=f"After the softmax: normalised entropy {found.normalised:.3f}.",
        digits=3,
        high=1.0,
    )
    matrices = MatrixInput(
        queries=row.query,
        keys=row.keys,
        values=np.eye(len(weights)),
        scale=row.divisor,
        query_tokens=("query",),
        key_tokens=names,
    )
    return Shown(numbers, (before, after), (open_matrices(matrices),))
