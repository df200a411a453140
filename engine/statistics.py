"""The measures of every row of every head, exactly, from a capture.

Three ways give the same numbers, and one rule chooses: short texts materialise the weights (`dense`), which is
fastest there; long ones never do. `fused` leaves the work to PyTorch's attention kernel, for the entropy and the
shares; `blockwise` goes through the rows in blocks, for the measures that no kernel gives.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine import blockwise, dense, fused
from engine.capture import AttentionCapture, AttentionLayer, MaskRule
from engine.layout import RowLayout
from engine.null_scores import sharpness
from engine.pooling import Pooling, visible_in_cells
from engine.progress import Progress
from engine.rows import RowStatistics
from engine.workers import run_side_by_side

PICTURE_SIDE = 64
"""Cells a side, at most, of the small picture that is made of each head of a long text while it is measured."""

_BY_ROW = {
    "entropy_bits",
    "max_weight",
    "offset_shares",
    "first_share",
    "special_share",
    "mean_distance",
    "sink_share",
}

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
    """The raw measures with those that follow from them, and NaN wherever a measure is undefined."""
    visible_keys = _by_layer(layers, layout.visible_keys)
    seen = visible_keys[:, None, :]
    blind = np.broadcast_to(seen == 0, measured["entropy_bits"].shape)
    for name, values in measured.items():
        measured[name] = values.astype(np.float64) if values.dtype.kind == "f" else values
    if blind.any():
        for name in _BY_ROW & measured.keys():
            measured[name][blind] = np.nan
        measured["max_key"] = np.where(blind, -1, measured["max_key"])
    if not layout.same_sequence:
        measured["offset_shares"][:] = np.nan
        measured["mean_distance"][:] = np.nan
    most = np.log2(np.maximum(seen, 2))
    entropy_bits = np.clip(measured.pop("entropy_bits"), 0.0, most)
    relative_entropy = np.where(seen > 1, entropy_bits / most, np.nan)
    entropy_bits = np.where(seen == 1, 0.0, entropy_bits)
    return RowStatistics(
        visible_keys=visible_keys,
        seen_by=_by_layer(layers, layout.seen_by),
        entropy_bits=entropy_bits,
        relative_entropy=relative_entropy,
        sharpness=sharpness(entropy_bits, seen),
        **measured,
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


def measure_entropy(capture: AttentionCapture) -> Tensor:
    """The entropy of every row in bits [layer, head, query], and nothing else: as cheap as attention itself.

    NaN on a row that sees no key.
    """
    return torch.stack([_entropy(layer) for layer in capture.layers])


def measure_shares(capture: AttentionCapture) -> dict[str, Tensor]:
    """Entropy in bits and the shares on neighbours, first and special tokens [layer, head, query], without the rest.

    NaN where `measure` has it: on a row that sees no key, and for neighbours in another sequence.
    """
    layout = RowLayout.of(capture)
    parts = [
        fused.shares(layer, layout) if fused.available(layer) else _shares(layer, layout) for layer in capture.layers
    ]
    measured = {name: torch.stack([part[name] for part in parts]) for name in parts[0]}
    blind = torch.from_numpy(_by_layer(capture.layers, layout.visible_keys) == 0)
    for shares in measured.values():
        shares.transpose(1, 2)[blind.to(shares.device)] = torch.nan
    if not layout.same_sequence:
        measured["offset_shares"].fill_(torch.nan)
    return measured


def _shares(layer: AttentionLayer, layout: RowLayout) -> dict[str, Tensor]:
    measured = blockwise.measure(layer, layout)
    return {name: measured[name][0] for name in fused.SHARES}


def _entropy(layer: AttentionLayer) -> Tensor:
    if fused.available(layer):
        return fused.entropy(layer)
    return blockwise.entropy(layer)


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
