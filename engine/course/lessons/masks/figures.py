"""Figures of the lesson on masks: which keys a query may see, and what follows for its row."""

from collections.abc import Mapping

import numpy as np

from engine.course.arithmetic import entropy_bits, normalised_entropy
from engine.course.figure import PageLink, Shown
from engine.course.lessons.links import open_matrices
from engine.course.lessons.masks.numbers import causal_mask, masked_weights
from engine.course.pictures import Bars, Grid
from engine.course.schema import Value
from engine.matrices.input import MatrixInput

WORDS = ("she", "read", "the", "old", "book")
QUERIES = np.array([[1, 2, 0], [0, 1, 2], [2, 0, 1], [1, 1, 1], [0, 2, 1]], dtype=np.float64)
KEYS = np.array([[2, 0, 1], [1, 1, 0], [0, 1, 1], [1, 2, 0], [1, 1, 2]], dtype=np.float64)
VALUES = np.array([[1, 0], [0, 2], [1, 1], [3, 0], [0, 4]], dtype=np.float64)
_SCALED = QUERIES @ KEYS.T / np.sqrt(QUERIES.shape[1])


def causal(settings: Mapping[str, Value]) -> Shown:
    """mask: none or causal."""
    masked = settings["mask"] == "causal"
    visible = causal_mask(len(WORDS)) if masked else np.ones((len(WORDS), len(WORDS)), dtype=bool)
    weights = masked_weights(_SCALED, visible)
    free = masked_weights(_SCALED, np.ones_like(visible))
    numbers: dict[str, float | str | bool] = {
        "hidden": int((~visible).sum()),
        "first_own": float(weights[0, 0]),
        "first_sum": float(weights[0].sum()),
        "second_own": float(weights[1, 1]),
        "last_change": float(np.abs(weights[-1] - free[-1]).max()),
        "first_change": float(np.abs(weights[0] - free[0]).max()),
    }
    grid = Grid(
        weights,
        title="The weights",
        caption="A row belongs to the word that looks. Grey cells are hidden by the mask."
        if masked
        else "A row belongs to the word that looks; every word sees every other.",
        rows=WORDS,
        columns=WORDS,
        hidden=~visible,
    )
    return Shown(numbers, (grid,), (_link(QUERIES, "causal" if masked else "none"),))


def counting(settings: Mapping[str, Value]) -> Shown:
    """counted: "all" or "visible" keys stand under the entropy; pull: what the first key's scores have extra."""
    visible = causal_mask(len(WORDS))
    queries = np.zeros((len(WORDS), KEYS.shape[1]))
    keys = np.zeros_like(KEYS)
    # The first number of every query meets the first key alone.
    queries[:, 0] = float(settings["pull"])
    keys[0, 0] = np.sqrt(KEYS.shape[1])
    weights = masked_weights(queries @ keys.T / np.sqrt(KEYS.shape[1]), visible)
    counts = visible.sum(axis=1) if settings["counted"] == "visible" else np.full(len(WORDS), len(WORDS))
    normalised = normalised_entropy(entropy_bits(weights), counts)
    numbers: dict[str, float | str | bool] = {
        "second": float(normalised[1]),
        "last": float(normalised[-1]),
        "lowest": float(np.nanmin(normalised)),
        "highest": float(np.nanmax(normalised)),
        "second_weight": float(weights[1, 1]),
        "first_defined": bool(np.isfinite(normalised[0])),
    }
    grid = Grid(
        weights,
        title="The weights",
        caption="Under the causal mask each row has one key more than the row above it.",
        rows=WORDS,
        columns=WORDS,
        hidden=~visible,
    )
    bars = Bars(
        WORDS,
        normalised,
        title="Normalised entropy of each row",
        caption="0 is focused on one key, 1 is equal weights. "
        + (
            "Each row is measured against the keys that it sees."
            if settings["counted"] == "visible"
            else f"Each row is measured against all {len(WORDS)} keys."
        ),
        value_name="normalised entropy",
        high=1.0,
        hue="entropy",
    )
    return Shown(numbers, (grid, bars), (_link(queries, "causal", keys),))


def late(settings: Mapping[str, Value]) -> Shown:
    """order: the mask is applied "before" the softmax, "after" it, or after it with the rows then "rescaled"."""
    visible = causal_mask(len(WORDS))
    order = str(settings["order"])
    weights = masked_weights(_SCALED, visible, order)
    right = masked_weights(_SCALED, visible)
    sums = weights.sum(axis=1)
    numbers: dict[str, float | str | bool] = {
        "first_sum": float(sums[0]),
        "lost": float(1 - sums[0]),
        "least_sum": float(sums.min()),
        "last_sum": float(sums[-1]),
        "largest_change": float(np.abs(weights - right).max()),
    }
    grid = Grid(
        weights,
        title="The weights",
        caption="Grey cells are hidden by the mask.",
        rows=WORDS,
        columns=WORDS,
        hidden=~visible,
    )
    bars = Bars(
        WORDS,
        sums,
        title="What each row sums to",
        caption="A mixture needs weights that sum to 1.",
        value_name="sum of the row",
        high=1.0,
    )
    return Shown(numbers, (grid, bars), () if order == "after" else (_link(QUERIES, "causal"),))


def _link(queries: np.ndarray, mask: str, keys: np.ndarray = KEYS) -> PageLink:
    matrices = MatrixInput(queries=queries, keys=keys, values=VALUES, mask=mask, query_tokens=WORDS, key_tokens=WORDS)
    return open_matrices(matrices)
