"""What the measures need to know of the tokens, once for all layers: sinks, judged rows, words, where each key lies."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from jaxtyping import Bool, Int
from torch import Tensor

from engine.attention.capture import AttentionCapture
from engine.attention.mask import MaskRule
from engine.measures.destinations import (
    ITSELF,
    NEAR,
    NEXT,
    OTHER_WORDS,
    PREVIOUS,
    SAME_WORD,
    SINK,
    same_tokens,
    same_words,
    sink_of_keys,
    special_keys,
)
from engine.text.tokens import Token

Keep = Callable[[Tensor, Tensor], Tensor]
"""Whether to keep cells, from their rows and keys in a block."""

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
        sinks = torch.from_numpy(sink_of_keys(capture.query_tokens, capture.key_tokens)).to(device)
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
        found = torch.full((len(rows), len(keys)), OTHER_WORDS, dtype=torch.int8, device=rows.device)
        found[self.same_word(rows, keys)] = SAME_WORD
        offset = torch.arange(keys.start, keys.stop, device=rows.device) - rows[:, None]
        if self.same_sequence:
            found[offset == -1], found[offset == 1] = PREVIOUS, NEXT
        found[:, self.sink_keys[here]] = SINK
        if self.same_sequence:
            found[(offset == 0) & ~self.special_keys[here]] = ITSELF
        return found

    def same_word(self, rows: Int[Tensor, "row"], keys: range) -> Bool[Tensor, "row key"]:
        """The keys of the query's own word that are no sinks, not itself, and no neighbours."""
        return _marked(*self._cells(rows, keys)[0])

    def after_occurrence(self, rows: Int[Tensor, "row"], keys: range) -> Bool[Tensor, "row key"]:
        """The keys that come right after an earlier occurrence of the query's token, sinks and itself left out."""
        return _marked(*self._cells(rows, keys)[1])

    def pairs(self, rows: Int[Tensor, "row"], span: range, keys: range) -> "list[Pairs]":
        """The cells of a block that are of the same word, and after an earlier occurrence; the same for all layers."""
        place = (span.start, span.stop, keys.start, keys.stop)
        if place not in self._kept:
            made = [Pairs.of(spelled, keep) for spelled, keep in self._cells(rows, keys)]
            if sum(one.n_pairs for of_block in (*self._kept.values(), made) for one in of_block) > _KEPT_PAIRS:
                return made
            self._kept[place] = made
        return self._kept[place]

    def _cells(self, rows: Tensor, keys: range) -> "tuple[tuple[Tensor, Keep], ...]":
        """Of the same word and after an occurrence: the cells that are spelled so, and which of them to keep."""
        here = slice(keys.start, keys.stop)
        words = torch.where(self.sink_keys[here], -1, self.words[1][here])

        def elsewhere(row: Tensor, key: Tensor) -> Tensor:
            return ((key + keys.start - rows[row]).abs() > 1) | (not self.same_sequence)

        def after(row: Tensor, key: Tensor) -> Tensor:
            return (key + keys.start - 1 < rows[row]) & (key + keys.start != rows[row])

        return (
            (self.words[0][rows][:, None] == words, elsewhere),
            (self.repeats[0][rows][:, None] == self.repeats[1][here], after),
        )

    def keys_at(self, mask: MaskRule) -> Int[np.ndarray, "query kind"]:
        """How many keys each query sees at each of DESTINATIONS, within each of NEAR, and after an occurrence.

        0 within NEAR, and after an occurrence, where queries and keys are different sequences.
        """
        device = self.special_keys.device
        sinks = self.sink_keys.nonzero()[:, 0]
        every = torch.arange(self.n_queries, device=device)
        counts = []
        for rows, n_seen in zip(every.split(_ROWS_AT_ONCE), self._seen(mask).split(_ROWS_AT_ONCE), strict=True):
            same, after = (self._count(mask, rows, *cells) for cells in self._cells(rows, range(self.n_keys)))
            near, own = self._near(mask, rows), torch.zeros_like(rows)
            if self.same_sequence and rows[0] == 0 and not self.special_keys[0]:
                own[:1] = mask.sees(rows[:1], rows[:1])  # For its own row the first token is no sink.
            next_to = near[:, [NEAR[-1], NEAR[-1] - 1, NEAR[-1] + 1]]
            next_to[:, 0] += own
            at_sinks = mask.sees(rows[:, None], sinks).sum(dim=1) - own
            at = torch.stack([at_sinks, *next_to.unbind(1), same], dim=1)
            other = n_seen - at.sum(dim=1)
            within = near @ self._within.to(near.dtype) + own[:, None]
            counts.append(torch.cat([at, other[:, None], within, after[:, None]], dim=1))
        return torch.cat(counts).to(torch.int32).cpu().numpy()

    def _seen(self, mask: MaskRule) -> Int[Tensor, "query"]:
        return mask.visible_keys(self.n_queries, self.n_keys).to(self.special_keys.device)

    def _count(self, mask: MaskRule, rows: Tensor, spelled: Tensor, keep: Keep) -> Int[Tensor, "row"]:
        """How many of these cells each row sees."""
        pairs = Pairs.of(spelled, keep)
        if pairs.rows is None:
            keys = torch.arange(spelled.shape[1], device=rows.device)
            return (pairs.cells & mask.sees(rows[:, None], keys)).sum(dim=1)
        seen = mask.sees(rows[pairs.rows], pairs.cells % spelled.shape[1])
        return torch.bincount(pairs.rows[seen], minlength=len(rows))

    @property
    def _within(self) -> Bool[Tensor, "offset near"]:
        offsets = torch.arange(-NEAR[-1], NEAR[-1] + 1, device=self.special_keys.device)
        return offsets.abs()[:, None] <= torch.tensor(NEAR, device=offsets.device)

    def _near(self, mask: MaskRule, rows: Tensor) -> Int[Tensor, "row offset"]:
        """1 where the key at an offset of up to NEAR is seen and no sink, in this sequence."""
        at = rows[:, None] + torch.arange(-NEAR[-1], NEAR[-1] + 1, device=rows.device)
        if not self.same_sequence:
            return torch.zeros_like(at)
        inside = (at >= 0) & (at < self.n_keys)
        at = at.clamp(0, self.n_keys - 1)
        return (inside & ~self.sink_keys[at] & mask.sees(rows[:, None], at)).long()


