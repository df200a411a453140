"""Texts from files and from standard input."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.command_line.inputs import sentences_of, typed_sentence, whole_file
from engine.errors import InputError


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b" \n\n", "no sentences"),
        ("latin.txt", "caf\u00e9".encode("latin-1"), "not text in UTF-8 (byte 4; in Latin-1"),
        ("bare.txt", "The cat.".encode("utf-16-le"), "bare.txt is in UTF-16 without the mark"),
    ],
)
def test_a_file_without_a_text_that_can_be_read_gets_one_line_that_says_what(
    refusal: Callable[..., str], tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert said in refusal("--file", path)


def test_a_file_of_more_bytes_than_are_read_is_refused(
    refusal: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.command_line.inputs.MOST_BYTES", 10)
    (tmp_path / "s.txt").write_text("The cat sat.")
    assert "over 10 bytes" in refusal("--file", tmp_path / "s.txt")


def test_each_line_is_a_sentence_that_knows_its_number(tmp_path: Path) -> None:
    path = tmp_path / "s.txt"
    path.write_bytes("\ufeffThe cat.\r\n\r\n  \nUn café\u2028!\rThe dog.".encode())
    found = sentences_of(str(path))
    assert [one.text for one in found] == ["The cat.", "Un café\u2028!", "The dog."]
    assert [one.place for one in found] == [f"{path}, line {number}" for number in (1, 4, 5)]
    assert [one.title for one in found] == [one.text for one in found]


def test_a_file_in_utf_16_that_says_so_is_read(tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_bytes("The cat.\r\nUn café.\r\n".encode("utf-16"))
    assert [one.text for one in sentences_of(str(tmp_path / "s.txt"))] == ["The cat.", "Un café."]
    assert whole_file(str(tmp_path / "s.txt")).text == "The cat.\nUn café."


def test_a_whole_file_has_the_files_name_and_keeps_its_inner_lines(tmp_path: Path) -> None:
    path = tmp_path / "chapter.txt"
    path.write_bytes(b"One.\r\n\r\nTwo.\n\n")
    found = whole_file(str(path))
    assert (found.text, found.title, found.place) == ("One.\n\nTwo.\n", "chapter.txt", str(path))


@pytest.mark.parametrize(("read", "title"), [(typed_sentence, "a\nb"), (whole_file, "standard input")])
def test_standard_input_is_one_text(read: Callable, title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"a\nb\n")))
    found = read("-")
    assert (found.text, found.title, found.place) == ("a\nb", title, "standard input")


def test_an_error_names_the_place_of_its_text_and_a_typed_text_has_none(tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text("The cat.\n")
    (line,) = sentences_of(str(tmp_path / "s.txt"))
    for sentence, said in ((line, f"{tmp_path / 's.txt'}, line 1: too long"), (typed_sentence("x"), "too long")):
        with pytest.raises(InputError) as refused, sentence.named_in_errors():
            raise InputError("too long")
        assert str(refused.value) == said
