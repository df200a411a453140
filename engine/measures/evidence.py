"""What labels are read from: sums over the rows of every head that can be judged, which add up over several texts."""

from collections.abc import Hashable
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from engine.measures.rows import BROAD_BELOW, HALF, OFFSETS, ROUNDING, UNIFORM_BELOW, RowStatistics, judged_rows
from engine.text.tokens import Token

AT_LEAST_HALF = HALF - ROUNDING

LEARNED_SINK = ("sink", "the learned sink")
"""The role and name of a sink logit, which is no key."""

_DECIMALS = 5
_NEAREST_FIRST = tuple(sorted(OFFSETS, key=abs))
"""Of offsets with equal shares the nearest stands for the head, whatever the mask leaves of the others."""


@dataclass(frozen=True, eq=False)
class LabelEvidence:
    """Sums over the judged rows of every head, which add up over several texts (`a + b`)."""

    n_rows: Int[np.ndarray, "layer"]
    sharpness: Float[np.ndarray, "layer head"]
    uniform: Int[np.ndarray, "layer head"]
    broad: Int[np.ndarray, "layer head"]
    focused: Int[np.ndarray, "layer head"]
    at_offset: "Shares"
    """By offset; no places at all where queries and keys are different sequences."""
    at_key: "Shares"
    """By the key's role ("sink" or "column") and its name."""

    def __add__(self, other: "LabelEvidence") -> "LabelEvidence":
        """The rows of both texts. A sink is the same key in every text; another key is known by its place."""
        return LabelEvidence(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(self)))


@dataclass(frozen=True, eq=False)
class Shares:
    """Weight on places: its sum over `rows` rows, and how many rows have half of theirs there."""

    places: tuple[Hashable, ...]
    weight: Float[np.ndarray, "layer head place"]
    rows: Int[np.ndarray, "layer place"]
    hits: Int[np.ndarray, "layer head place"]

    def __add__(self, other: "Shares") -> "Shares":
        places = tuple(dict.fromkeys(self.places + other.places))
        mine, theirs = self._spread_over(places), other._spread_over(places)
        return Shares(places, mine.weight + theirs.weight, mine.rows + theirs.rows, mine.hits + theirs.hits)

    def _spread_over(self, places: tuple[Hashable, ...]) -> "Shares":
        if places == self.places:
            return self
        at = {place: number for number, place in enumerate(places)}
        columns = [at[place] for place in self.places]
        spread = [
            np.zeros((*array.shape[:-1], len(places)), array.dtype) for array in (self.weight, self.rows, self.hits)
        ]
        for wide, array in zip(spread, (self.weight, self.rows, self.hits), strict=True):
            wide[..., columns] = array
        return Shares(places, *spread)

    def largest(self) -> "list[list[Place | None]]":
        """The place with the largest mean weight, by layer and head; the first of them, where several have it."""
        if not self.places:
            return [[None] * self.weight.shape[1]] * len(self.weight)
        rows = np.maximum(self.rows, 1)
        means = self.weight / rows[:, None]
        # Rounded, so that what float32 takes from equal shares does not choose between them.
        best = np.round(means, _DECIMALS).argmax(axis=-1)
        layer, head = np.indices(best.shape, sparse=True)
        agreement = self.hits[layer, head, best] / rows[layer, best]
        columns = (best.tolist(), means[layer, head, best].tolist(), agreement.tolist())
        return [
            [Place(self.places[place], mean, agreed) for place, mean, agreed in zip(*of_layer, strict=True)]
            for of_layer in zip(*columns, strict=True)
        ]


class Place(NamedTuple):
    place: Any
    """An offset, or a key's role and name."""
    mean: float
    agreement: float


