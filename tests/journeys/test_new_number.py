"""A number that is added by its record and its computation alone stands everywhere: --help, tables, page."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from engine import Reading, read_matrices
from engine.__main__ import main
from engine.measures import numbers
from engine.measures.computing import survey
from engine.measures.number import Number
from tests.engine.columns import HEAD_COLUMNS, ROW_COLUMNS
from tests.engine.new_numbers import HALF_WEIGHT, SEEN_KEYS, add_record, measure_half_weight
from viz.words.meanings import head_numbers, row_numbers

Command = Callable[..., bytes]

MATRICES = {
    "queries": [[0, 0], [0, 0], [0, 0], [9, 0]],
    "keys": [[0, 0], [0, 0], [0, 0], [0, 0], [0, 0]],
    "values": [[1], [2], [3], [4], [5]],
    "mask": [[True] * 5, [False] * 5, [True, True, False, False, False], [True] * 5],
    "query_tokens": ["a", "b", "c", "d"],
    "key_tokens": ["a", "b", "c", "d", "e"],
}
"""Uniform rows over 5, no, 2 and 5 keys."""

ROWS = {"half_weight": [0.1, None, 0.25, 0.1], "seen_keys": [5, None, 2, 5]}
MEAN = {"half_weight": 0.15, "seen_keys": 4}


@pytest.fixture(params=[HALF_WEIGHT, SEEN_KEYS], ids=lambda number: number.name)
def number(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Number:
    add_record(monkeypatch, request.param)
    if request.param is HALF_WEIGHT:
        measure_half_weight(monkeypatch)
    return request.param


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "five.json"
    path.write_text(json.dumps(MATRICES))
    return path


@pytest.fixture
def command(capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    def run(*arguments: str | Path) -> bytes:
        assert main([str(argument) for argument in arguments]) == 0
        return capfdbinary.readouterr().out

    return run


def help_text(capsys: pytest.CaptureFixture[str]) -> list[str]:
    with pytest.raises(SystemExit):
        main(["--help"])
    return capsys.readouterr().out.splitlines()


def with_column(columns: list[str], name: str, before: str) -> list[str]:
    place = columns.index(before)
    return [*columns[:place], name, *columns[place:]]


def test_help_explains_it_among_the_columns_of_heads(number: Number, capsys: pytest.CaptureFixture[str]) -> None:
    lines = help_text(capsys)
    line = f"  {number.name:<16}  {number.in_short}"
    assert lines.index(line) == next(at for at, text in enumerate(lines) if text.startswith("  label ")) - 1


def test_help_explains_what_rows_alone_have_and_what_few_models_have(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add_record(monkeypatch, SEEN_KEYS, tables=("rows",))
    add_record(monkeypatch, HALF_WEIGHT, only_for="a model with gates", in_short="what goes through them")
    lines = help_text(capsys)
    place = lines.index(f"  seen_keys         {SEEN_KEYS.in_short}")
    assert lines[place - 1].startswith("  visible_keys ")
    assert lines[place + 1].startswith("  max_key ")
    place = lines.index("  half_weight       only for a model with gates: what goes through them")
    assert lines[place - 1].startswith("  sink_share ")


def test_a_table_of_heads_has_it_in_every_format(number: Number, command: Command, file: Path) -> None:
    columns, mean = with_column(HEAD_COLUMNS, number.name, "label"), MEAN[number.name]
    lines = command("--matrices", file).decode().splitlines()
    assert lines[0].split() == columns
    assert float(lines[1].split()[columns.index(number.name)]) == mean
    csv = pd.read_csv(io.BytesIO(command("--matrices", file, "--format", "csv")))
    (record,) = json.loads(command("--matrices", file, "--format", "json"))
    arrays = np.load(io.BytesIO(command("--matrices", file, "--format", "npz")))
    assert list(csv) == list(record) == list(arrays) == columns
    for value in (csv[number.name][0], record[number.name], arrays[number.name][0]):
        assert value == pytest.approx(mean, abs=1e-6)


def test_a_table_of_rows_has_it_in_every_format_and_nothing_where_no_key_is_seen(
    number: Number, command: Command, file: Path
) -> None:
    columns, wanted = with_column(ROW_COLUMNS, number.name, "max_key"), ROWS[number.name]
    lines = command("--matrices", file, "--rows").decode().splitlines()
    assert lines[0].split() == columns
    assert lines[2].split()[columns.index(number.name)] == "-"
    csv = pd.read_csv(io.BytesIO(command("--matrices", file, "--rows", "--format", "csv")))
    records = json.loads(command("--matrices", file, "--rows", "--format", "json"))
    arrays = np.load(io.BytesIO(command("--matrices", file, "--rows", "--format", "npz")))
    assert list(csv) == list(records[0]) == list(arrays) == columns
    assert records[1][number.name] is None
    from_json = [record[number.name] for record in records]
    for values in (csv[number.name], pd.Series(from_json, dtype=float), arrays[number.name]):
        np.testing.assert_allclose(values, np.array(wanted, float), atol=1e-6)


@pytest.mark.parametrize("tables", [("heads",), ("rows",)], ids=lambda tables: tables[0])
def test_it_stands_only_in_the_tables_that_its_record_names(
    monkeypatch: pytest.MonkeyPatch, command: Command, file: Path, tables: tuple[str, ...]
) -> None:
    add_record(monkeypatch, SEEN_KEYS, tables=tables)
    headings = {
        "heads": command("--matrices", file).decode().splitlines()[0].split(),
        "rows": command("--matrices", file, "--rows").decode().splitlines()[0].split(),
    }
    assert [table for table, names in headings.items() if "seen_keys" in names] == [*tables]
    reading = read_matrices(file)
    shown = {"heads": head_numbers(reading, 0, 0), "rows": row_numbers(reading, (0, 0), 0)}
    assert [table for table, on_card in shown.items() if "Keys seen" in {one.name for one in on_card}] == [*tables]


def test_what_few_models_have_stands_last(monkeypatch: pytest.MonkeyPatch, command: Command, file: Path) -> None:
    before = command("--matrices", file)
    add_record(monkeypatch, HALF_WEIGHT, only_for="a model with gates")
    assert command("--matrices", file) == before
    measure_half_weight(monkeypatch)
    assert command("--matrices", file).decode().splitlines()[0].split() == [*HEAD_COLUMNS, "half_weight"]
    assert command("--matrices", file, "--rows").decode().splitlines()[0].split() == [*ROW_COLUMNS, "half_weight"]


def test_the_page_shows_it_with_its_meaning(number: Number, file: Path) -> None:
    reading = read_matrices(file)
    of_head = head_numbers(reading, 0, 0)[-1]
    assert (of_head.name, of_head.shown) == (number.title, number.form.format(MEAN[number.name]))
    assert of_head.meaning.startswith(f"{number.meaning} Mean over all rows; exactly ")
    seeing, blind = (row_numbers(reading, (0, 0), query)[-1] for query in (0, 1))
    assert (seeing.name, seeing.shown) == (number.title, number.form.format(ROWS[number.name][0]))
    assert seeing.meaning.startswith(f"{number.meaning} This row: exactly ")
    assert (blind.shown, blind.meaning) == ("–", f"{number.meaning} This row: exactly undefined.")


def test_a_long_text_has_it_too(number: Number, monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    short = read_matrices(file)
    monkeypatch.setattr(survey, "DENSE_CELLS", 0)
    long: Reading = read_matrices(file)
    np.testing.assert_allclose(number.by_row(long.rows), number.by_row(short.rows), atol=1e-6)


def test_without_its_record_nothing_of_it_is_left(
    monkeypatch: pytest.MonkeyPatch, command: Command, file: Path
) -> None:
    before = command("--matrices", file, "--rows")
    with monkeypatch.context() as added:
        add_record(added, SEEN_KEYS)
        assert command("--matrices", file, "--rows") != before
    assert SEEN_KEYS not in numbers.NUMBERS
    assert command("--matrices", file, "--rows") == before
