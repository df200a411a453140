"""Tables of heads, rows and weights, on matrices whose numbers are known."""

from dataclasses import replace

import numpy as np
import pytest

from engine import Reading
from engine.command_line import tables
from engine.command_line.tables import heads_table, join_tables, rows_table, weights_table
from engine.errors import InputError
from engine.text.tokens import plain_tokens
from tests.engine.columns import HEAD_COLUMNS, ROW_COLUMNS
from tests.engine.command_line.helpers import NAMES


def test_a_table_of_rows_holds_each_query_of_each_head_in_order(reading: Reading) -> None:
    table = rows_table("m", reading)
    assert list(table.columns) == ROW_COLUMNS
    assert table[["layer", "head", "query"]].values.tolist() == [
        [0, head, query] for head in (0, 1) for query in range(3)
    ]
    assert table["token"].tolist() == ["the", "cat", "the"] * 2
    assert table["visible_keys"].tolist() == [5, 1, 0] * 2
    np.testing.assert_allclose(table["entropy_bits"], [np.log2(5), 0, np.nan, 2.0, 0, np.nan], atol=1e-12)
    np.testing.assert_allclose(table["effective_keys"], [5, 1, np.nan, 4, 1, np.nan])
    np.testing.assert_allclose(
        table["normalised_entropy"], [1, np.nan, np.nan, 2 / np.log2(5), np.nan, np.nan], atol=1e-12
    )
    # Weights of head 1, query 0: 1, 1, 4, 1, 1 eighths.
    np.testing.assert_allclose(table["max_weight"], [0.2, 1, np.nan, 0.5, 1, np.nan])
    assert table["max_key"].isna().tolist() == [False, False, True] * 2
    assert table["max_key"][[1, 3, 4]].tolist() == [3, 2, 3]
    assert table["flag"].tolist() == [
        *("uniform", "too few keys", "no data"),
        *("focused: same word", "too few keys", "no data"),
    ]


def test_a_table_of_heads_has_the_means_of_its_rows(reading: Reading) -> None:
    table, rows = heads_table("m", reading.heads), rows_table("m", reading)
    assert list(table.columns) == HEAD_COLUMNS
    assert table[["sentence", "layer", "head"]].values.tolist() == [["m", 0, 0], ["m", 0, 1]]
    for name in ("normalised_entropy", "entropy_bits", "sharpness", "max_weight"):
        np.testing.assert_allclose(table[name], rows.groupby("head")[name].mean(), atol=1e-12)


def test_repeated_tokens_stay_apart_in_a_table_of_weights(reading: Reading) -> None:
    table = weights_table(reading, 0, 1)
    assert list(table.columns) == ["query", "query_token", "key", "key_token", "weight"]
    assert len(table) == 15
    assert table["key_token"][:5].tolist() == list(NAMES)
    wide = table.pivot_table(index="query", columns="key", values="weight", dropna=False).to_numpy()
    np.testing.assert_array_equal(wide, reading.weights(0, 1))
    np.testing.assert_allclose(table["weight"][:5], np.array([1, 1, 4, 1, 1]) / 8)
    assert table["weight"][[5, 6, 7, 9]].isna().all()


@pytest.mark.parametrize(("layer", "head", "named"), [(1, 0, "layer 1"), (-1, 0, "layer -1"), (0, 2, "head 2")])
def test_a_head_that_is_not_there_is_refused_by_its_number(reading: Reading, layer: int, head: int, named: str) -> None:
    with pytest.raises(InputError, match=f"no {named}: .* counted from 0"):
        weights_table(reading, layer, head)


def test_more_weights_than_can_be_written_are_refused(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_WEIGHTS", 14)
    with pytest.raises(InputError, match="15 weights"):
        weights_table(reading, 0, 0)


def test_joined_tables_keep_their_order_and_their_missing_keys(reading: Reading) -> None:
    other = replace(reading, query_tokens=plain_tokens(("x", "y", "z")))
    joined = join_tables([rows_table("one", reading), rows_table("two", other)])
    assert joined["sentence"].tolist() == ["one"] * 6 + ["two"] * 6
    assert joined["token"][6:9].tolist() == ["x", "y", "z"]
    assert joined["max_key"].dtype == "Int64"
    assert joined.index.tolist() == list(range(12))
