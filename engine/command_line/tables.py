"""Tables of numbers: a line for each head, for each query of each head, or for each weight of one head."""

import numpy as np
import pandas as pd

from engine.errors import InputError
from engine.measures.heads import HeadStatistics
from engine.measures.numbers import numbers_in, numbers_of
from engine.measures.rows import row_flags
from engine.reading.reading import Reading

WEIGHT_COLUMNS = ("query", "query_token", "key", "key_token", "weight")

MOST_WEIGHTS = 2**22
"""One head with more weights than this is not written out: 2,048 tokens looking at 2,048."""


def heads_table(sentence: str, heads: HeadStatistics) -> pd.DataFrame:
    """A line for each head: the text, the layer and head, its mean numbers, its label and agreement.

    What few models have stands last: sink_share, what goes to learned sinks and to no key.
    """
    table = heads.table()
    table.insert(0, "sentence", sentence)
    last = [number.name for number in numbers_in("heads") if number.only_for and number.name in table]
    return table[[*(name for name in table if name not in last), *last]]


def rows_table(sentence: str, reading: Reading) -> pd.DataFrame:
    """A line for each query of each head: where it is, its numbers and its flag. Positions count from 0.

    NaN where a number is undefined; max_key is missing on a row that sees no key. The last columns as in heads_table.
    """
    rows = reading.rows
    layer, head, query = (numbers.ravel() for numbers in np.indices(rows.entropy_bits.shape))
    max_key = pd.Series(rows.max_key.ravel(), dtype="Int64")
    numbers = [number for number in numbers_in("rows") if number in numbers_of(rows)]
    return pd.DataFrame(
        {
            "sentence": sentence,
            "layer": layer,
            "head": head,
            "query": query,
            "token": np.array([token.name for token in reading.query_tokens], dtype=object)[query],
            "visible_keys": rows.visible_keys[layer, query],
            **{number.name: number.by_row(rows).ravel() for number in numbers if not number.only_for},
            "max_key": max_key.mask(max_key < 0),
            "flag": row_flags(rows, reading.query_tokens, reading.key_tokens).ravel(),
            **{number.name: number.by_row(rows).ravel() for number in numbers if number.only_for},
        }
    )


def join_tables(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """The lines of all tables, in order."""
    return tables[0] if len(tables) == 1 else pd.concat(tables, ignore_index=True)


def weights_table(reading: Reading, layer: int, head: int) -> pd.DataFrame:
    """A line for each query and key of one head, with WEIGHT_COLUMNS: repeated tokens stay apart by their positions.

    NaN where the mask hides the key. InputError where there is no such head, or it has over MOST_WEIGHTS weights.
    """
    weights = head_weights(reading, layer, head)
    query, key = (numbers.ravel() for numbers in np.indices(weights.shape))
    query_names, key_names = (
        np.array([token.name for token in tokens], dtype=object)
        for tokens in (reading.query_tokens, reading.key_tokens)
    )
    columns = (query, query_names[query], key, key_names[key], weights.ravel().astype(np.float64))
    return pd.DataFrame(dict(zip(WEIGHT_COLUMNS, columns, strict=True)))


def head_weights(reading: Reading, layer: int, head: int) -> np.ndarray:
    """The weights [query, key] of one head; NaN on masked keys. InputError as weights_table."""
    if not 0 <= layer < reading.n_layers:
        raise InputError(f"there is no layer {layer}: they are counted from 0 to {reading.n_layers - 1}.")
    if not 0 <= head < reading.n_heads:
        raise InputError(f"there is no head {head}: each layer's are counted from 0 to {reading.n_heads - 1}.")
    n_weights = len(reading.query_tokens) * len(reading.key_tokens)
    if n_weights > MOST_WEIGHTS:
        raise InputError(
            f"this head has {n_weights:,} weights, and at most {MOST_WEIGHTS:,} are written out. Give a shorter input."
        )
    return reading.weights(layer, head)
