"""What labels are read from: sums over the rows of every head that can be judged, which add up over several texts."""

from collections.abc import Hashable
from dataclasses import dataclass, fields

import numpy as np
from jaxtyping import Bool, Float, Int

from engine.measures.chance import share_chance
from engine.measures.destinations import DESTINATIONS, NEAR, OTHER_WORDS, SINK, sink_of_keys
from engine.measures.random_rows import of_random_rows
from engine.measures.rows import AT_LEAST_HALF, BROAD_BELOW, UNIFORM_BELOW, RowStatistics, judged_rows
from engine.text.tokens import Token

LEARNED_SINK = "the learned sink"
FIRST_TOKEN = "the first token"

_NEARLY_HALF = 0.45
"""With as much on sinks a row is near nothing: what is left reaches half of the weight by a hair, if at all."""

_AFTER = len(DESTINATIONS) + len(NEAR)
"""The column of keys_at for keys after an earlier occurrence."""


@dataclass(frozen=True, eq=False)
class LabelEvidence:
    """Sums over the judged rows of every head, which add up over several texts (`a + b`).

    A hit is a row that does the thing by itself: it has half of its weight there, and not as much elsewhere. Rows as
    even as uniform ones are at no place. chance_...: the hits that rows of unit random scores would have on average.
    """

    n_rows: Int[np.ndarray, "layer"]
    most_keys: Int[np.ndarray, "layer"]
    """The most keys that one of the rows sees."""
    weight: Float[np.ndarray, "layer head destination"]
    """The weight at each destination, summed over the rows."""
    at: Int[np.ndarray, "layer head destination"]
    """Hits at each destination."""
    chance_at: Float[np.ndarray, "layer destination"]
    at_words: Int[np.ndarray, "layer head"]
    """Hits at other words of rows that are sharper than 97.5% of random ones."""
    words_weight: Float[np.ndarray, "layer head"]
    """The weight of those rows on other words."""
    chance_words: Float[np.ndarray, "layer"]
    after: Int[np.ndarray, "layer head"]
    """Hits after an earlier occurrence of the query's token."""
    chance_after: Float[np.ndarray, "layer"]
    near: Int[np.ndarray, "layer head near"]
    """Rows with half of their weight within each of NEAR."""
    chance_near: Float[np.ndarray, "layer near"]
    uniform: Int[np.ndarray, "layer head"]
    broad: Int[np.ndarray, "layer head"]
    """Uniform rows included."""
    chance_uniform: Float[np.ndarray, "layer"]
    chance_broad: Float[np.ndarray, "layer"]
    chance_one_key: Float[np.ndarray, "layer"]
    """Hits on one given key."""
    at_offset: "Hits"
    """By the key's place less the query's, for keys that are no sinks; none where the sequences differ."""
    at_key: "Hits"
    """By the key's place in the text, for keys that are no sinks."""
    at_sink: "Hits"
    """By the sink's name: rows whose largest weight is there."""

    def __add__(self, other: "LabelEvidence") -> "LabelEvidence":
        """The rows of both texts. A sink is the same in every text; another key is known by its place."""
        summed = {part.name: getattr(self, part.name) + getattr(other, part.name) for part in fields(self)}
        return LabelEvidence(**summed | {"most_keys": np.maximum(self.most_keys, other.most_keys)})


@dataclass(frozen=True, eq=False)
class Hits:
    """How many rows are at each of several places."""

    places: tuple[Hashable, ...]
    rows: Int[np.ndarray, "layer head place"]

    def __add__(self, other: "Hits") -> "Hits":
        places = tuple(dict.fromkeys(self.places + other.places))
        return Hits(places, self._spread_over(places) + other._spread_over(places))

    def _spread_over(self, places: tuple[Hashable, ...]) -> Int[np.ndarray, "layer head place"]:
        if places == self.places:
            return self.rows
        at = {place: number for number, place in enumerate(places)}
        wide = np.zeros((*self.rows.shape[:-1], len(places)), self.rows.dtype)
        wide[..., [at[place] for place in self.places]] = self.rows
        return wide

    @staticmethod
    def of(rows: Bool[np.ndarray, "layer head query"], place: Int[np.ndarray, "layer head query"]) -> "Hits":
        """By number of the place, how many of these rows are there; places without a row are left out."""
        layer, head, query = rows.nonzero()
        places, column = np.unique(place[layer, head, query], return_inverse=True)
        counts = np.zeros((*rows.shape[:2], len(places)), np.int64)
        np.add.at(counts, (layer, head, column), 1)
        return Hits(tuple(places.tolist()), counts)


