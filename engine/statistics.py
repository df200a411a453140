"""The measures of every row of every head, exactly, from a capture.

Three ways give the same numbers, and one rule chooses: short texts materialise the weights (`dense`), which is
fastest there; long ones never do. `fused` leaves the work to PyTorch's attention kernel, for the entropy and the
shares; `blockwise` goes through the rows in blocks, for the measures that no kernel gives.
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from engine import blockwise, dense, fused
from engine.capture import AttentionCapture, AttentionLayer, MaskRule
from engine.layout import RowLayout
from engine.null_scores import sharpness
from engine.rows import RowStatistics

DENSE_CELLS = 2**18
"""All heads of all layers together with no more cells than this are materialised: 1 MiB in float32 stays in the cache.

minilm's 72 heads reach it at 60 tokens, from where on dense is the slower way; one small head at 512."""


@torch.inference_mode()
def measure(capture: AttentionCapture) -> RowStatistics:
    """Every measure of every row.

    O(n) memory beyond DENSE_CELLS. Within 1e-5 bits of float64 for scores of ordinary size in float32.
    """
    layout = RowLayout.of(capture)
    layers = capture.layers
    if _is_short(layers):
        parts = [dense.measure(group, layout) for group in _alike(layers)]
    else:
        parts = [blockwise.measure(layer, layout) for layer in layers]
    joined = {name: torch.cat([part[name] for part in parts]).cpu().numpy() for name in parts[0]}
    return _complete(joined, layout, layers)


def _complete(measured: dict[str, np.ndarray], layout: RowLayout, layers: tuple[AttentionLayer, ...]) -> RowStatistics:
    """The raw measures with those that follow from them, and NaN wherever a measure is undefined."""
    visible_keys = _by_layer(layers, layout.visible_keys)
    seen = visible_keys[:, None, :]
    blind = np.broadcast_to(seen == 0, measured["entropy_bits"].shape)
    measured = {
        name: values.astype(np.float64) if values.dtype.kind == "f" else values for name, values in measured.items()
    }
    if blind.any():
        for name in ("entropy_bits", "max_weight", "offset_shares", "first_share", "special_share", "mean_distance"):
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
    counted: dict[tuple[bool, int], np.ndarray] = {}
    for layer in layers:
        rule = (layer.mask.causal, id(layer.mask.cells))
        if rule not in counted:
            counted[rule] = count(layer.mask)
    return np.stack([counted[layer.mask.causal, id(layer.mask.cells)] for layer in layers])


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
        shares.transpose(1, 2)[blind] = torch.nan
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
        layer.fused
        and layer.scale == first.scale
        and layer.mask.causal == first.mask.causal
        and layer.mask.cells is first.mask.cells
        and layer.queries.shape == first.queries.shape
        for layer in layers
    )
    return [layers] if together else [(layer,) for layer in layers]
