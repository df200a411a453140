"""Entropy and shares of a layer through PyTorch's fused attention kernel: O(n) memory, at the speed of attention.

The app does not use it: docs/decisions.md says why ("No first answer from entropy and shares").

For a row with scores s and weights p, entropy = logsumexp(s) - sum(p s), and sum(p s) = scale * q . sum(p k): attention
with the keys in the place of the values. The kernel returns the logsumexp, and a single weight is
exp(score - logsumexp).
"""

import math
from collections.abc import Callable
from functools import cache

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from engine.attention import blocks
from engine.attention.blocks import Rows, Scratch, block_scores
from engine.attention.capture import AttentionLayer
from engine.attention.mask import MaskRule
from engine.measures.computing import blockwise
from engine.measures.computing.marks import RowLayout

SHARES = ("entropy_bits", "first_share", "special_share")
"""What `shares` measures."""

_PEAKED_NATS = 0.01
"""Below this the identity subtracts two nearly equal numbers: such rows are measured again, block by block."""

_KEYS_AT_ONCE = 16
_ROWS_AT_ONCE = 256
_CUDA_WIDTH = 8

Kernel = Callable[[Tensor, Tensor, Tensor, bool, Tensor | None, float], tuple[Tensor, Tensor]]


def fits(layer: AttentionLayer) -> bool:
    """Whether a fused kernel computes these scores at its best: no soft-cap, no bias and no window."""
    return layer.soft_cap is None and layer.position_bias is None and layer.mask.window is None


def available(layer: AttentionLayer) -> bool:
    """Whether a fused kernel of this device computes the layer's scores, and was seen to do so correctly."""
    if not fits(layer) or _kernel(layer.queries.device.type) is None:
        return False
    # The kernel for CUDA knows neither float64 nor widths that do not fill its vectors.
    return layer.queries.device.type == "cpu" or (
        layer.queries.dtype != torch.float64 and layer.queries.shape[-1] % _CUDA_WIDTH == 0
    )


@torch.no_grad()
def entropy(layer: AttentionLayer) -> Float[Tensor, "head query"]:
    """The entropy of every row, in bits. NaN on a row that sees no key."""
    queries, keys, scale = _prepared(layer)
    return _entropy_bits(layer, queries, *_run(layer, queries, keys, keys, scale), scale)


@torch.no_grad()
def shares(layer: AttentionLayer, layout: RowLayout) -> dict[str, Tensor]:
    """Entropy in bits, and the shares on the first key and the special keys.

    The shares are of no meaning on a row that sees no key: the caller knows which.
    """
    queries, keys, scale = _prepared(layer)
    special = layout.special_keys.nonzero()[:, 0]
    mixed, lse = _run(layer, queries, keys, keys, scale)
    entropy_bits = _entropy_bits(layer, queries, mixed, lse, scale)
    if layer.sink_logits is not None:
        # What joins the softmax without a key: log(e^lse + e^sink), in terms of the centred keys.
        taken_off = scale * (queries @ layer.keys_by_head().to(lse.dtype).mean(dim=1)[..., None])[..., 0]
        lse = torch.logaddexp(lse, layer.sink_logits[:, None].to(lse.dtype) - taken_off)
    return {
        "entropy_bits": entropy_bits,
        "first_share": _share_on(layer, queries, keys, lse, scale, special.new_zeros(1)),
        "special_share": _share_on(layer, queries, keys, lse, scale, special),
    }


def _share_on(
    layer: AttentionLayer, queries: Tensor, keys: Tensor, lse: Tensor, scale: float, chosen: Tensor
) -> Tensor:
    """The sum of exp(score - logsumexp) over the chosen keys that each query sees."""
    share = torch.zeros_like(lse)
    numbers = torch.arange(layer.n_queries, device=lse.device)[:, None]
    for some in chosen.split(_KEYS_AT_ONCE):
        found = torch.exp(scale * (queries @ keys[:, some].mT) - lse[..., None])
        if layer.mask.causal:
            found.masked_fill_(some > numbers, 0.0)
        if layer.mask.cells is not None:
            found.masked_fill_(~layer.mask.cells[:, some], 0.0)
        share += found.sum(dim=-1)
    return share


def _prepared(layer: AttentionLayer) -> tuple[Tensor, Tensor, float]:
    """Queries and keys at float32 or better. Keys are centred: softmax does not care, and no digits are lost."""
    dtype = torch.float64 if layer.queries.dtype == torch.float64 else torch.float32
    keys = layer.keys_by_head().to(dtype)
    return layer.queries.to(dtype), keys - keys.mean(dim=1, keepdim=True), layer.scale


