"""python -m engine: what it prints, in every format, and what it says of bad input."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.stats import entropy
from transformers import PreTrainedModel

from engine import read
from engine.__main__ import main
from engine.models import LoadedModel
from engine.pool import pool_heads

ROOT = Path(__file__).parents[2]
TEXT = "Nobody expected the quiet librarian to win the chess match."

HEAD_COLUMNS = [
    "sentence",
    "layer",
    "head",
    "relative_entropy",
    "entropy_bits",
    "effective_keys",
    "sharpness",
    "max_weight",
    "self_share",
    "previous_share",
    "next_share",
    "special_share",
    "first_share",
    "mean_distance",
    "label",
    "agreement",
]
ROW_COLUMNS = [
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
]

Command = Callable[..., bytes]


@pytest.fixture
def command(capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    """Runs a command that must succeed without a word on standard error; what it printed."""

    def run(*arguments: str | Path) -> bytes:
        assert main([str(argument) for argument in arguments]) == 0
        printed = capfdbinary.readouterr()
        assert printed.err == b""
        return printed.out

    return run


@pytest.fixture
def refusal(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command that must be refused: status 2, nothing printed, one line of standard error, which it returns."""

    def run(*arguments: str | Path) -> str:
        assert main([str(argument) for argument in arguments]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.endswith("\n")
        assert len(printed.err.splitlines()) == 1, printed.err
        return printed.err

    return run


@pytest.fixture
def causal(tmp_path: Path) -> Path:
    """128 tokens, two causal heads: the first uniform, the second looks at itself."""
    itself = np.linalg.qr(np.random.default_rng(0).standard_normal((128, 128)))[0] * 40
    queries = np.hstack([np.zeros((128, 128)), itself])
    path = tmp_path / "causal.npz"
    np.savez(path, queries=queries, keys=queries, values=queries[:, :2], heads=2, scale=False, mask="causal")
    return path


def frame(csv: bytes) -> pd.DataFrame:
    # An empty cell is an undefined number; a token may be spelled "null".
    return pd.read_csv(io.BytesIO(csv), keep_default_na=False, na_values=[""])


def test_a_sentence_gets_a_line_for_each_head_with_the_columns_in_order(command: Command) -> None:
    lines = command("The cat sat on the mat.").decode().splitlines()
    assert lines[0].split() == HEAD_COLUMNS
    assert len(lines) == 1 + 72
    assert lines[1].startswith("The cat sat on the mat.      0     0 ")
    assert lines[72].startswith("The cat sat on the mat.      5    11 ")
    assert len({len(line) for line in lines}) == 1  # The last column is of numbers, each under its heading.


def test_the_numbers_of_a_sentence_are_those_of_eager_attention(
    command: Command, minilm: LoadedModel, eager_minilm: PreTrainedModel
) -> None:
    ids, tokens = minilm.tokenize(TEXT)
    with torch.no_grad():
        layers = eager_minilm(torch.tensor([ids]), output_attentions=True).attentions
    weights = np.stack([layer[0].double().numpy() for layer in layers])
    bits = entropy(weights, base=2, axis=-1)
    special = [position for position, token in enumerate(tokens) if token.special]
    wanted = {
        "entropy_bits": bits,
        "relative_entropy": bits / np.log2(len(ids)),
        "effective_keys": 2**bits,
        "max_weight": weights.max(axis=-1),
        "first_share": weights[..., 0],
        "special_share": weights[..., special].sum(axis=-1),
        "self_share": np.diagonal(weights, 0, 2, 3),
    }
    heads, rows = frame(command(TEXT, "--format", "csv")), frame(command(TEXT, "--rows", "--format", "csv"))
    for name, values in wanted.items():
        # float32 on both sides, and fused here: weights differ by 1e-6, entropies by up to 1e-4 on peaked rows.
        np.testing.assert_allclose(heads[name], values.mean(axis=-1).ravel(), atol=1e-4, err_msg=name)
        if name in rows:
            np.testing.assert_allclose(rows[name], values.ravel(), atol=2e-4, err_msg=name)
    assert rows["token"][: len(tokens)].tolist() == [token.text for token in tokens]
    neighbours = np.diagonal(weights, -1, 2, 3).sum(axis=-1) / len(ids)
    np.testing.assert_allclose(heads["previous_share"], neighbours.ravel(), atol=1e-5)


def test_csv_json_and_npz_hold_the_same_numbers_unrounded(command: Command) -> None:
    reading = read(TEXT)
    csv = frame(command(TEXT, "--format", "csv"))
    records = json.loads(command(TEXT, "--format", "json"))
    with np.load(io.BytesIO(command(TEXT, "--format", "npz")), allow_pickle=False) as file:
        arrays = dict(file)
    assert list(csv) == list(records[0]) == list(arrays) == HEAD_COLUMNS
    assert csv["entropy_bits"].tolist() == reading.heads.entropy_bits.ravel().tolist()
    for name in HEAD_COLUMNS:
        assert csv[name].tolist() == [record[name] for record in records] == arrays[name].tolist(), name
    assert set(csv["sentence"]) == {TEXT}


def test_rows_get_a_line_for_each_query(command: Command) -> None:
    lines = command("The cat sat.", "--rows").decode().splitlines()
    assert lines[0].split() == ROW_COLUMNS
    assert len(lines) == 1 + 72 * 6
    records = json.loads(command("The cat sat.", "--rows", "--format", "json"))
    assert list(records[0]) == ROW_COLUMNS
    assert [record["query"] for record in records[:7]] == [0, 1, 2, 3, 4, 5, 0]
    weights = read("The cat sat.").weights(3, 7)
    of_head = [record for record in records if (record["layer"], record["head"]) == (3, 7)]
    assert [record["max_key"] for record in of_head] == weights.argmax(axis=1).tolist()


def test_the_weights_of_one_head(command: Command) -> None:
    weights = read("The the the.").weights(4, 5)
    csv = frame(command("The the the.", "--weights", "4", "5", "--format", "csv"))
    assert list(csv) == ["query", "query_token", "key", "key_token", "weight"]
    np.testing.assert_array_equal(csv["weight"].to_numpy("float32").reshape(weights.shape), weights)
    assert csv["key_token"][:6].tolist() == ["[CLS]", "The", "the", "the", ".", "[SEP]"]
    records = json.loads(command("The the the.", "--weights", "4", "5", "--format", "json"))
    assert records == csv.to_dict("records")
    with np.load(io.BytesIO(command("The the the.", "--weights", "4", "5", "--format", "npz"))) as file:
        np.testing.assert_array_equal(file["weights"], weights)
    assert len(command("The the the.", "--weights", "4", "5").splitlines()) == 2 + 6


def test_a_causal_uniform_head_of_128_tokens_is_uniform_and_one_hot_is_itself(command: Command, causal: Path) -> None:
    uniform, itself = json.loads(command("--matrices", causal, "--format", "json"))
    assert uniform["sentence"] == "causal.npz"
    assert uniform["relative_entropy"] == pytest.approx(1, abs=1e-12)
    assert (uniform["label"], uniform["agreement"]) == ("uniform", 1.0)
    assert itself["relative_entropy"] == pytest.approx(0, abs=1e-9)
    assert (itself["label"], itself["agreement"]) == ("itself", 1.0)
    rows = json.loads(command("--matrices", causal, "--format", "json", "--rows"))
    assert [row["visible_keys"] for row in rows[:128]] == list(range(1, 129))
    assert rows[0]["relative_entropy"] is None


def test_matrices_with_two_tokens_are_not_judged(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "two.json"
    path.write_text('{"queries": [[1, 0], [0, 1]], "keys": [[1, 0], [0, 1]], "values": [[1], [2]], "mask": "causal"}')
    (head,) = json.loads(command("--matrices", path, "--format", "json"))
    assert (head["label"], head["agreement"], head["sharpness"]) == ("too few keys", None, None)
    assert command("--matrices", path).decode().splitlines()[1].split()[-1] == "-"


def test_a_file_gives_the_heads_of_each_line_and_leaves_blank_ones_out(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "sentences.txt"
    path.write_bytes("\ufeffThe cat sat.\r\n\r\n   \nUn café, «s'il vous plaît»\u2028!\n".encode())
    table = frame(command("--file", path, "--format", "csv"))
    assert table["sentence"].unique().tolist() == ["The cat sat.", "Un café, «s'il vous plaît»\u2028!"]
    alone = frame(command("The cat sat.", "--format", "csv"))
    pd.testing.assert_frame_equal(table[:72], alone, check_exact=True)


def test_pooled_sentences_give_one_line_a_head(command: Command, tmp_path: Path, sentences: list[str]) -> None:
    path = tmp_path / "sentences.txt"
    path.write_text("\n".join(sentences[:3]))
    table = frame(command("--file", path, "--pool", "--format", "csv"))
    pooled = pool_heads(read(sentence) for sentence in sentences[:3])
    assert table["sentence"].tolist() == ["pooled (3 sentences)"] * 72
    assert table["label"].tolist() == [label.name for layer in pooled.labels for label in layer]
    assert table["agreement"].tolist() == [label.agreement for layer in pooled.labels for label in layer]
    assert table["relative_entropy"].tolist() == pooled.relative_entropy.ravel().tolist()


def test_output_goes_to_a_file_in_the_format_of_its_ending(command: Command, tmp_path: Path) -> None:
    for name in ("heads.csv", "heads.json", "heads.txt"):
        assert command("The cat.", "--output", tmp_path / name) == b""
    assert frame((tmp_path / "heads.csv").read_bytes()).columns.tolist() == HEAD_COLUMNS
    assert len(json.loads((tmp_path / "heads.json").read_text())) == 72
    assert (tmp_path / "heads.txt").read_text().split()[: len(HEAD_COLUMNS)] == HEAD_COLUMNS
    command("The cat.", "--output", tmp_path / "heads.csv", "--format", "json")
    assert len(json.loads((tmp_path / "heads.csv").read_text())) == 72


def test_hostile_text_is_whole_in_the_data_and_harmless_in_the_table(command: Command) -> None:
    text = "\x1b[2J\x1b]0;title\x07 <b> \u202e $x$ =1+1 \t end"
    assert {record["sentence"] for record in json.loads(command(text, "--format", "json"))} == {text}
    for option in ([], ["--rows"], ["--weights", "0", "0"]):
        table = command(text, *option).decode()
        assert not set("\x1b\x07\t\u202e") & set(table)
    assert "␛[2J␛]0;title␇" in command(text).decode()


def test_standard_input_is_one_text_or_one_sentence_a_line(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"The cat.\nThe dog.\n"
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    one = frame(command("-", "--format", "csv"))
    assert one["sentence"].unique().tolist() == ["The cat.\nThe dog."]
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    many = frame(command("--file", "-", "--format", "csv"))
    assert many["sentence"].unique().tolist() == ["The cat.", "The dog."]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give one of"),
        ([""], "no text yet"),
        (["   "], "only spaces"),
        (["word " * 600], "602 tokens"),
        (["x" * 300_000], "300,000 characters"),
        (["\udcff\udcfe"], "not UTF-8"),
        (["two", "words"], "in quotes"),
        (["cat", "--file", "s.txt"], "text and file"),
        (["cat", "--matrices", "m.json"], "text and matrices"),
        (["cat", "--model", "gpt9\n\x1b[2J"], "gpt9"),
        (["cat", "--weights", "6", "0"], "0 to 5"),
        (["cat", "--weights", "0", "-1"], "no head -1"),
        (["cat", "--weights", "0"], "2 arguments"),
        (["cat", "--weights", "a", "b"], "invalid int"),
        (["cat", "--format", "xml"], "xml"),
        (["cat", "--format"], "expected one argument"),
        (["cat", "--colour"], "--colour is not known"),
        (["cat", "--pool"], "--file"),
        (["cat", "--rows", "--weights", "0", "0"], "do not go together"),
        (["--file", "nowhere\n.txt"], "No such file"),
        (["--file", "."], "Is a directory"),
        (["--matrices", "nowhere.json"], "No such file"),
        (["--matrices", "m.json", "--model", "minilm"], "Leave it out"),
        (["cat", "--output", "nowhere/heads.csv"], "No such file"),
    ],
)
def test_a_wrong_command_gets_one_line_that_says_what(
    refusal: Callable[..., str], arguments: list[str], said: str
) -> None:
    line = refusal(*arguments)
    assert line.startswith("python -m engine: ")
    assert said in line
    assert "\x1b" not in line


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b" \n\n", "no sentences"),
        ("latin.txt", "caf\u00e9".encode("latin-1"), "not text in UTF-8 (byte 4)"),
        ("long.txt", b"The cat.\n\n" + b"word " * 600, "long.txt, line 3: this text has 602 tokens"),
        ("huge.txt", b"The cat.\n" + b"x" * 1_000_000, "line 2: this text has 1,000,000 characters"),
        ("broken.json", b'{"queries": [[1, 0]', "broken.json"),
        ("shapes.json", b'{"queries": [[1]], "keys": [[1, 2]], "values": [[1]]}', "K (keys) must have"),
        ("binary.npz", b"\x00\x01", "binary.npz"),
    ],
)
def test_a_wrong_file_gets_one_line_that_says_what(
    refusal: Callable[..., str], tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert said in refusal("--file" if name.endswith(".txt") else "--matrices", path)


def test_a_file_of_more_bytes_than_are_read_is_refused(
    refusal: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.sentences.MOST_BYTES", 10)
    (tmp_path / "s.txt").write_text("The cat sat.")
    assert "over 10 bytes" in refusal("--file", tmp_path / "s.txt")


def test_several_sentences_have_no_one_matrix_of_weights(refusal: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text("The cat.\nThe dog.\n")
    assert "has 2" in refusal("--file", tmp_path / "s.txt", "--weights", "0", "0")


def test_the_file_that_is_read_is_not_written_over(refusal: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text("The cat.\n")
    assert "is the file that is read" in refusal("--file", tmp_path / "s.txt", "--output", tmp_path / "s.txt")
    assert (tmp_path / "s.txt").read_text() == "The cat.\n"


def test_npz_is_not_written_to_a_terminal(refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.__main__.terminal_width", lambda: 80)
    assert "--output" in refusal("The cat.", "--format", "npz")


def test_help_explains_every_option_and_column(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    words = set(capsys.readouterr().out.replace(",", " ").split())
    assert {*HEAD_COLUMNS, *ROW_COLUMNS} <= words
    assert {
        f"--{name}" for name in ["model", "file", "pool", "matrices", "rows", "weights", "format", "output"]
    } <= words


def shell(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "engine", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, **options)  # type: ignore[call-overload]


def test_the_command_runs_in_a_shell(command: Command) -> None:
    done = shell("The cat sat on the mat.", "--format", "csv")
    assert (done.returncode, done.stderr) == (0, b"")
    pd.testing.assert_frame_equal(frame(done.stdout), frame(command("The cat sat on the mat.", "--format", "csv")))


def test_bad_input_ends_with_status_2_and_one_line_in_a_shell() -> None:
    for arguments in (["  "], [b"\xff\xfe".decode(errors="surrogateescape")], ["--format"]):
        done = shell(*arguments)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.count(b"\n") == 1


def test_a_terminal_that_is_not_in_utf_8_gets_what_it_can_show() -> None:
    done = shell("naïve 漢字", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"na\xefve \u6f22\u5b57" in done.stdout


def test_a_closed_standard_output_is_said_in_one_line() -> None:
    done = subprocess.run(f"{sys.executable} -m engine cat >&-", shell=True, cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)


def test_a_closed_pipe_ends_quietly(causal: Path) -> None:
    """As with `| head`: the reader has gone when the table is written."""
    command = [sys.executable, "-m", "engine", "--matrices", str(causal)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.close()
        running.stdout = None
        _, said = running.communicate()
    assert (running.returncode, said) == (0, b"")
