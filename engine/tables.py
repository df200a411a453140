"""Tables of numbers: a line for each head, for each query of each head, or for each weight of one head."""

import numpy as np
import pandas as pd

from engine.errors import InputError
from engine.heads import MEASURES, HeadStatistics
from engine.reading import Reading
from engine.rows import row_flags

HEAD_COLUMNS = ("sentence", "layer", "head", *MEASURES, "label", "agreement")
ROW_COLUMNS = (
    "sentence",
    "layer",
    "head",
    "query",
    "token",
    "visible_keys",
    "entropy_bits",
    "relative_entropy",
    "sharpness",
    "effective_keys",
    "max_weight",
    "max_key",
    "flag",
)
SINK_COLUMN = ("sink_share",)
WEIGHT_COLUMNS = ("query", "query_token", "key", "key_token", "weight")

MOST_WEIGHTS = 2**22
"""One head with more weights than this is not written out: 2,048 tokens looking at 2,048."""


def heads_table(sentence: str, heads: HeadStatistics) -> pd.DataFrame:
    """A line for each head, with HEAD_COLUMNS: the text, the head, its mean numbers and its label.

    A model with learned sinks has a last column sink_share: what goes to them and to no key.
    """
    table = heads.table()
    table.insert(0, "sentence", sentence)
    return table[[*HEAD_COLUMNS, *(SINK_COLUMN if heads.sink_share is not None else ())]]


def rows_table(sentence: str, reading: Reading) -> pd.DataFrame:
    """A line for each query of each head, with ROW_COLUMNS. Positions count from 0.

    NaN where a measure is undefined (see RowStatistics); max_key is missing on a row that sees no key. With learned
    sinks, a last column sink_share, as in heads_table.
    """
    rows = reading.rows
    layer, head, query = (numbers.ravel() for numbers in np.indices(rows.entropy_bits.shape))
    max_key = pd.Series(rows.max_key.ravel(), dtype="Int64")
    measures = ("entropy_bits", "relative_entropy", "sharpness", "effective_keys", "max_weight")
    columns = {
        "sentence": sentence,
        "layer": layer,
        "head": head,
        "query": query,
        "token": np.array([token.text for token in reading.query_tokens], dtype=object)[query],
        "visible_keys": rows.visible_keys[layer, query],
        **{name: getattr(rows, name).ravel() for name in measures},
        "max_key": max_key.mask(max_key < 0),
        "flag": row_flags(rows, reading.query_tokens, reading.key_tokens).ravel(),
    }
    names = list(ROW_COLUMNS)
    if rows.sink_share is not None:
        columns["sink_share"] = rows.sink_share.ravel()
        names += SINK_COLUMN
    return pd.DataFrame(columns)[names]


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
        np.array([token.text for token in tokens], dtype=object)
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
