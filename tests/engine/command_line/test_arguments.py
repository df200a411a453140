"""What the command line takes, and what it says of arguments that do not go together."""

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.command_line.arguments import parse_arguments

SMOLLM2 = ["The cat", "--model", "smollm2"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give one of"),
        (["two", "words"], "in quotes"),
        (["cat", "--file", "s.txt"], "text and file"),
        (["cat", "--matrices", "m.json"], "text and matrices"),
        (["cat", "--model", "gpt9\n\x1b[2J"], "gpt9"),
        (["cat", "--weights", "0"], "2 arguments"),
        (["cat", "--weights", "a", "b"], "invalid int"),
        (["cat", "--format", "xml"], "xml"),
        (["cat", "--format"], "expected one argument"),
        (["cat", "--colour"], "--colour is not known"),
        (["cat", "--pool"], "--file"),
        (["cat", "--rows", "--weights", "0", "0"], "do not go together"),
        (["--matrices", "m.json", "--model", "minilm"], "Leave it out"),
        (["cat", "--text-file", "c.txt"], "text and text-file"),
        (["--file", "s.txt", "--text-file", "c.txt"], "file and text-file"),
        (["--text-file", "c.txt", "--pool"], "--pool puts the sentences of a --file together"),
        (["--text-file"], "expected one argument"),
        (["cat", "--kind", "sideways"], "invalid choice: 'sideways'"),
        (["--matrices", "m.json", "--kind", "self"], "--kind is for texts"),
        (["--matrices", "m.json", "--continue", "2"], "--continue is for texts"),
        ([*SMOLLM2, "--continue"], "expected one argument"),
        ([*SMOLLM2, "--continue", "two"], "invalid int value: 'two'"),
        ([*SMOLLM2, "--temperature", "1"], "no --continue came"),
        ([*SMOLLM2, "--seed", "0"], "no --continue came"),
        ([*SMOLLM2, "--continue", "2", "--seed", "1.5"], "invalid int value: '1.5'"),
    ],
)
def test_arguments_that_do_not_go_together_get_one_line_that_says_what(
    refusal: Callable[..., str], arguments: list[str], said: str
) -> None:
    line = refusal(*arguments)
    assert line.startswith("python -m engine: ")
    assert said in line
    assert "\x1b" not in line


def test_the_file_that_is_read_is_not_written_over(refusal: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text("The cat.\n")
    assert "is the file that is read" in refusal("--file", tmp_path / "s.txt", "--output", tmp_path / "s.txt")
    assert (tmp_path / "s.txt").read_text() == "The cat.\n"


@pytest.mark.parametrize(
    ("arguments", "format"),
    [
        ([], "table"),
        (["--output", "heads.csv"], "csv"),
        (["--output", "heads.JSON"], "json"),
        (["--output", "heads.txt"], "table"),
        (["--output", "heads"], "table"),
        (["--output", "heads.csv", "--format", "npz"], "npz"),
    ],
)
def test_the_format_is_the_one_asked_for_or_that_of_the_files_ending(arguments: list[str], format: str) -> None:
    assert parse_arguments(["The cat.", *arguments]).format == format


def test_a_text_without_a_wish_is_read_by_minilm_and_goes_to_standard_output() -> None:
    chosen = parse_arguments(["The cat."])
    assert (chosen.text, chosen.model, chosen.output) == ("The cat.", "minilm", None)
    assert (chosen.kind, chosen.continue_by, chosen.temperature, chosen.seed) == (None, None, None, None)
    assert (chosen.rows, chosen.pool, chosen.weights) == (False, False, None)
