"""What is measured of every row of weights, and the flag that sums it up."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int, Shaped

from engine.tokens import Token

OFFSETS = tuple(range(-4, 5))
"""Key minus query, for the neighbours whose share of a row is kept."""

JUDGED_KEYS = 4
"""A row with fewer visible keys is not judged: the band of random scores covers almost everything."""

HALF, MOST = 0.5, 0.9
"""The largest weight from which a row is focused, and near one-hot."""

ROUNDING = 1e-5
"""What float32 may take from a share: a row with exactly half of its weight on a key counts as half."""

UNIFORM_BELOW, BROAD_BELOW = 0.25, 1.0
"""Sharpness below which a row is uniform, and broad."""


@dataclass(frozen=True, eq=False)
class RowStatistics:
    """The measures of every row; arrays are layer x head x query, float, unless said.

    NaN where a measure is undefined: everything on a row that sees no key; relative entropy with one visible key;
    sharpness with fewer than JUDGED_KEYS; neighbours and distance where queries and keys are different sequences.
    """

    visible_keys: Int[np.ndarray, "layer query"]
    seen_by: Int[np.ndarray, "layer key"]
    """How many of the rows that can be judged see each key."""
    entropy_bits: Float[np.ndarray, "layer head query"]
    relative_entropy: Float[np.ndarray, "layer head query"]
    sharpness: Float[np.ndarray, "layer head query"]
    max_weight: Float[np.ndarray, "layer head query"]
    max_key: Int[np.ndarray, "layer head query"]
    """The key with the largest weight; -1 on a row that sees no key."""
    offset_shares: Float[np.ndarray, "layer head query offset"]
    """The weight on the key at each of OFFSETS; 0 where there is no such key."""
    first_share: Float[np.ndarray, "layer head query"]
    special_share: Float[np.ndarray, "layer head query"]
    mean_distance: Float[np.ndarray, "layer head query"]
    """Tokens between a query and the keys it looks at, by weight, with the first token and special tokens left out."""
    received: Float[np.ndarray, "layer head key"]
    """The weight that each key gets, summed over the rows that can be judged."""
    sink_share: Float[np.ndarray, "layer head query"] | None = None
    """What goes to a learned sink logit instead of any key; None for a model without.

    Weights and shares then sum to 1 less this share. Entropy, and what follows from it, is of the weights rescaled to
    sum to 1: how the attention that does reach the keys is spread over them.
    """

    @property
    def effective_keys(self) -> Float[np.ndarray, "layer head query"]:
        """2 ** entropy: how many keys the row really spreads over."""
        return np.exp2(self.entropy_bits)

    def part(self, layer: int, head: int, queries: range) -> "RowStatistics":
        """Some rows of one head, as a part of one layer and one head; what belongs to keys stays whole."""
        rows = slice(queries.start, queries.stop)
        kept: dict[str, np.ndarray | None] = {}
        for name, values in vars(self).items():
            if values is None:
                kept[name] = None
            elif name == "visible_keys":
                kept[name] = values[layer : layer + 1, rows]
            elif name == "seen_by":
                kept[name] = values[layer : layer + 1]
            elif name == "received":
                kept[name] = values[layer : layer + 1, head : head + 1]
            else:
                kept[name] = values[layer : layer + 1, head : head + 1, rows]
        return RowStatistics(**kept)  # type: ignore[arg-type]

    @property
    def largest_share(self) -> Float[np.ndarray, "layer head query"]:
        """The largest weight of the row, or what goes to its learned sink, where that is more."""
        return self.max_weight if self.sink_share is None else np.fmax(self.max_weight, self.sink_share)

    def offset_share(self, offset: int) -> Float[np.ndarray, "layer head query"]:
        """The share of each row on the key `offset` places from its query (-1 the previous token, 0 itself)."""
        return self.offset_shares[..., OFFSETS.index(offset)]


NOT_JUDGED = "too few keys"
NO_DATA = "no data"


def row_places(
    rows: RowStatistics, query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...], first_query: int = 0
) -> Shaped[np.ndarray, "layer head query"]:
    """Where the largest weight of each row lies: sink, itself, previous, next, same word or another word.

    A special key is always a sink, as is a learned sink logit; the first key is one for every query but itself. "" on a
    row that sees no key. first_query: the query of the first of these rows.
    """
    special = np.array([token.special for token in key_tokens])
    words = _word_numbers(query_tokens, key_tokens)
    key = np.maximum(rows.max_key, 0)
    query = np.broadcast_to(first_query + np.arange(key.shape[-1]), key.shape)
    offset = key - query
    same_sequence = query_tokens == key_tokens
    return np.select(
        [
            rows.max_key < 0,
            special[key] | (rows.largest_share > rows.max_weight),
            same_sequence & (offset == 0),
            key == 0,
            same_sequence & (offset == -1),
            same_sequence & (offset == 1),
            words[0][query] == words[1][key],
        ],
        ["", "sink", "itself", "sink", "previous", "next", "same word"],
        default="another word",
    )


def row_flags(
    rows: RowStatistics, query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...], first_query: int = 0
) -> Shaped[np.ndarray, "layer head query"]:
    """One flag for every row: uniform, broad, selective, or "focused: WHERE" and "near one-hot: WHERE".

    The first rule that fires: largest weight 0.9 or more, or 0.5 or more; sharpness under 0.25 (not told apart from an
    untrained model), or under 1 (more even than random scores of unit spread); else selective. "too few keys" where
    fewer than JUDGED_KEYS keys are visible; "no data" where none is. first_query: the query of the first of these rows.
    """
    places = row_places(rows, query_tokens, key_tokens, first_query)
    visible = np.broadcast_to(rows.visible_keys[:, None, :], rows.max_weight.shape)
    return np.select(
        [
            visible == 0,
            visible < JUDGED_KEYS,
            rows.largest_share >= MOST - ROUNDING,
            rows.largest_share >= HALF - ROUNDING,
            rows.sharpness < UNIFORM_BELOW,
            rows.sharpness < BROAD_BELOW,
        ],
        [
            NO_DATA,
            NOT_JUDGED,
            np.strings.add("near one-hot: ", places),
            np.strings.add("focused: ", places),
            "uniform",
            "broad",
        ],
        default="selective",
    )


def row_flag(
    rows: RowStatistics, query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...], row: tuple[int, int, int]
) -> str:
    """The flag of one row (layer, head, query), as row_flags gives it, at the cost of one."""
    layer, head, query = row
    one = rows.part(layer, head, range(query, query + 1))
    return str(row_flags(one, query_tokens, key_tokens, first_query=query)[0, 0, 0])


def _word_numbers(
    query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...]
) -> tuple[Int[np.ndarray, "query"], Int[np.ndarray, "key"]]:
    """A number for the whole word that each token belongs to, the same for words that are spelled the same."""
    numbers: dict[str, int] = {}

    def number_words(tokens: tuple[Token, ...]) -> np.ndarray:
        words: list[str] = []
        for token in tokens:
            if token.continues and words:
                words[-1] += token.text
            else:
                words.append(token.text)
        spread, word = [], -1
        for position, token in enumerate(tokens):
            word += position == 0 or not token.continues
            spread.append(numbers.setdefault(words[word].casefold(), len(numbers)))
        return np.array(spread)

    return number_words(query_tokens), number_words(key_tokens)