def _marked(spelled: Bool[Tensor, "row key"], keep: Keep) -> Bool[Tensor, "row key"]:
    """The cells that are spelled so and are to be kept."""
    rows, keys = (torch.arange(count, device=spelled.device) for count in spelled.shape)
    return spelled & keep(rows[:, None], keys)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Cells of a block [row, key]: by number, row after row, where they are few, else marked.

    begins: where the cells of each row begin, and where the last ones end.
    """

    n_pairs: int
    rows: Int[Tensor, "pair"] | None
    cells: Tensor
    begins: Int[Tensor, "place"] | None = None

    @staticmethod
    def of(spelled: Bool[Tensor, "row key"], keep: Keep) -> "Pairs":
        """The cells that are spelled so and are to be kept."""
        if 16 * int(spelled.sum()) > spelled.numel():
            return Pairs(spelled.numel() // 8, None, _marked(spelled, keep))
        rows, keys = spelled.nonzero(as_tuple=True)
        kept = keep(rows, keys)
        rows, keys = rows[kept], keys[kept]
        begins = torch.searchsorted(rows, torch.arange(len(spelled) + 1, device=rows.device))
        return Pairs(2 * len(rows), rows, rows * spelled.shape[1] + keys, begins)

    def sum_of(self, weights: Tensor) -> Tensor:
        """The weights [head, row, key] of a block, summed over these cells of each row: [head, row]."""
        if self.begins is None:
            return (weights * self.cells).sum(dim=-1)
        found = weights.flatten(1).index_select(1, self.cells)
        return torch.segment_reduce(found, "sum", offsets=self.begins.expand(len(weights), -1), axis=1, unsafe=True)
