"""What pages, figures and tables are made from: the tokens, the measures and the weights of one input."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from engine.heads import HeadStatistics
from engine.rows import RowStatistics
from engine.tokens import Token


@dataclass(frozen=True, eq=False)
class Reading:
    """One input, read by every head. Made by engine.read, engine.read_matrices or engine.examples.load_example."""

    query_tokens: tuple[Token, ...]
    key_tokens: tuple[Token, ...]
    rows: RowStatistics
    heads: HeadStatistics
    weights_of: Callable[[int, slice], np.ndarray]
    """The weights [head, query, key] of a slice of the heads of a layer; NaN on masked keys."""

    @property
    def n_layers(self) -> int:
        return self.rows.entropy_bits.shape[0]

    @property
    def n_heads(self) -> int:
        return self.rows.entropy_bits.shape[1]

    def weights(self, layer: int, head: int) -> Float[np.ndarray, "query key"]:
        """The weights of one head; rows sum to 1. NaN on keys that the mask hides, and on rows that see none.

        IndexError where there is no such head.
        """
        if not (0 <= layer < self.n_layers and 0 <= head < self.n_heads):
            raise IndexError(f"layers 0 to {self.n_layers - 1}, heads 0 to {self.n_heads - 1}; got {layer}, {head}")
        return self.weights_of(layer, slice(head, head + 1))[0]

    def layer_weights(self, layer: int) -> Float[np.ndarray, "head query key"]:
        """The weights of all heads of a layer."""
        return self.weights_of(layer, slice(None))
