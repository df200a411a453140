"""The measures of every row of every head, exactly, from a capture.

Two ways give the same numbers, and one rule chooses (DENSE_CELLS): short texts materialise the weights (`dense`), which
is fastest there; long ones never do, and go through the rows in blocks (`blockwise`).
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.attention.capture import AttentionCapture, AttentionLayer
from engine.attention.mask import MaskRule
from engine.attention.pooling import Pooling, visible_in_cells
from engine.measures.computing import blockwise, dense
from engine.measures.computing.marks import RowLayout
from engine.measures.computing.workers import run_side_by_side
from engine.measures.destinations import FARTHER, ITSELF, NEXT, PREVIOUS, SINK
from engine.measures.numbers import with_undefined
from engine.measures.random_rows import sharpness
from engine.measures.rows import LEAST_OFF_SINKS, RowStatistics
from engine.progress import Progress

PICTURE_SIDE = 64
"""Cells a side, at most, of the small picture that is made of each head of a long text while it is measured."""

DENSE_CELLS = 2**18
"""All heads of all layers together with no more cells than this are materialised: 1 MiB in float32 stays in the cache.

minilm's 72 heads reach it at 60 tokens, from where on dense is the slower way; one small head at 512."""


@dataclass(frozen=True, eq=False)
class Survey:
    """What one pass over all rows of all heads gives."""

    rows: RowStatistics
    logsumexp: tuple[Float[Tensor, "head query"], ...]
    """Of the scores of each row over the keys that it sees, by layer: a weight is exp(score - logsumexp)."""
    pictures: Float[np.ndarray, "layer head row column"] | None
    """The weights max-pooled to PICTURE_SIDE cells a side, NaN where all are masked; None for a short text."""


def measure(capture: AttentionCapture) -> RowStatistics:
    """Every measure of every row.

    O(n) memory beyond DENSE_CELLS. Within 1e-5 bits of float64 for scores of ordinary size in float32.
    """
    return survey(capture).rows


@torch.inference_mode()
def survey(capture: AttentionCapture, progress: Progress | None = None) -> Survey:
    """Every measure of every row, as `measure`, with what windows and pictures of the weights are made from."""
    layout = RowLayout.of(capture)
    layers = capture.layers
    pictures = None
    if _is_short(layers):
        parts = [dense.measure(group, layout) for group in _alike(layers)]
    else:
        parts = run_side_by_side(
            torch.inference_mode()(lambda layer: blockwise.measure(layer, layout, PICTURE_SIDE)),
            layers,
            None if progress is None else lambda count: progress(count / len(layers), _step(count, len(layers))),
        )
        pictures = torch.cat([part.pop("picture") for part in parts]).float().cpu().numpy()
        pooling = Pooling.of(layout.n_queries, layout.n_keys, PICTURE_SIDE)
        seen = _by_layer(layers, lambda mask: visible_in_cells(mask, pooling).cpu().numpy())
        pictures[np.broadcast_to(seen[:, None] == 0, pictures.shape)] = np.nan
    if any("sink_share" in part for part in parts):
        for part in parts:
            part.setdefault("sink_share", torch.zeros_like(part["max_weight"]))
    logsumexp = tuple(of_layer for part in parts for of_layer in part.pop("logsumexp"))
    # Taken out one by one: a long text has millions of rows, and nothing is kept twice.
    joined = {name: torch.cat([part.pop(name) for part in parts]).cpu().numpy() for name in list(parts[0])}
    return Survey(_complete(joined, layout, layers), logsumexp, pictures)


def _step(count: int, n_layers: int) -> str:
    return f"Measuring layer {count} of {n_layers}"


def _complete(measured: dict[str, np.ndarray], layout: RowLayout, layers: tuple[AttentionLayer, ...]) -> RowStatistics:
    """The raw measures with those that follow from them, and NaN wherever a number is undefined."""
    visible_keys = _by_layer(layers, layout.visible_keys)
    seen = visible_keys[:, None, :]
    for name, values in measured.items():
        measured[name] = values.astype(np.float64) if values.dtype.kind == "f" else values
    max_key, reach = measured.pop("max_key"), measured.pop("reach")
    after_occurrence, destinations = measured.pop("after_occurrence"), measured.pop("destinations")
    after_occurrence[np.broadcast_to(seen == 0, after_occurrence.shape)] = np.nan
    destinations[np.broadcast_to(seen == 0, after_occurrence.shape)] = np.nan
    if not layout.same_sequence:
        destinations[..., [ITSELF, PREVIOUS, NEXT]] = np.nan
    most = np.log2(np.maximum(seen, 2))
    entropy_bits = np.clip(measured["entropy_bits"], 0.0, most)
    measured["normalised_entropy"] = entropy_bits / most
    measured["entropy_bits"] = np.where(seen == 1, 0.0, entropy_bits)
    measured["entropy_rest_bits"] = np.clip(measured["entropy_rest_bits"], 0.0, measured["entropy_bits"])
    measured["sharpness"] = sharpness(measured["entropy_bits"], seen)
    measured["mean_distance"][1 - destinations[..., SINK] < LEAST_OFF_SINKS] = np.nan
    return RowStatistics(
        visible_keys=visible_keys,
        keys_at=_by_layer(layers, layout.keys_at),
        max_key=np.where(seen == 0, -1, max_key),
        destinations=destinations,
        reach=np.where(seen == 0, FARTHER, reach),
        after_occurrence=after_occurrence,
        numbers=with_undefined(measured, visible_keys, layout.same_sequence),
    )


def _by_layer(layers: tuple[AttentionLayer, ...], count: Callable[[MaskRule], np.ndarray]) -> np.ndarray:
    """What is counted of the mask of every layer; layers with the same mask are counted once."""
    counted: dict[Hashable, np.ndarray] = {}
    for layer in layers:
        if _rule(layer.mask) not in counted:
            counted[_rule(layer.mask)] = count(layer.mask)
    return np.stack([counted[_rule(layer.mask)] for layer in layers])


def _rule(mask: MaskRule) -> Hashable:
    """The same for masks that hide the same keys, as far as can be told at a glance."""
    return mask.causal, mask.window, id(mask.cells)


def _is_short(layers: tuple[AttentionLayer, ...]) -> bool:
    first = layers[0]
    return len(layers) * first.n_heads * first.n_queries * first.n_keys <= DENSE_CELLS


def _alike(layers: tuple[AttentionLayer, ...]) -> list[tuple[AttentionLayer, ...]]:
    """The layers in runs that dense measures together: all of them if nothing but their tensors differs."""
    first = layers[0]
    together = all(
        layer.soft_cap is None
        and layer.position_bias is None
        and layer.scale == first.scale
        and _rule(layer.mask) == _rule(first.mask)
        and (layer.sink_logits is None) == (first.sink_logits is None)
        and layer.queries.shape == first.queries.shape
        for layer in layers
    )
    return [layers] if together else [(layer,) for layer in layers]