def _run(layer: AttentionLayer, queries: Tensor, keys: Tensor, values: Tensor, scale: float) -> tuple[Tensor, Tensor]:
    kernel = _kernel(queries.device.type)
    assert kernel is not None
    causal_only = layer.mask.causal and layer.mask.cells is None
    bias = None
    if layer.mask.cells is not None:
        visible = layer.mask.visible(range(layer.n_queries), layer.n_keys, queries.device)
        assert visible is not None
        bias = torch.zeros(visible.shape, dtype=queries.dtype, device=queries.device).masked_fill_(~visible, -torch.inf)
    mixed, lse = kernel(queries[None], keys[None], values[None], causal_only, bias, scale)
    return mixed[0], lse[0]


def _entropy_bits(layer: AttentionLayer, queries: Tensor, mixed: Tensor, lse: Tensor, scale: float) -> Tensor:
    """The entropy of every row. Writes over mixed."""
    # In float64, some rows at a time: float32 would lose several roundings of the largest score in the sum.
    parts = mixed.mul_(queries).split(_ROWS_AT_ONCE, dim=1)
    expected = torch.cat([products.sum(dim=-1, dtype=torch.float64) for products in parts], dim=1)
    nats = (lse - scale * expected).to(lse.dtype)
    peaked = nats < _PEAKED_NATS
    if layer.mask.causal and layer.mask.cells is None:
        # The first row sees one key.
        nats[:, 0], peaked[:, 0] = 0.0, False
    if peaked.any():
        nats[peaked] = _nats_of_rows(layer, peaked)
    return nats / math.log(2)


def _nats_of_rows(layer: AttentionLayer, chosen: Bool[Tensor, "head query"]) -> Float[Tensor, "row"]:
    """The entropy of the rows that are marked, from their weights, in the order of chosen.nonzero()."""
    parts, scratch = [], Scratch()
    for head in chosen.any(dim=1).nonzero()[:, 0].tolist():
        for numbers in chosen[head].nonzero()[:, 0].split(max(1, blocks.BLOCK_CELLS // layer.n_keys)):
            heads, rows = slice(head, head + 1), Rows.of(layer, numbers, numbers)
            scores, weights = scratch.two(layer, heads, rows)
            block_scores(layer, heads, rows, scores)
            torch.softmax(scores, dim=-1, out=weights)
            parts.append(torch.special.entr(weights, out=scores).sum(dim=-1)[0])
    return torch.cat(parts)


@cache
def _kernel(device_type: str) -> Kernel | None:
    """The device's own attention that also returns the logsumexp. They are private to PyTorch: tried before trusted."""
    kernel = {"cpu": _cpu_kernel, "cuda": _cuda_kernel}.get(device_type)
    if kernel is None:
        return None
    generator = torch.Generator().manual_seed(0)
    queries, keys = (torch.randn(2, n, 8, generator=generator).to(device_type) for n in (5, 5))
    wanted = blockwise.entropy(AttentionLayer(queries, keys, keys, 0.5, MaskRule(causal=True))) * math.log(2)
    try:
        mixed, lse = kernel(queries[None], keys[None], keys[None], True, None, 0.5)
    except (AttributeError, RuntimeError, NotImplementedError):
        return None
    found = lse[0] - 0.5 * torch.linalg.vecdot(queries, mixed[0])
    return kernel if found.shape == wanted.shape and torch.allclose(found, wanted, atol=1e-4) else None


def _cpu_kernel(
    queries: Tensor, keys: Tensor, values: Tensor, causal: bool, bias: Tensor | None, scale: float
) -> tuple[Tensor, Tensor]:
    mixed, lse = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(
        queries, keys, values, 0.0, causal, attn_mask=bias, scale=scale
    )
    return mixed, lse


def _cuda_kernel(
    queries: Tensor, keys: Tensor, values: Tensor, causal: bool, bias: Tensor | None, scale: float
) -> tuple[Tensor, Tensor]:
    if bias is not None:
        bias = bias.expand(queries.shape[0], queries.shape[1], *bias.shape)
    mixed, lse, *_ = torch.ops.aten._scaled_dot_product_efficient_attention(
        queries, keys, values, bias, True, 0.0, causal, scale=scale
    )
    # The kernel pads its rows to a multiple of 32.
    return mixed, lse[..., : queries.shape[2]]