def gather_evidence(
    rows: RowStatistics, query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...]
) -> LabelEvidence:
    """The evidence of every head from one text."""
    judged = judged_rows(rows.visible_keys, query_tokens)
    here = judged[:, None]
    focused = here & (rows.largest_share >= AT_LEAST_HALF)
    return LabelEvidence(
        n_rows=judged.sum(axis=1),
        sharpness=np.where(here, rows.sharpness, 0.0).sum(axis=2),
        uniform=(here & (rows.sharpness < UNIFORM_BELOW)).sum(axis=2),
        broad=(here & (rows.sharpness < BROAD_BELOW)).sum(axis=2),
        focused=focused.sum(axis=2),
        at_offset=_shares_at_offsets(rows, judged, query_tokens == key_tokens),
        at_key=_shares_of_keys(rows, judged.sum(axis=1), here & (rows.max_weight >= AT_LEAST_HALF), key_tokens)
        + _shares_of_learned_sinks(rows, judged),
    )


def _shares_at_offsets(rows: RowStatistics, judged: Bool[np.ndarray, "layer query"], same_sequence: bool) -> Shares:
    offsets = _NEAREST_FIRST if same_sequence else ()
    # A row whose key at this offset is the first token says nothing of the offset: the first token is a sink.
    key = np.arange(judged.shape[1])[:, None] + np.array(offsets, int)
    counted = judged[..., None] & (key != 0)
    columns = [OFFSETS.index(offset) for offset in offsets]
    weight, hits = [], []
    for here, of_layer in zip(counted, rows.offset_shares, strict=True):  # A long text has millions of rows.
        shares = np.where(here, of_layer[..., columns], 0.0)
        weight.append(shares.sum(axis=1))
        hits.append((shares >= AT_LEAST_HALF).sum(axis=1))
    return Shares(offsets, np.stack(weight), counted.sum(axis=1), np.stack(hits))


def _shares_of_keys(
    rows: RowStatistics,
    n_rows: Int[np.ndarray, "layer"],
    focused: Bool[np.ndarray, "layer head query"],
    key_tokens: tuple[Token, ...],
) -> Shares:
    n_heads, n_keys = rows.received.shape[1:]
    layer, head, query = focused.nonzero()
    hits = np.bincount(
        (layer * n_heads + head) * n_keys + rows.max_key[layer, head, query], minlength=rows.received.size
    ).reshape(rows.received.shape)
    # A key that few rows see cannot stand for the head: the last key of a causal head is seen by one.
    candidate = 2 * rows.seen_by >= np.maximum(n_rows, 1)[:, None]
    by_key = (rows.received * candidate[:, None], rows.seen_by * candidate, hits * candidate[:, None])
    places: dict[Hashable, int] = {}
    number = [places.setdefault(role, len(places)) for role in _key_roles(key_tokens)]
    if len(places) == n_keys:
        return Shares(tuple(places), *by_key)
    by_role = [np.zeros((*array.shape[:-1], len(places)), array.dtype) for array in by_key]
    for summed, array in zip(by_role, by_key, strict=True):
        np.add.at(summed.T, number, array.T)
    return Shares(tuple(places), *by_role)


def _shares_of_learned_sinks(rows: RowStatistics, judged: Bool[np.ndarray, "layer query"]) -> Shares:
    if rows.sink_share is None:
        n_layers, n_heads = rows.max_weight.shape[:2]
        return Shares(
            (), np.zeros((n_layers, n_heads, 0)), np.zeros((n_layers, 0), int), np.zeros((n_layers, n_heads, 0), int)
        )
    shares = np.where(judged[:, None], rows.sink_share, 0.0)
    return Shares(
        (LEARNED_SINK,),
        shares.sum(axis=2)[..., None],
        judged.sum(axis=1)[:, None],
        (shares >= AT_LEAST_HALF).sum(axis=2)[..., None],
    )


def _key_roles(key_tokens: tuple[Token, ...]) -> list[tuple[str, str]]:
    """The role and the name by which each key is known across texts."""
    roles = []
    for position, token in enumerate(key_tokens):
        if token.special:
            roles.append(("sink", token.text))
        elif position == 0:
            roles.append(("sink", "the first token"))
        else:
            roles.append(("column", f"token {position + 1}"))
    return roles
