"""What pages, figures and tables are made from: the tokens, the measures and the weights of one input."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float

from engine.attention.overview import OVERVIEW_SIDE, Overview
from engine.measures.heads import HeadStatistics
from engine.measures.rows import RowStatistics
from engine.text.tokens import Token

LONG = OVERVIEW_SIDE
"""With more queries or keys than this a head is shown as an overview and windows of it."""


@runtime_checkable
class WeightSource(Protocol):
    """Where weights come from: computed on demand from a capture (CaptureWeights), or kept (KeptWeights)."""

    def heads(self, layer: int, heads: slice) -> Float[np.ndarray, "head query key"]: ...

    def window(self, layer: int, head: int, queries: range, keys: range) -> Float[np.ndarray, "query key"]: ...

    def overview(self, layer: int, head: int) -> Overview: ...

    @property
    def n_bytes(self) -> int: ...


@dataclass(frozen=True, eq=False)
class Reading:
    """One input, read by every head. Made by engine.read, engine.read_matrices or load_example."""

    query_tokens: tuple[Token, ...]
    key_tokens: tuple[Token, ...]
    rows: RowStatistics
    heads: HeadStatistics
    source: WeightSource
    key_heads: int
    """As many as heads, or fewer, which neighbouring heads then share (grouped queries)."""
    kind: str = "self"
    """Which attention of the model: self; or encoder, decoder or cross."""
    generated_from: int | None = None
    """The first query token that the model wrote itself; None where all were given."""
    pictures: Float[np.ndarray, "layer head row column"] | None = None
    """A small max-pooled picture of every head of a long text; None where `layer_weights` is as quick."""

    @property
    def n_layers(self) -> int:
        return self.rows.entropy_bits.shape[0]

    @property
    def n_heads(self) -> int:
        return self.rows.entropy_bits.shape[1]

    @property
    def is_long(self) -> bool:
        """Whether a head has too many weights to be drawn one by one."""
        return max(len(self.query_tokens), len(self.key_tokens)) > LONG

    @property
    def n_bytes(self) -> int:
        """The memory that this reading holds: what its weights come from, and its measures."""
        pictures = 0 if self.pictures is None else self.pictures.nbytes
        return self.source.n_bytes + sum(array.nbytes for array in self.rows.arrays.values()) + pictures

    def key_head(self, head: int) -> int:
        """The key head that this head looks at."""
        return head * self.key_heads // self.n_heads

    def weights(self, layer: int, head: int) -> Float[np.ndarray, "query key"]:
        """All weights of one head; rows sum to 1, but for what goes to a learned sink.

        NaN on keys that the mask hides, and on rows that see none. n x n floats: for a long text, take a window.
        IndexError where there is no such head.
        """
        self._check_head(layer, head)
        return self.source.heads(layer, slice(head, head + 1))[0]

    def layer_weights(self, layer: int) -> Float[np.ndarray, "head query key"]:
        """The weights of all heads of a layer."""
        return self.source.heads(layer, slice(None))

    def window(self, layer: int, head: int, queries: range, keys: range) -> Float[np.ndarray, "query key"]:
        """The weights of one head from some queries to some keys, as `weights`, at any length of the text.

        IndexError where there is no such head, query or key.
        """
        self._check_head(layer, head)
        for name, part, count in (("queries", queries, len(self.query_tokens)), ("keys", keys, len(self.key_tokens))):
            if part.step != 1 or not 0 <= part.start < part.stop <= count:
                raise IndexError(f"{name} must be a range within 0 to {count}; got {part}")
        return self.source.window(layer, head, queries, keys)

    def overview(self, layer: int, head: int) -> Overview:
        """One head pooled to at most 512 x 512 cells. IndexError where there is no such head."""
        self._check_head(layer, head)
        return self.source.overview(layer, head)

    def _check_head(self, layer: int, head: int) -> None:
        if not (0 <= layer < self.n_layers and 0 <= head < self.n_heads):
            raise IndexError(f"layers 0 to {self.n_layers - 1}, heads 0 to {self.n_heads - 1}; got {layer}, {head}")
