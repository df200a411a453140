"""Where the weight of every row goes: at each destination, within a few places, after an earlier occurrence."""

import math

import torch
from jaxtyping import Float, Int
from torch import Tensor

from engine.attention.blocks import Rows
from engine.measures.computing.marks import RowLayout
from engine.measures.destinations import (
    DESTINATIONS,
    FARTHER,
    ITSELF,
    NEAR,
    NEXT,
    OTHER_WORDS,
    SAME_WORD,
)
from engine.measures.rows import AT_LEAST_HALF

_NEXT_TO = (0, -1, 1)
"""The offsets of ITSELF, PREVIOUS and NEXT."""


class BlockShares:
    """The shares of one block of rows: what all heads have in common, looked up once."""

    def __init__(self, layout: RowLayout, rows: Rows, n_heads: int, dtype: torch.dtype) -> None:
        device, keys = rows.numbers.device, rows.keys
        n_near = 2 * NEAR[-1] + 1
        self._rest, self._same, self._after_occurrence = torch.zeros(
            3, n_heads, len(rows.numbers), dtype=dtype, device=device
        )
        self._near = torch.zeros(n_heads, len(rows.numbers), n_near, dtype=dtype, device=device)
        self._own = torch.zeros(n_heads, dtype=dtype, device=device)
        sinks = layout.sink_keys.nonzero()[:, 0]
        self.sinks = sinks[(sinks >= keys.start) & (sinks < keys.stop)] - keys.start
        self._same_words, self._after = layout.pairs(rows.numbers, rows.span, keys)
        self._same_sequence = layout.same_sequence
        offsets = torch.arange(-NEAR[-1], NEAR[-1] + 1, device=device)
        at = rows.numbers[:, None] + offsets
        inside = (at >= keys.start) & (at < keys.stop)
        self._inside = (inside & ~layout.sink_keys[at.clamp(0, layout.n_keys - 1)]).to(dtype)
        self._neighbours = (at - keys.start).clamp(0, len(keys) - 1)
        within = offsets.abs()[:, None] <= torch.tensor(NEAR, device=device)
        next_to = offsets[:, None] == torch.tensor(_NEXT_TO, device=device)
        self._summed = torch.cat([within, next_to], dim=1).to(dtype)
        first_is_here = layout.same_sequence and rows.span.start == 0 and keys.start == 0
        self._own_first = first_is_here and not bool(layout.special_keys[0])

    def at_sinks(self, weights: Float[Tensor, "head row key"]) -> Float[Tensor, "head row sink"]:
        """The weights on the sinks of this block; what the first token gives to itself is none."""
        found = weights.index_select(-1, self.sinks)
        if self._own_first:
            found[:, 0, 0] = 0.0
        return found

    def take(self, heads: slice, weights: Float[Tensor, "head row key"]) -> None:
        """Takes from the weights of some heads what `results` needs. Writes 0 over the weights on sinks."""
        own = weights[:, 0, 0].clone() if self._own_first else None
        weights.index_fill_(-1, self.sinks, 0.0)
        self._rest[heads] = weights.sum(dim=-1)
        self._same[heads] = self._same_words.sum_of(weights)
        self._after_occurrence[heads] = self._after.sum_of(weights)
        if self._same_sequence:
            torch.gather(weights, -1, self._neighbours.expand(len(weights), -1, -1), out=self._near[heads])
        if own is not None:
            self._own[heads] = own

    def results(self) -> dict[str, Tensor]:
        """All shares but those of sinks, of all heads that were taken: [head, row, ...]."""
        rest, other = self._rest, self._rest - self._same
        shares = rest.new_zeros((*rest.shape, len(DESTINATIONS)))
        shares[..., SAME_WORD] = self._same
        reach = torch.full(rest.shape, FARTHER, dtype=torch.int8, device=rest.device)
        if self._same_sequence:
            near = self._near * self._inside
            if self._own_first:
                near[:, 0, NEAR[-1]] = self._own
                rest[:, 0] += self._own
                other[:, 0] += self._own
            within, next_to = (near @ self._summed).split([len(NEAR), len(_NEXT_TO)], dim=-1)
            shares[..., ITSELF : NEXT + 1] = next_to
            other -= next_to.sum(dim=-1)
            reach = reach_of(within)
        shares[..., OTHER_WORDS] = other.clamp_(min=0.0)
        return {"rest": rest, "destinations": shares, "reach": reach, "after_occurrence": self._after_occurrence}


def reach_of(within: Float[Tensor, "*rows near"]) -> Int[Tensor, "*rows"]:
    """The fewest places of NEAR that hold half of a row's weight; FARTHER where none does."""
    reaches = torch.tensor([*NEAR, FARTHER], dtype=torch.int8, device=within.device)
    return reaches[(within < AT_LEAST_HALF).sum(dim=-1)]


def rest_bits(entropy_bits: Float[Tensor, "*rows"], at_sinks: Float[Tensor, "*rows sink"]) -> Float[Tensor, "*rows"]:
    """The part of each row's entropy that lies in the choice among keys that are no sinks, in bits.

    Of H = h(s) + s H(sinks) + (1 - s) H(rest) the last term: with s on the sinks, H less what the sinks' own weights
    add to it, plus (1 - s) log2(1 - s).
    """
    kept = (1.0 - at_sinks.sum(dim=-1)).clamp_(min=0.0)
    own = torch.special.entr(at_sinks).sum(dim=-1) / math.log(2)
    bits = entropy_bits - own - torch.special.entr(kept) / math.log(2)
    return torch.minimum(bits.clamp_(min=0.0), entropy_bits)
