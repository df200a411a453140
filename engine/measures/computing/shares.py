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

    def __init__(self, layout: RowLayout, rows: Rows) -> None:
        device, keys = rows.numbers.device, rows.keys
        sinks = layout.sink_keys.nonzero()[:, 0]
        self.sinks = sinks[(sinks >= keys.start) & (sinks < keys.stop)] - keys.start
        self._same_words, self._after = layout.pairs(rows.numbers, rows.span, keys)
        self._same_sequence = layout.same_sequence
        offsets = torch.arange(-NEAR[-1], NEAR[-1] + 1, device=device)
        at = rows.numbers[:, None] + offsets
        inside = (at >= keys.start) & (at < keys.stop)
        self._inside = (inside & ~layout.sink_keys[at.clamp(0, layout.n_keys - 1)]).float()
        self._neighbours = (at - keys.start).clamp(0, len(keys) - 1)
        within = offsets.abs()[:, None] <= torch.tensor(NEAR, device=device)
        next_to = offsets[:, None] == torch.tensor(_NEXT_TO, device=device)
        self._summed = torch.cat([within, next_to], dim=1).float()
        first_is_here = layout.same_sequence and rows.span.start == 0 and keys.start == 0
        self._own_first = first_is_here and not bool(layout.special_keys[0])

    def at_sinks(self, weights: Float[Tensor, "head row key"]) -> Float[Tensor, "head row sink"]:
        """The weights on the sinks of this block; what the first token gives to itself is none."""
        found = weights.index_select(-1, self.sinks)
        if self._own_first:
            found[:, 0, 0] = 0.0
        return found

    def without_sinks(self, weights: Float[Tensor, "head row key"]) -> dict[str, Tensor]:
        """All shares but those of sinks. Writes 0 over the weights on sinks."""
        own = weights[:, 0, 0].clone() if self._own_first else None
        weights.index_fill_(-1, self.sinks, 0.0)
        rest = weights.sum(dim=-1)
        shares = weights.new_zeros((*rest.shape, len(DESTINATIONS)))
        same_words = shares[..., SAME_WORD] = self._same_words.sum_of(weights)
        other = rest - same_words
        found = {"rest": rest, "destinations": shares, "after_occurrence": self._after.sum_of(weights)}
        if self._same_sequence:
            near = weights.gather(-1, self._neighbours.expand(len(weights), -1, -1)) * self._inside.to(weights.dtype)
            if own is not None:
                near[:, 0, NEAR[-1]] = own
                rest[:, 0] += own
                other[:, 0] += own
            within, next_to = (near @ self._summed.to(near.dtype)).split([len(NEAR), len(_NEXT_TO)], dim=-1)
            shares[..., ITSELF : NEXT + 1] = next_to
            other -= next_to.sum(dim=-1)
            found["reach"] = reach_of(within)
        else:
            found["reach"] = torch.full(rest.shape, FARTHER, dtype=torch.int8, device=weights.device)
        shares[..., OTHER_WORDS] = other.clamp_(min=0.0)
        return found


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