def gather_evidence(
    rows: RowStatistics, query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...]
) -> LabelEvidence:
    """The evidence of every head from one text."""
    judged = judged_rows(rows.visible_keys, query_tokens)
    here = judged[:, None]
    # Sharpness is of the weights on keys: a row that rests on a learned sink is at a place, however even they are.
    on_keys = here if rows.sink_share is None else here & ~(rows.sink_share >= AT_LEAST_HALF)
    uniform, broad = (on_keys & (rows.sharpness < limit) for limit in (UNIFORM_BELOW, BROAD_BELOW))
    uneven = here & ~uniform
    shares = np.nan_to_num(rows.destinations)
    half = shares >= AT_LEAST_HALF
    at = half & (half.sum(axis=-1, keepdims=True) == 1) & uneven[..., None]
    low = of_random_rows("low", rows.visible_keys)[:, None]
    words = at[..., OTHER_WORDS] & (rows.normalised_entropy < low)
    sinks = sink_of_keys(query_tokens, key_tokens)
    elsewhere = uneven & ~half[..., SINK]
    one_key = elsewhere & (rows.max_weight >= AT_LEAST_HALF) & ~sinks[np.maximum(rows.max_key, 0)]
    near = (
        (elsewhere & (shares[..., SINK] < _NEARLY_HALF))[..., None]
        & (rows.reach[..., None] > 0)
        & (rows.reach[..., None] <= np.array(NEAR))
    )
    offset = rows.max_key - np.arange(rows.max_key.shape[-1])
    return LabelEvidence(
        n_rows=judged.sum(axis=1),
        most_keys=np.where(judged, rows.visible_keys, 0).max(axis=1),
        weight=np.where(here[..., None], shares, 0.0).sum(axis=2),
        at=at.sum(axis=2),
        at_words=words.sum(axis=2),
        words_weight=np.where(words, shares[..., OTHER_WORDS], 0.0).sum(axis=2),
        after=(elsewhere & (rows.after_occurrence >= AT_LEAST_HALF)).sum(axis=2),
        near=near.sum(axis=2),
        uniform=uniform.sum(axis=2),
        broad=broad.sum(axis=2),
        at_offset=Hits.of(one_key & (query_tokens == key_tokens), offset),
        at_key=Hits.of(one_key, rows.max_key),
        at_sink=_hits_of_sinks(rows, at[..., SINK], sinks, key_tokens),
        **_chance(rows, judged),
    )


def _chance(rows: RowStatistics, judged: Bool[np.ndarray, "layer query"]) -> dict[str, np.ndarray]:
    """The hits that rows of unit random scores would have on average, by layer: the same for all heads."""
    visible, keys_at = rows.visible_keys, rows.keys_at
    extra = int(rows.sink_share is not None)  # A learned sink is one score more.

    def expected(n_keys: np.ndarray, of: np.ndarray | int = 0) -> np.ndarray:
        chance = share_chance(visible[..., None] + extra, n_keys + of)
        return np.where(judged[..., None], chance, 0.0).sum(axis=1)

    def of_flag(name: str) -> np.ndarray:
        return np.where(judged, of_random_rows(name, visible), 0.0).sum(axis=1)

    seen = np.maximum(visible, 1)[..., None]
    near = keys_at[..., len(DESTINATIONS) : _AFTER]  # Where rows are sharper, chance is the share of the keys.
    at_sink = np.arange(len(DESTINATIONS)) == SINK
    focused = np.where(judged, of_random_rows("focused", visible) / seen[..., 0], 0.0)
    sharper = np.where(judged, 0.025 * keys_at[..., OTHER_WORDS] / seen[..., 0], 0.0)
    return {
        "chance_at": expected(keys_at[..., : len(DESTINATIONS)], extra * at_sink),
        "chance_near": np.maximum(expected(near), np.where(judged[..., None], near / seen, 0.0).sum(axis=1)),
        "chance_after": expected(keys_at[..., _AFTER:])[:, 0],
        "chance_words": sharper.sum(axis=1),
        "chance_uniform": of_flag("uniform"),
        "chance_broad": of_flag("broad"),
        "chance_one_key": focused.sum(axis=1),
    }


def _hits_of_sinks(
    rows: RowStatistics,
    at_sinks: Bool[np.ndarray, "layer head query"],
    sinks: Bool[np.ndarray, "key"],
    key_tokens: tuple[Token, ...],
) -> Hits:
    """By name of the sink; special tokens of one name are one sink."""
    names: dict[str, int] = {}
    number = np.array(
        [
            names.setdefault(token.text if token.special else FIRST_TOKEN, len(names)) if sink else -1
            for token, sink in zip(key_tokens, sinks, strict=True)
        ]
    )
    learned = names.setdefault(LEARNED_SINK, len(names))
    place = np.where(rows.largest_share > rows.max_weight, learned, number[np.maximum(rows.max_key, 0)])
    hits = Hits.of(at_sinks & (place >= 0), place)
    spelled = list(names)
    return Hits(tuple(spelled[number] for number in hits.places if isinstance(number, int)), hits.rows)
