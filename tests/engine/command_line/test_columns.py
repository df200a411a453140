"""Texts in one column of a table, and what is said of tables that cannot be read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.command_line.inputs import sentences_of
from tests.engine.command_line.helpers import Command

TABLE = 'sentence,label\n"The cat, sat.",1\n\nShe left.,0\n'


def test_a_header_is_never_read_as_a_sentence(refusal: Callable[..., str], tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text(TABLE)
    said = refusal("--file", path)
    assert said.endswith(
        "data.csv, parted by commas, is a table; say with --column which column to read. It has: “sentence”, “label”.\n"
    )


def test_the_cells_of_the_column_that_is_named_are_the_sentences(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text(TABLE)
    printed = command("--file", path, "--column", "sentence", "--format", "csv").decode()
    names = {line.partition(",0,0,")[0] for line in printed.splitlines() if ",0,0," in line}
    assert names == {'"The cat, sat."', "She left."}


@pytest.mark.parametrize(
    ("name", "content", "texts"),
    [
        ("a.csv", TABLE, [(2, "The cat, sat."), (4, "She left.")]),
        ("a.csv", "sentence;n\nThe cat; 1\n", [(2, "The cat")]),
        ("a.CSV", "n;sentence\n1,5;Yes, he did.\n2,5;\n3,5;  \n", [(2, "Yes, he did.")]),
        ("a.csv", "sentence\nYes\n\n", [(2, "Yes")]),
        ("a.csv", "sentence\tn\nYes, he; did.\t1\n", [(2, "Yes, he; did.")]),
        ("a.tsv", "n\tsentence \n1\tYes, he; did.\n", [(2, "Yes, he; did.")]),
        ("a.csv", 'sentence,n\n"Two\nlines, and ""one"".",1\nYes,2\n', [(2, 'Two\nlines, and "one".'), (4, "Yes")]),
        (
            "a.jsonl",
            '{"sentence": "The cat."}\n\n{"n": 1}\n{"sentence": null}\n{"n": 2, "sentence": "Un caf\\u00e9"}',
            [(1, "The cat."), (5, "Un café")],
        ),
    ],
)  # fmt: skip
def test_a_column_is_read_with_the_line_of_each_text(
    tmp_path: Path, name: str, content: str, texts: list[tuple[int, str]]
) -> None:
    path = tmp_path / name
    path.write_bytes(content.replace("\n", "\r\n").encode("utf-16"))
    found = sentences_of(str(path), "sentence")
    assert [(one.place, one.text) for one in found] == [(f"{path}, line {line}", text) for line, text in texts]


@pytest.mark.parametrize(
    ("name", "content", "column", "said"),
    [
        ("a.csv", TABLE, "Sentence", "parted by commas, has no column “Sentence”. It has: “sentence”, “label”."),
        ("a.csv", "a;b\n1;2\n", None, "parted by semicolons, is a table"),
        ("a.csv", "a,a\n1,2\n", "a", "has 2 columns “a”. Rename all but one."),
        ("a.csv", "a,b\nYes,1\nYes, he did,2\n", "a", "line 3, has 3 cells where the first line has 2 (parted"),
        ("a.csv", "a,b\nYes\n", "a", "line 2, has 1 cell where the first line has 2"),
        ("a.csv", 'a,b\nYes,1\n"Yes,2\nNo,3\n', "a", "begins on line 3 cannot be read (unexpected end of data)."),
        ("a.csv", 'a,b\n"Yes"!,1\n', "a", "begins on line 2 cannot be read"),
        ("a.csv", f"a,b\n{'x' * 140_000},1\n", "a", "begins on line 2 cannot be read (field larger"),
        ("a.csv", "", "a", "has no columns: it is empty"),
        ("a.csv", "a,b\n ,1\n", "a", "has no sentences in this column"),
        ("a.jsonl", '{"a": "x"}\n{"b": 1}\n', None, "which column to read. It has: “a”, “b”."),
        ("a.jsonl", '{"a": "x"}\n\n{"a": "x"\n', "a", "line 3, is not JSON (Expecting ',' delimiter, column 10)."),
        ("a.jsonl", '{"a": "x"}\n' + "[" * 100_000, "a", "line 2, is not JSON (too large or deep)."),
        ("a.jsonl", '{"a": "x"}\n["x"]\n', "a", "line 2, is no object with names."),
        ("a.jsonl", '{"a": ["x"]}\n', "a", "line 1: “a” is “[\"x\"]”; a text in quotation marks is wanted."),
        ("a.jsonl", '{"a": "\\ud800"}\n', "a", "line 1: character 1 of this text is not a character of Unicode"),
        ("a.txt", "The cat.\n", "a", "--column is for a table, and"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_read_gets_one_line_that_says_why(
    refusal: Callable[..., str], tmp_path: Path, name: str, content: str, column: str | None, said: str
) -> None:
    (tmp_path / name).write_text(content)
    assert said in refusal("--file", tmp_path / name, *(("--column", column) if column else ()))


def test_a_column_belongs_to_a_file(refusal: Callable[..., str]) -> None:
    assert "--column names a column of a --file; no --file came." in refusal("The cat.", "--column", "text")
