"""What the measures need to know of the tokens, once for all layers: sinks, judged rows, words, where each key lies."""

from dataclasses import dataclass, field

import numpy as np
import torch
from jaxtyping import Bool, Int
from torch import Tensor

from engine.attention.capture import AttentionCapture
from engine.attention.mask import MaskRule
from engine.measures.destinations import (
    DESTINATIONS,
    ITSELF,
    NEAR,
    NEXT,
    OTHER_WORDS,
    PREVIOUS,
    SAME_WORD,
    SINK,
    same_tokens,
    same_words,
    special_keys,
)
from engine.text.tokens import Token

_ROWS_AT_ONCE = 64
_KEPT_PAIRS = 2**22
"""Pairs of tokens that are kept between layers: 64 MiB."""


@dataclass(frozen=True, eq=False)
class RowLayout:
    """What is known of the query and key tokens of one capture; marks are on its device."""

    special_keys: Bool[Tensor, "key"]
    sink_keys: Bool[Tensor, "key"]
    """The special keys and, within one sequence, the first key: it is a sink for every query but itself."""
    query_tokens: tuple[Token, ...]
    same_sequence: bool
    words: tuple[Int[Tensor, "query"], Int[Tensor, "key"]]
    """By query and by key, a number of the word."""
    repeats: tuple[Int[Tensor, "query"], Int[Tensor, "key"]]
    """By query a number of the token, and by key that of the token before it; -1 where the key is a sink."""
    _kept: dict[tuple[int, int, int, int], "list[Pairs]"] = field(default_factory=dict)

    @staticmethod
    def of(capture: AttentionCapture) -> "RowLayout":
        device = capture.layers[0].queries.device
        special = torch.from_numpy(special_keys(capture.key_tokens)).to(device)
        sinks = special.clone()
        sinks[0] |= capture.same_sequence
        words = same_words(capture.query_tokens, capture.key_tokens)
        queries = same_tokens(capture.query_tokens)
        before = np.full(len(capture.key_tokens), -1, np.int32)
        if capture.same_sequence:
            before[1:] = queries[:-1]
            before[sinks.cpu().numpy()] = -1
        to_device = [torch.from_numpy(array).to(device) for array in (*words, queries, before)]
        return RowLayout(
            special,
            sinks,
            capture.query_tokens,
            capture.same_sequence,
            (to_device[0], to_device[1]),
            (to_device[2], to_device[3]),
        )

    @property
    def n_queries(self) -> int:
        return len(self.query_tokens)

    @property
    def n_keys(self) -> int:
        return len(self.special_keys)

    def visible_keys(self, mask: MaskRule) -> Int[np.ndarray, "query"]:
        return mask.visible_keys(self.n_queries, self.n_keys).cpu().numpy()

    def destinations(self, rows: Int[Tensor, "row"], keys: range) -> Int[Tensor, "row key"]:
        """Which of DESTINATIONS each key is for each of these rows."""
        here = slice(keys.start, keys.stop)
        same = self.words[0][rows][:, None] == self.words[1][here]
        found = torch.where(same, SAME_WORD, OTHER_WORDS).to(torch.int8)
        offset = torch.arange(keys.start, keys.stop, device=rows.device) - rows[:, None]
        if self.same_sequence:
            found[offset == -1], found[offset == 1] = PREVIOUS, NEXT
        found[:, self.sink_keys[here]] = SINK
        if self.same_sequence:
            found[(offset == 0) & ~self.special_keys[here]] = ITSELF
        return found

    def after_occurrence(self, rows: Int[Tensor, "row"], keys: range) -> Bool[Tensor, "row key"]:
        """The keys that come right after an earlier occurrence of the query's token, sinks and itself left out."""
        at = torch.arange(keys.start, keys.stop, device=rows.device)
        repeated = self.repeats[0][rows][:, None] == self.repeats[1][keys.start : keys.stop]
        return repeated & (at - 1 < rows[:, None]) & (at != rows[:, None])

    def pairs(self, rows: Int[Tensor, "row"], span: range, keys: range) -> "list[Pairs]":
        """The cells of a block that are of the same word, and after an earlier occurrence; the same for all layers."""
        place = (span.start, span.stop, keys.start, keys.stop)
        if place not in self._kept:
            cells = (self.destinations(rows, keys) == SAME_WORD, self.after_occurrence(rows, keys))
            made = [Pairs.of(marked) for marked in cells]
            if sum(one.n_pairs for of_block in (*self._kept.values(), made) for one in of_block) > _KEPT_PAIRS:
                return made
            self._kept[place] = made
        return self._kept[place]

    def keys_at(self, mask: MaskRule) -> Int[np.ndarray, "query kind"]:
        """How many keys each query sees at each of DESTINATIONS, within each of NEAR, and after an occurrence.

        0 within NEAR, and after an occurrence, where queries and keys are different sequences.
        """
        device = self.special_keys.device
        near = torch.tensor(NEAR, device=device)
        counts = []
        for rows in torch.arange(self.n_queries, device=device).split(_ROWS_AT_ONCE):
            keys = mask.key_range(range(int(rows[0]), int(rows[-1]) + 1), self.n_keys)
            found, visible = self.destinations(rows, keys), mask.visible(rows, keys, device)
            after = self.after_occurrence(rows, keys)
            if visible is not None:
                found[~visible] = -1
                after &= visible
            at = [(found == number).sum(dim=1) for number in range(len(DESTINATIONS))]
            distance = self._distance(rows, near, found, keys)
            counts.append(torch.cat([torch.stack(at, 1), distance, after.sum(dim=1)[:, None]], 1))
        return torch.cat(counts).to(torch.int32).cpu().numpy()

    def _distance(self, rows: Tensor, near: Tensor, found: Tensor, keys: range) -> Tensor:
        """How many of the keys that are seen and no sink lie within each of NEAR."""
        offsets = torch.arange(-NEAR[-1], NEAR[-1] + 1, device=rows.device)
        at = rows[:, None] + offsets - keys.start
        inside = (at >= 0) & (at < len(keys))
        seen = inside & self.same_sequence  # Between sequences there is no distance, and no key inside without keys.
        if keys:
            seen &= found.gather(1, at.clamp(0, len(keys) - 1)) > SINK
        return (seen[..., None] & (offsets.abs()[:, None] <= near)).sum(dim=1)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Cells of a block [row, key]: by number where they are few, else marked."""

    n_pairs: int
    rows: Int[Tensor, "pair"] | None
    cells: Tensor

    @staticmethod
    def of(marked: Bool[Tensor, "row key"]) -> "Pairs":
        if 16 * int(marked.sum()) > marked.numel():
            return Pairs(marked.numel() // 8, None, marked)
        rows, keys = marked.nonzero(as_tuple=True)
        return Pairs(2 * len(rows), rows, rows * marked.shape[1] + keys)

    def sum_of(self, weights: Tensor) -> Tensor:
        """The weights [head, row, key] of a block, summed over these cells of each row: [head, row]."""
        if self.rows is None:
            return (weights * self.cells).sum(dim=-1)
        total = weights.new_zeros(weights.shape[:2])
        return total.index_add_(1, self.rows, weights.flatten(1)[:, self.cells])
