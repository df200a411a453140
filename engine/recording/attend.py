"""Attention as a model computes it, for the scores that PyTorch's own attention does not know.

A soft-cap (Gemma Team 2024, section 2) and learned sink logits (Agarwal et al. 2025) change every score: here they are
computed row block by row block, so that a long text needs no n x n matrix for its output either.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

_BLOCK_CELLS = 2**21
"""Cells of scores, over all heads, that are made at once."""


@dataclass(frozen=True, eq=False)
class Scoring:
    """What a layer does with its scores, besides a mask that is handed over.

    causal: whether a query sees the keys up to its own place only; it counts where there is no mask. position_bias:
    added to the scores, [batch or 1, heads or 1, query, key] and perhaps more keys.
    """

    scale: float
    causal: bool
    soft_cap: float | None = None
    position_bias: Tensor | None = None
    sink_logits: Float[Tensor, " head"] | None = None


def attend(
    query: Float[Tensor, "batch head query width"],
    key: Float[Tensor, "batch key_head key width"],
    value: Float[Tensor, "batch key_head key value_width"],
    mask: Tensor | None,
    scoring: Scoring,
) -> Float[Tensor, "batch head query value_width"]:
    """The output of every query, as the model's own eager attention gives it.

    mask: as Transformers gives it, True where visible or added to the scores: [batch or 1, heads or 1, query, key].
    A row that sees no key gives 0.
    """
    n_heads, n_queries, n_keys = query.shape[1], query.shape[2], key.shape[2]
    key, value = (tensor.repeat_interleave(n_heads // tensor.shape[1], dim=1) for tensor in (key, value))
    output = query.new_empty(*query.shape[:3], value.shape[3])
    for place in torch.arange(n_queries, device=query.device).split(max(1, _BLOCK_CELLS // (n_heads * n_keys))):
        rows = slice(int(place[0]), int(place[-1]) + 1)
        scores = ((query[:, :, rows] * scoring.scale) @ key.mT).float()
        if scoring.soft_cap is not None:
            scores = scores.div_(scoring.soft_cap).tanh_().mul_(scoring.soft_cap)
        if scoring.position_bias is not None:
            scores += scoring.position_bias[:, :, rows, :n_keys]
        hidden: Bool[Tensor, "..."] | None = None
        if mask is not None:
            part = mask[:, :, rows, :n_keys]
            if part.dtype == torch.bool:
                hidden = ~part
            else:
                scores += part
        elif scoring.causal:
            hidden = torch.arange(n_keys, device=query.device) > place[:, None]
        if hidden is not None:
            scores.masked_fill_(hidden, -torch.inf)
        if scoring.sink_logits is not None:
            sinks = scoring.sink_logits.to(scores.dtype)[None, :, None, None].expand(*scores.shape[:3], 1)
            scores = torch.cat([scores, sinks], dim=-1)
        weights = torch.softmax(scores, dim=-1)[..., :n_keys].nan_to_num_()
        output[:, :, rows] = (weights.to(value.dtype)) @ value
    return output
