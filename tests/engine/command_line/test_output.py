"""Tables on their way out: every format holds the same numbers, and a terminal what fits it."""

import io
import json

import numpy as np
import pandas as pd
import pytest

from engine import Reading
from engine.command_line.output import table_bytes, weights_bytes
from engine.command_line.tables import heads_table, rows_table, weights_table
from engine.errors import InputError
from tests.engine.command_line.helpers import NAMES


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
    assert [line.split()[0] for line in lines[:3]] == ["entropy", "normalised", "sentence"]
    assert max(map(len, lines)) < len(table_bytes(table, "table").splitlines()[0])


def test_texts_that_numpy_would_blow_up_are_refused(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.command_line.output.MOST_NPZ_TEXT", 100)
    with pytest.raises(InputError, match="csv or json"):
        table_bytes(rows_table("a long sentence", reading), "npz")
