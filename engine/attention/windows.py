"""Any part of a head's weights, and the picture of all of them, from queries, keys and each row's logsumexp.

A weight is exp(score - logsumexp), so a part costs what its own cells cost, however long the text is.
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.attention.blocks import Rows, Scratch, block_scores, head_blocks, row_blocks
from engine.attention.capture import AttentionCapture, AttentionLayer
from engine.attention.overview import OVERVIEW_SIDE, Overview
from engine.attention.pooling import Pooling, visible_in_cells
from engine.attention.weights import visible_weights


@dataclass(frozen=True, eq=False)
class CaptureWeights:
    """The weights of a capture, computed when they are asked for. logsumexp: by layer, as in Survey."""

    capture: AttentionCapture
    logsumexp: tuple[Float[Tensor, "head query"], ...]

    def heads(self, layer: int, heads: slice) -> Float[np.ndarray, "head query key"]:
        """All weights of some heads of a layer; NaN on masked keys."""
        return visible_weights(self.capture.layers[layer], heads).cpu().numpy()

    def window(self, layer: int, head: int, queries: range, keys: range) -> Float[np.ndarray, "query key"]:
        """The weights of one head from these queries to these keys; NaN on masked keys."""
        return window(self.capture.layers[layer], self.logsumexp[layer], head, queries, keys).cpu().numpy()

    def overview(self, layer: int, head: int) -> Overview:
        """One head, pooled to at most OVERVIEW_SIDE cells a side."""
        return overviews(self.capture.layers[layer], self.logsumexp[layer], slice(head, head + 1))[0]

    @property
    def n_bytes(self) -> int:
        """The memory that the capture keeps."""
        return sum(layer.n_bytes for layer in self.capture.layers)


@torch.inference_mode()
def window(
    layer: AttentionLayer, logsumexp: Float[Tensor, "head query"], head: int, queries: range, keys: range
) -> Float[Tensor, "row column"]:
    """The weights of one head from these queries to these keys, which lie within the layer. NaN on masked keys.

    Time and memory follow the window, not the text.
    """
    device = layer.queries.device
    numbers = torch.arange(queries.start, queries.stop, device=device)
    visible = layer.mask.visible(numbers, keys, device)
    place = slice(queries.start, queries.stop)
    rows = Rows(place, numbers, queries, keys, None if visible is None else ~visible, keys.start)
    heads = slice(head, head + 1)
    scores, _ = Scratch().two(layer, heads, rows)
    weights = block_scores(layer, heads, rows, scores)[0]
    weights -= _denominators(layer, logsumexp)[head, place, None]
    weights.exp_()
    return weights if visible is None else weights.masked_fill_(~visible, torch.nan)


@torch.inference_mode()
def overviews(
    layer: AttentionLayer,
    logsumexp: Float[Tensor, "head query"],
    heads: slice = slice(None),
    most: int = OVERVIEW_SIDE,
) -> list[Overview]:
    """The pictures of some heads, at most `most` cells a side, block by block: O(n) memory beside the pictures."""
    chosen = range(*heads.indices(layer.n_heads))
    pooling = Pooling.of(layer.n_queries, layer.n_keys, most)
    denominators = _denominators(layer, logsumexp)
    largest = denominators.new_zeros((len(chosen), *pooling.shape))
    total = torch.zeros_like(largest)
    scratch = Scratch()
    for rows in row_blocks(layer, pooling.queries_per_cell):
        for some in head_blocks(layer, rows, chosen):
            scores, _ = scratch.two(layer, some, rows)
            weights = block_scores(layer, some, rows, scores)
            weights -= denominators[some, rows.place, None]
            weights.exp_()
            if layer.mask.cells is not None or layer.mask.window is not None:
                weights.nan_to_num_()
            place = slice(some.start - chosen.start, some.stop - chosen.start)
            pooling.add_largest(weights, rows.span, rows.keys, largest[place])
            pooling.add_sum(weights, rows.span, rows.keys, total[place])
    visible = visible_in_cells(layer.mask, pooling).to(largest.device)
    total /= visible
    hidden = visible == 0
    largest.masked_fill_(hidden, torch.nan)
    return [
        Overview(
            mean.float().cpu().numpy(),
            most_of_head.float().cpu().numpy(),
            pooling.queries_per_cell,
            pooling.keys_per_cell,
            layer.n_queries,
            layer.n_keys,
        )
        for mean, most_of_head in zip(total, largest, strict=True)
    ]


def _denominators(layer: AttentionLayer, logsumexp: Float[Tensor, "head query"]) -> Float[Tensor, "head query"]:
    """The logarithm of what each row's exponentials are divided by: that of the learned sink included."""
    if layer.sink_logits is None:
        return logsumexp
    return torch.logaddexp(logsumexp, layer.sink_logits[:, None].to(logsumexp.dtype))
