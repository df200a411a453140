"""What is worth a look in a reading: the head that looks at words beyond chance, and the strongest link between two."""

from dataclasses import dataclass

import numpy as np

from engine.measures.chance import ONE_IN, is_above_chance, share_chance
from engine.measures.destinations import OTHER_WORDS
from engine.measures.heads import HeadStatistics
from engine.measures.rows import RowStatistics, judged_rows, row_places
from engine.plain import HeadName
from engine.text.tokens import Token


@dataclass(frozen=True)
class Link:
    """A weight between two words that are no neighbours, and how hard it was picked."""

    head: HeadName
    query: int
    key: int
    weight: float
    looked_at: int
    """From how many weights between two words of all heads it is the largest."""
    by_chance: float
    """How many weights as large rows of unit random scores would have among as many, on average."""


def head_worth_a_look(heads: HeadStatistics) -> HeadName | None:
    """The head with the most weight on other words, in rows that are sharper than random ones, less what chance gives.

    None where no head has more such rows than the best of as many random heads would, 99 times of 100.
    """
    evidence = heads.evidence
    n_rows = np.maximum(evidence.n_rows, 1)[:, None]
    beyond = evidence.words_weight / n_rows - evidence.chance_words[:, None] / n_rows
    n_heads = beyond.size
    for place in np.argsort(-beyond, axis=None, kind="stable"):
        layer, head = (int(number) for number in np.unravel_index(place, beyond.shape))
        if beyond[layer, head] <= 0:
            return None
        rows, by_chance = int(evidence.at_words[layer, head]), float(evidence.chance_words[layer])
        if is_above_chance(rows, int(evidence.n_rows[layer]), by_chance, n_heads, alpha=1 / ONE_IN):
            return layer, head
    return None


def strongest_link(rows: RowStatistics, query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...]) -> Link | None:
    """The largest weight of a row that lies on another word, of all rows that can be judged; None where none does."""
    judged = judged_rows(rows.visible_keys, query_tokens)
    between = judged[:, None] & (row_places(rows, query_tokens, key_tokens) == "another word")
    if not between.any():
        return None
    layer, head, query = (
        int(n) for n in np.unravel_index(np.argmax(np.where(between, rows.max_weight, -1)), between.shape)
    )
    weight = float(rows.max_weight[layer, head, query])
    n_heads, n_others = between.shape[1], np.where(judged, rows.keys_at[..., OTHER_WORDS], 0)
    one = share_chance(rows.visible_keys, np.ones_like(rows.visible_keys), min(weight, 1 - 1e-9))
    by_chance = float((n_others * one).sum()) * n_heads
    key = int(rows.max_key[layer, head, query])
    return Link((layer, head), query, key, weight, int(n_others.sum()) * n_heads, by_chance)
