"""Rows of weights: their entropy, what a mask leaves of them, and their picture."""

import random
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from engine.course.arithmetic import entropy_bits, softmax
from engine.course.conditions import Numbers
from engine.course.pictures import Bars
from engine.course.questions.numeric.case import Case, Settings, decimals, steady

_DIGITS = 3
"""Digits of the weights in a picture."""

HALVED = (
    (0.5, 0.5, 0.0, 0.0),
    (0.5, 0.25, 0.25, 0.0),
    (0.5, 0.25, 0.125, 0.125),
    (0.25, 0.25, 0.25, 0.25),
    (0.25, 0.25, 0.25, 0.125, 0.125),
    (0.25, 0.25, 0.125, 0.125, 0.125, 0.125),
    (0.5, 0.25, 0.125, 0.125, 0.0, 0.0),
    (0.5, 0.25, 0.25, 0.0, 0.0, 0.0),
    (0.5, 0.125, 0.125, 0.125, 0.125),
)
"""Rows whose entropy can be worked out in the head: every weight is 1, a half, a quarter or an eighth."""


def halved_row(chance: random.Random, settings: Settings) -> Case:
    """One of the rows above, shuffled."""
    row = list(chance.choice(HALVED))
    chance.shuffle(row)
    weights = np.array(row)
    entropy = float(entropy_bits(weights))
    seen = len(weights)
    terms = " + ".join(f"{weight:g} × {-np.log2(weight):g}" for weight in sorted(row, reverse=True) if weight)
    the: Numbers = {
        "row": "[" + ", ".join(f"{weight:g}" for weight in row) + "]",
        "keys": seen,
        "entropy": steady(entropy),
        "most": steady(np.log2(seen)),
        "normalised": steady(entropy / np.log2(seen)),
        "effective": steady(2**entropy),
        "nats": steady(entropy * np.log(2)),
        "missed": steady(1 - entropy / np.log2(seen)),
        "counted": steady(sum(weight > 0 for weight in row)),
        "largest": steady(weights.max()),
        "inverse": steady(1 / weights.max()),
        "terms": terms,
    }
    return Case({"the": the}, _row_bars(tuple(row)))


def two_rows(chance: random.Random, settings: Settings) -> Case:
    """A row with nearly all weight on one key, or one that is nearly even: which of the two is it?"""
    keys = chance.randint(4, 6)
    focused = softmax(np.array([chance.randint(0, 2) for _ in range(keys - 1)] + [chance.randint(5, 7)], dtype=float))
    even = softmax(np.array([chance.randint(0, 1) / 2 for _ in range(keys)]))
    order = list(range(keys))
    chance.shuffle(order)
    row, spread = focused[order], chance.random() < 0.5
    shown = _as_shown(even if spread else row)
    entropy = float(entropy_bits(shown))
    normalised = entropy / np.log2(keys)
    the: Numbers = {
        "keys": keys,
        "entropy": steady(entropy),
        "normalised": steady(normalised),
        "effective": steady(2**entropy),
        "right": _reading(normalised, keys),
        "wrong": _reading(1 - normalised, keys),
        "above": f"normalised entropy {1 + normalised:.2f}, about {keys + 2**entropy:.1f} of {keys} keys",
        "mixed": f"normalised entropy {normalised:.2f}, about {keys ** (1 - normalised):.1f} of {keys} keys",
        "why": "nearly even" if spread else "almost all on one key",
    }
    return Case({"the": the}, _row_bars(tuple(float(weight) for weight in shown)))


def causal_row(chance: random.Random, settings: Settings) -> Case:
    """A row of a causal head that does not see all keys; `even`: its weights are equal; else they are softmaxed."""
    tokens = chance.randint(6, 12)
    place = chance.randint(2, tokens - 3)
    seen = place + 1
    scores = np.array([0.0 if settings.get("even") else float(chance.randint(0, 3)) for _ in range(tokens)])
    weights = softmax(scores[:seen])
    every = softmax(scores)
    entropy = round(float(entropy_bits(weights)), 2)  # As it is told: what is asked has to follow from that.
    the: Numbers = {
        "tokens": tokens,
        "seen": seen,
        "place": seen,
        "hidden": tokens - seen,
        "row": decimals(weights),
        "weight": steady(weights[0]),
        "scores": "[" + ", ".join(f"{int(score)}" for score in scores) + "]",
        "entropy": steady(entropy),
        "most": steady(np.log2(seen)),
        "normalised": steady(entropy / np.log2(seen)),
        "effective": steady(2**entropy),
        "over_tokens": steady(entropy / np.log2(tokens)),
        "over_seen": steady(entropy / seen),
        "one_of_tokens": steady(1 / tokens),
        "one_of_hidden": steady(1 / (tokens - seen)),
        "left": steady(every[:seen].sum()),
        "share_seen": steady(seen / tokens),
        "lost": steady(every[seen:].sum()),
    }
    return Case({"the": the}, _row_bars(tuple(float(weight) for weight in weights), hidden=tokens - seen))


def most_entropy(chance: random.Random, settings: Settings) -> Case:
    """The most entropy that a row over 2, 4, 8, ... keys can have."""
    bits = chance.randint(2, 6)
    keys = 2**bits
    the: Numbers = {
        "keys": keys,
        "most": float(bits),
        "nats": steady(bits * np.log(2)),
        "half": float(keys // 2),
        "root": steady(np.sqrt(keys)),
    }
    return Case({"the": the})


def _reading(normalised: float, keys: int) -> str:
    return f"normalised entropy {normalised:.2f}, about {keys**normalised:.1f} of {keys} keys"


def _as_shown(weights: Float[np.ndarray, "_key"]) -> Float[np.ndarray, "_key"]:
    """The weights with the three digits that the picture has; the largest takes what is left of 1."""
    rounded = np.round(weights, _DIGITS)
    rounded[rounded.argmax()] += 1 - rounded.sum()
    return np.round(rounded, _DIGITS)


def _row_bars(weights: Sequence[float], hidden: int = 0) -> Bars:
    names = [f"key {place}" for place in range(1, len(weights) + hidden + 1)]
    values = [*weights, *([float("nan")] * hidden)]
    title = "One query's weights"
    caption = "One bar for each key; together they make 1." + (" Blank: hidden by the mask." if hidden else "")
    return Bars(names, values, title=title, caption=caption, digits=_DIGITS)
