"""Entropy, and the shares on first and special tokens, of all heads of a capture, and nothing else.

What the app measures is everything (engine.measures.computing.survey); this is what it is compared with.
"""

import torch
from torch import Tensor

from benchmarks.shared import fused
from engine.attention.capture import AttentionCapture, AttentionLayer
from engine.measures.computing import blockwise
from engine.measures.computing.marks import RowLayout


def measure_entropy(capture: AttentionCapture) -> Tensor:
    """The entropy of every row in bits [layer, head, query], and nothing else: as cheap as attention itself.

    NaN on a row that sees no key.
    """
    return torch.stack([_entropy(layer) for layer in capture.layers])


def measure_shares(capture: AttentionCapture) -> dict[str, Tensor]:
    """Entropy in bits and the shares on first and special tokens [layer, head, query], without the rest.

    NaN where `engine.measure` has it: on a row that sees no key.
    """
    layout = RowLayout.of(capture)
    parts = [
        fused.shares(layer, layout) if fused.available(layer) else _shares(layer, layout) for layer in capture.layers
    ]
    measured = {name: torch.stack([part[name] for part in parts]) for name in parts[0]}
    blind = torch.stack([torch.from_numpy(layout.visible_keys(layer.mask)) == 0 for layer in capture.layers])
    for shares in measured.values():
        shares.transpose(1, 2)[blind.to(shares.device)] = torch.nan
    return measured


def _entropy(layer: AttentionLayer) -> Tensor:
    if fused.available(layer):
        return fused.entropy(layer)
    return blockwise.entropy(layer)


def _shares(layer: AttentionLayer, layout: RowLayout) -> dict[str, Tensor]:
    measured = blockwise.measure(layer, layout)
    return {name: measured[name][0] for name in fused.SHARES}
