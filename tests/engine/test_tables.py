"""Tables of heads, rows and weights, on matrices whose numbers are known."""

import io
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engine import Reading, tables
from engine.errors import InputError
from engine.matrix_input import MatrixInput
from engine.output import table_bytes, weights_bytes
from engine.readers import read_matrices
from engine.tables import HEAD_COLUMNS, ROW_COLUMNS, heads_table, join_tables, rows_table, weights_table
from engine.tokens import plain_tokens

NAMES = ("the", "cat", "the", "=1+1", 'say "a,\nb"')


@pytest.fixture(scope="module")
def reading() -> Reading:
    """2 heads, 3 queries, 5 keys. Head 0 is uniform; query 2 sees nothing, query 1 only the key 3."""
    mask = np.ones((3, 5), bool)
    mask[2], mask[1, [0, 1, 2, 4]] = False, False
    queries, keys = np.zeros((3, 2)), np.zeros((5, 2))
    queries[:, 1], keys[:, 1] = 1, [0, 0, np.log(4), 0, 0]
    given = MatrixInput(
        queries=queries, keys=keys, values=np.ones((5, 2)), heads=2, mask=mask, query_tokens=NAMES[:3], key_tokens=NAMES
    )
    return read_matrices(given)


def test_a_table_of_rows_holds_each_query_of_each_head_in_order(reading: Reading) -> None:
    table = rows_table("m", reading)
    assert tuple(table.columns) == ROW_COLUMNS
    assert table[["layer", "head", "query"]].values.tolist() == [
        [0, head, query] for head in (0, 1) for query in range(3)
    ]
    assert table["token"].tolist() == ["the", "cat", "the"] * 2
    assert table["visible_keys"].tolist() == [5, 1, 0] * 2
    np.testing.assert_allclose(table["entropy_bits"], [np.log2(5), 0, np.nan, 2.0, 0, np.nan], atol=1e-12)
    np.testing.assert_allclose(table["effective_keys"], [5, 1, np.nan, 4, 1, np.nan])
    np.testing.assert_allclose(
        table["relative_entropy"], [1, np.nan, np.nan, 2 / np.log2(5), np.nan, np.nan], atol=1e-12
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
    assert tuple(table.columns) == HEAD_COLUMNS
    assert table[["sentence", "layer", "head"]].values.tolist() == [["m", 0, 0], ["m", 0, 1]]
    for name in ("relative_entropy", "entropy_bits", "sharpness", "max_weight"):
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


@pytest.mark.parametrize("kind", ["heads", "rows", "weights"])
def test_every_format_gives_back_the_same_table(reading: Reading, kind: str) -> None:
    table = {
        "heads": heads_table(NAMES[4], reading.heads),
        "rows": rows_table(NAMES[4], reading),
        "weights": weights_table(reading, 0, 1),
    }[kind]
    csv = pd.read_csv(io.BytesIO(table_bytes(table, "csv")), keep_default_na=False, na_values=[""])
    pd.testing.assert_frame_equal(csv, table, check_exact=True, check_dtype=False)

    records = json.loads(table_bytes(table, "json"), parse_constant=pytest.fail)
    assert all(list(record) == list(table.columns) for record in records)
    plain = table.astype(object).where(table.notna(), None)
    assert records == plain.to_dict("records")

    with np.load(io.BytesIO(table_bytes(table, "npz")), allow_pickle=False) as arrays:
        assert list(arrays) == list(table.columns)
        for name in table.columns:
            whole = table[name].dtype == "Int64"  # Whole numbers have no NaN of their own.
            wanted = table[name].to_numpy(float, na_value=np.nan) if whole else table[name].to_numpy()
            np.testing.assert_array_equal(arrays[name], wanted)


def test_the_weights_of_a_head_are_a_matrix_in_npz_and_in_a_table(reading: Reading) -> None:
    with np.load(io.BytesIO(weights_bytes(reading, 0, 1, "npz")), allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["weights"], reading.weights(0, 1))
        assert arrays["query_tokens"].tolist() == list(NAMES[:3])
        assert arrays["key_tokens"].tolist() == list(NAMES)
        assert (arrays["layer"], arrays["head"]) == (0, 1)
    lines = weights_bytes(reading, 0, 1, "table").decode().splitlines()
    assert lines[0].split() == ["0", "1", "2", "3", "4"]
    assert lines[1].split()[:6] == ["query", "token", "the", "cat", "the", "=1+1"]
    assert lines[2].split() == ["0", "the", "0.125", "0.125", "0.500", "0.125", "0.125"]
    assert lines[3].split() == ["1", "cat", "-", "-", "-", "1.000", "-"]
    assert len(lines) == 5


def test_a_table_too_wide_for_the_terminal_stacks_its_headings(reading: Reading) -> None:
    table = heads_table("m", reading.heads)
    assert table_bytes(table, "table", 500) == table_bytes(table, "table")
    lines = table_bytes(table, "table", 80).decode().splitlines()
    assert [line.split()[0] for line in lines[:2]] == ["relative", "sentence"]
    assert max(map(len, lines)) < len(table_bytes(table, "table").splitlines()[0])


def test_texts_that_numpy_would_blow_up_are_refused(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.output.MOST_NPZ_TEXT", 100)
    with pytest.raises(InputError, match="csv or json"):
        table_bytes(rows_table("a long sentence", reading), "npz")


def test_joined_tables_keep_their_order_and_their_missing_keys(reading: Reading) -> None:
    other = replace(reading, query_tokens=plain_tokens(("x", "y", "z")))
    joined = join_tables([rows_table("one", reading), rows_table("two", other)])
    assert joined["sentence"].tolist() == ["one"] * 6 + ["two"] * 6
    assert joined["token"][6:9].tolist() == ["x", "y", "z"]
    assert joined["max_key"].dtype == "Int64"
    assert joined.index.tolist() == list(range(12))
