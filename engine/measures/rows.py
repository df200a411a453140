"""What is measured of every row of weights, and the flag that sums it up."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int, Shaped

from engine.measures.destinations import SINK, same_words, special_keys
from engine.text.tokens import Token

JUDGED_KEYS = 4
"""A row with fewer visible keys is not judged: the band of random scores covers almost everything."""

HALF, MOST = 0.5, 0.9
"""The largest weight from which a row is focused, and near one-hot."""

ROUNDING = 1e-5
"""What float32 may take from a share: a row with exactly half of its weight on a key counts as half."""

AT_LEAST_HALF = HALF - ROUNDING

LEAST_OFF_SINKS = 0.01
"""With less of its weight off the sinks a row says nothing of the other keys."""

UNIFORM_BELOW, BROAD_BELOW = 0.25, 1.0
"""Sharpness below which a row is uniform, and broad."""


class Numbered:
    """What holds numbers by name, and has each as an attribute, too. AttributeError for one that it does not hold."""

    numbers: Mapping[str, np.ndarray]

    def __getattr__(self, name: str) -> np.ndarray:
        # vars: an object that is being copied has no numbers yet, and must not look for them here.
        held = vars(self).get("numbers", {})
        if name not in held:
            raise AttributeError(f"{type(self).__name__} has no number {name}; it has: {', '.join(held)}")
        return held[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.numbers]


@dataclass(frozen=True, eq=False)
class RowStatistics(Numbered):
    """What is measured of every row; arrays are layer x head x query unless said.

    numbers: by name, those of engine.measures.numbers that are measured and kept. Each is an attribute, too:
    rows.entropy_bits, rows.sharpness. Where one is undefined, which its record says, it is NaN.
    """

    visible_keys: Int[np.ndarray, "layer query"]
    keys_at: Int[np.ndarray, "layer query kind"]
    """How many keys a query sees at each of DESTINATIONS, then within each of NEAR, then after an earlier occurrence of
    its token: what chance would give follows from these."""
    max_key: Int[np.ndarray, "layer head query"]
    """The key with the largest weight; -1 on a row that sees no key."""
    destinations: Float[np.ndarray, "layer head query destination"]
    """The weight at each of DESTINATIONS: they share out all of it, a learned sink's part included."""
    reach: Int[np.ndarray, "layer head query"]
    """The fewest places, of NEAR, within which half of the weight lies, sinks left out; FARTHER where it does not."""
    after_occurrence: Float[np.ndarray, "layer head query"]
    """The weight on keys that come right after an earlier occurrence of the query's token; sinks left out."""
    numbers: Mapping[str, Float[np.ndarray, "layer head query"]]

    @property
    def arrays(self) -> dict[str, np.ndarray]:
        """All that is held, by name."""
        return {name: values for name, values in vars(self).items() if name != "numbers"} | dict(self.numbers)

    @property
    def effective_keys(self) -> Float[np.ndarray, "layer head query"]:
        """2 ** entropy: how many keys the row really spreads over."""
        return np.exp2(self.entropy_bits)

    @property
    def rest_entropy(self) -> Float[np.ndarray, "layer head query"]:
        """The normalised entropy of the weights on keys that are no sinks, rescaled to sum to 1.

        NaN where fewer than 2 of them are seen, or under LEAST_OFF_SINKS of the weight on keys is off the sinks.
        """
        off = np.clip(1 - self.destinations[..., SINK], 0, 1)
        if self.sink_share is not None:  # Entropy is of the weights on keys, rescaled to sum to 1.
            off = off / np.maximum(1 - self.sink_share, np.finfo(float).tiny)
        n_rest = (self.visible_keys - self.keys_at[..., SINK])[:, None, :]
        with np.errstate(divide="ignore", invalid="ignore"):
            found = self.entropy_rest_bits / off / np.log2(np.maximum(n_rest, 1))
        return np.where((off < LEAST_OFF_SINKS) | (n_rest < 2), np.nan, np.minimum(found, 1.0))

    @property
    def sink_share(self) -> Float[np.ndarray, "layer head query"] | None:
        """What goes to a learned sink logit instead of any key; None for a model without.

        Weights and shares then sum to 1 less this share. Entropy, and what follows from it, is of the weights rescaled
        to sum to 1: how the attention that does reach the keys is spread over them.
        """
        return self.numbers.get("sink_share")

    @property
    def largest_share(self) -> Float[np.ndarray, "layer head query"]:
        """The largest weight of the row, or what goes to its learned sink, where that is more."""
        return self.max_weight if self.sink_share is None else np.fmax(self.max_weight, self.sink_share)

    def part(self, layer: int, head: int, queries: range) -> "RowStatistics":
        """Some rows of one head, as a part of one layer and one head."""
        layers, heads = slice(layer, layer + 1), slice(head, head + 1)
        rows = slice(queries.start, queries.stop)
        return RowStatistics(
            visible_keys=self.visible_keys[layers, rows],
            keys_at=self.keys_at[layers, rows],
            max_key=self.max_key[layers, heads, rows],
            destinations=self.destinations[layers, heads, rows],
            reach=self.reach[layers, heads, rows],
            after_occurrence=self.after_occurrence[layers, heads, rows],
            numbers={name: values[layers, heads, rows] for name, values in self.numbers.items()},
        )


def judged_rows(
    visible_keys: Int[np.ndarray, "*layer query"], query_tokens: tuple[Token, ...]
) -> Bool[np.ndarray, "*layer query"]:
    """The rows that labels are read from: ordinary queries that see at least JUDGED_KEYS keys."""
    ordinary = np.array([not token.special for token in query_tokens])
    return ordinary & (visible_keys >= JUDGED_KEYS)


NOT_JUDGED = "too few keys"
NO_DATA = "no data"


def row_places(
    rows: RowStatistics, query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...], first_query: int = 0
) -> Shaped[np.ndarray, "layer head query"]:
    """Where the largest weight of each row lies: sink, itself, previous, next, same word or another word.

    A special key is always a sink, as is a learned sink logit; within one sequence so is the first key, for every query
    but itself. "" on a row that sees no key. first_query: the query of the first of these rows.
    """
    words = same_words(query_tokens, key_tokens)
    key = np.maximum(rows.max_key, 0)
    query = np.broadcast_to(first_query + np.arange(key.shape[-1]), key.shape)
    offset = key - query
    same_sequence = query_tokens == key_tokens
    return np.select(
        [
            rows.max_key < 0,
            special_keys(key_tokens)[key] | (rows.largest_share > rows.max_weight),
            same_sequence & (offset == 0),
            same_sequence & (key == 0),
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

    The first rule that fires: largest weight 0.9 or more, or 0.5 or more; sharpness under 0.25 (as even as the heads of
    a model before its training), or under 1 (more even than random scores of unit spread are on average); else
    selective. A flag describes one row, whatever chance would do: see engine.measures.chance. "too few keys" where
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
