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
from transformers import AutoModel, PreTrainedModel, PreTrainedTokenizerFast, Qwen2Config, Qwen2Model

from engine import read
from engine.__main__ import main
from engine.command_line.inputs import whole_file
from engine.models.loaded import LoadedModel
from engine.reading.readers import read_text
from engine.reading.several_texts import pool_heads
from engine.running.continuation import Continuation
from tests.engine.columns import HEAD_COLUMNS, ROW_COLUMNS
from tests.engine.command_line.helpers import Command
from tests.engine.families import FAMILIES, REFUSED
from tests.engine.folders import save_model, word_pieces

ROOT = Path(__file__).parents[2]
TEXT = "Nobody expected the quiet librarian to win the chess match."


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
        "normalised_entropy": bits / np.log2(len(ids)),
        "effective_keys": 2**bits,
        "max_weight": weights.max(axis=-1),
        "first_share": weights[..., 0],
        "special_share": weights[..., special].sum(axis=-1),
    }
    heads, rows = frame(command(TEXT, "--format", "csv")), frame(command(TEXT, "--rows", "--format", "csv"))
    for name, values in wanted.items():
        # float32 on both sides, and fused here: weights differ by 1e-6, entropies by up to 1e-4 on peaked rows.
        np.testing.assert_allclose(heads[name], values.mean(axis=-1).ravel(), atol=1e-4, err_msg=name)
        if name in rows:
            np.testing.assert_allclose(rows[name], values.ravel(), atol=2e-4, err_msg=name)
    assert rows["token"][: len(tokens)].tolist() == [token.text for token in tokens]
    assert special == [0, len(ids) - 1]  # The rows between are judged; of those, the ends have a mark beside them.
    judged = len(ids) - 2
    destinations = {
        "to_sink": weights[..., 1:-1, special].sum(axis=(-1, -2)) / judged,
        "to_itself": np.diagonal(weights, 0, 2, 3)[..., 1:-1].sum(axis=-1) / judged,
        "to_previous": np.diagonal(weights, -1, 2, 3)[..., 1:-1].sum(axis=-1) / judged,
        "to_next": np.diagonal(weights, 1, 2, 3)[..., 1:-1].sum(axis=-1) / judged,
    }
    for name, values in destinations.items():
        np.testing.assert_allclose(heads[name], values.ravel(), atol=1e-5, err_msg=name)
    first, second = (place for place, token in enumerate(tokens) if token.text == "the")  # The one word that is twice.
    again = (weights[:, :, first, second] + weights[:, :, second, first]) / judged
    np.testing.assert_allclose(heads["to_same_word"], again.ravel(), atol=1e-5)
    six = ["to_sink", "to_itself", "to_previous", "to_next", "to_same_word", "to_other_words"]
    for table in (heads, rows):
        np.testing.assert_allclose(table[six].sum(axis=1), 1, atol=1e-5)


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
    assert uniform["normalised_entropy"] == pytest.approx(1, abs=1e-12)
    assert (uniform["label"], uniform["agreement"]) == ("uniform", 1.0)
    assert itself["normalised_entropy"] == pytest.approx(0, abs=1e-9)
    assert (itself["label"], itself["agreement"]) == ("itself", 1.0)
    rows = json.loads(command("--matrices", causal, "--format", "json", "--rows"))
    assert [row["visible_keys"] for row in rows[:128]] == list(range(1, 129))
    assert rows[0]["normalised_entropy"] is None


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
    assert table["normalised_entropy"].tolist() == pooled.normalised_entropy.ravel().tolist()


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
        ([""], "no text yet"),
        (["   "], "only spaces"),
        (["word " * 600], "602 tokens"),
        (["x" * 300_000], "300,000 characters"),
        (["\udcff\udcfe"], "not UTF-8"),
        (["cat", "--weights", "6", "0"], "0 to 5"),
        (["cat", "--weights", "0", "-1"], "no head -1"),
        (["--file", "nowhere\n.txt"], "No such file"),
        (["--file", "."], "Is a directory"),
        (["--matrices", "nowhere.json"], "No such file"),
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


def test_several_sentences_have_no_one_matrix_of_weights(refusal: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text("The cat.\nThe dog.\n")
    assert "has 2" in refusal("--file", tmp_path / "s.txt", "--weights", "0", "0")


def test_npz_is_not_written_to_a_terminal(refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.__main__.terminal_width", lambda: 80)
    assert "--output" in refusal("The cat.", "--format", "npz")


# A whole file as one text


def test_a_whole_file_is_one_text_that_is_named_after_the_file(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "chapter one.txt"
    path.write_bytes("\ufeffThe cat sat.\r\n\r\nThe dog, too.\n".encode())
    table = frame(command("--text-file", path, "--format", "csv"))
    assert table["sentence"].tolist() == ["chapter one.txt"] * 72
    # The last line's end is the file's, not the text's: smollm2 would read it as a token.
    assert whole_file(str(path)).text == "The cat sat.\n\nThe dog, too."
    reading = read("The cat sat.\n\nThe dog, too.")
    assert table["entropy_bits"].tolist() == reading.heads.entropy_bits.ravel().tolist()
    rows = frame(command("--text-file", path, "--rows", "--format", "csv"))
    assert rows["token"][:11].tolist() == [token.text for token in reading.query_tokens]
    weights = frame(command("--text-file", path, "--weights", "1", "2", "--format", "csv"))
    np.testing.assert_array_equal(weights["weight"].to_numpy("float32"), reading.weights(1, 2).ravel())


def test_standard_input_is_a_whole_file_too(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"The cat.\nThe dog.\n")))
    table = frame(command("--text-file", "-", "--format", "csv"))
    assert table["sentence"].unique().tolist() == ["standard input"]
    assert table["entropy_bits"].tolist() == read("The cat.\nThe dog.").heads.entropy_bits.ravel().tolist()


def test_a_file_whose_name_is_not_in_utf_8_is_read(command: Command, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_text("The cat.")
    assert json.loads(command("--text-file", path, "--format", "json"))[0]["sentence"] == "caf\ufffd.txt"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        (b"", "chapter.txt: there is no text yet"),
        (b" \n\n", "chapter.txt: this text is only spaces"),
        ("caf\u00e9".encode("latin-1"), "chapter.txt is not text in UTF-8 (byte 4;"),
        (b"The cat.\n" + b"word " * 600, "chapter.txt: this text has 605 tokens"),
        (b"x" * 200_001, "chapter.txt: this text has 200,001 characters"),
    ],
    ids=["missing", "empty", "blank", "latin", "long", "huge"],
)
def test_a_wrong_whole_file_gets_one_line_that_says_what(
    refusal: Callable[..., str], tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "chapter.txt"
    if content is not None:
        path.write_bytes(content)
    assert said in refusal("--text-file", path)
    assert "is the file that is read" in refusal("--text-file", path, "--output", path)


def test_a_special_token_that_is_typed_although_it_is_added_is_named_beside_the_table(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["[CLS] the cat sat [SEP]"]) == 0
    said = (
        "[CLS] stands twice at the beginning: token 0 is the model's own, token 1 is yours; [SEP] stands twice at the "
        "end: token 5 is yours, 6 is the model's own."
    )
    assert capfd.readouterr().err.startswith(f"python -m engine: {said} Leave yours out")


def test_unknown_tokens_are_marked_in_every_format_and_counted_beside_the_table(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    path = tmp_path / "thai.txt"
    path.write_text("I feel 😀 and 😡.\nThe cat.\n" + "แมวนั่งบนเสื่อ")
    said = (
        f"python -m engine: {path}, line 1: 2 of 6 tokens of the text are unknown to this model and marked [UNK]: "
        f"it cannot tell them from others.\npython -m engine: {path}, line 3: The one token of the text is unknown "
    )
    wanted = ["[CLS]", "I", "feel", "😀 [UNK]", "and", "😡 [UNK]", ".", "[SEP]"]

    def printed(*arguments: str) -> bytes:
        capfdbinary.readouterr()
        assert main([*arguments]) == 0
        printed = capfdbinary.readouterr()
        assert b"unknown to this model" in printed.err
        assert b"unknown to this model" not in printed.out
        return printed.out

    assert main(["--file", str(path), "--format", "csv"]) == 0
    assert capfdbinary.readouterr().err.decode().startswith(said)
    text = "I feel 😀 and 😡."
    assert frame(printed(text, "--rows", "--format", "csv"))["token"][:8].tolist() == wanted
    assert [row["token"] for row in json.loads(printed(text, "--rows", "--format", "json"))[:8]] == wanted
    with np.load(io.BytesIO(printed(text, "--weights", "0", "0", "--format", "npz")), allow_pickle=False) as file:
        assert file["key_tokens"].tolist() == file["query_tokens"].tolist() == wanted
    assert "😀 [UNK]" in printed(text, "--weights", "0", "0").decode()
    # A long word is cut before its mark.
    assert "…".encode() + b" [UNK]" in printed("แมวนั่งบนเสื่อ" * 2, "--rows")


# Other models


@pytest.mark.parametrize("family", [name for name, family in FAMILIES.items() if family.reads == "text"])
def test_a_folder_with_a_model_of_any_family_gets_a_line_for_each_head(
    command: Command,
    capfdbinary: pytest.CaptureFixture[bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    family: str,
) -> None:
    monkeypatch.setattr("engine.running.writing._MOST_TRANSLATED", 12)
    save_model(family, tmp_path)
    capfdbinary.readouterr()  # Transformers draws a bar when it saves a model.
    lines = command("the cat sat on the mat", "--model", tmp_path).decode().splitlines()
    # What goes to a learned sink is a column of those models alone that have one.
    assert lines[0].split() == [*HEAD_COLUMNS, *(["sink_share"] if family == "gpt_oss" else [])]
    places = [tuple(line.removeprefix("the cat sat on the mat").split()[:2]) for line in lines[1:]]
    n_layers = FAMILIES[family].layers.get("self") or FAMILIES[family].layers["cross"]
    assert places == [(str(layer), str(head)) for layer in range(n_layers) for head in range(6)]


@pytest.mark.parametrize("architecture", REFUSED)
def test_a_model_whose_attention_cannot_be_heard_is_refused_by_its_architecture(
    refusal: Callable[..., str], tmp_path: Path, architecture: str
) -> None:
    AutoModel.from_config(REFUSED[architecture]).save_pretrained(tmp_path)
    PreTrainedTokenizerFast(tokenizer_object=word_pieces()).save_pretrained(tmp_path)
    assert f"is of the architecture {architecture}, whose attention" in refusal("The cat.", "--model", tmp_path)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("./nowhere", "nowhere"),
        ("some/where/else", "some/where/else"),
        ("no-such-owner/no-such-model", "no-such-owner/no-such-model is not on this machine, and the hub cannot be"),
        ("smollm3", "choose one of: minilm, smollm2"),
        ("", "no model ''"),
    ],
)
def test_a_model_that_cannot_be_had_is_named(refusal: Callable[..., str], model: str, said: str) -> None:
    line = refusal("The cat.", "--model", model)
    assert said in line
    assert "The cat." not in line


def test_a_vision_model_reads_no_sentence(refusal: Callable[..., str], tmp_path: Path) -> None:
    save_model("vit", tmp_path)
    assert "reads pictures, not texts" in refusal("The cat.", "--model", tmp_path)


def test_each_kind_of_attention_of_an_encoder_decoder_has_its_rows(command: Command) -> None:
    text = "the third of may 1999"
    found = {
        kind: frame(command(text, "--model", "dates", "--rows", "--format", "csv", *(["--kind", kind] if kind else [])))
        for kind in ("", "cross", "encoder", "decoder")
    }
    pd.testing.assert_frame_equal(found[""], found["cross"])
    tokens = {kind: table["token"][: table["query"].max() + 1].tolist() for kind, table in found.items()}
    assert tokens["cross"][:2] == ["<s> \u2192 1", "1 \u2192 9"]
    assert tokens["encoder"] == ["the", "third", "of", "may", "1", "9", "9", "9", "</s>"]
    assert tokens["decoder"] == ["<s>", *"1999-05-03"]
    assert found["decoder"]["visible_keys"][:11].tolist() == list(range(1, 12))
    assert frame(command("The cat.", "--kind", "self", "--format", "csv")).shape == (72, len(HEAD_COLUMNS))


def test_a_text_is_continued_as_asked(command: Command) -> None:
    def tokens(*options: str) -> list[str]:
        table = frame(command("The capital of France is", "--model", "smollm2", "--rows", "--format", "csv", *options))
        assert set(table["sentence"]) == {"The capital of France is"}
        return table["token"][: table["query"].max() + 1].tolist()

    typed = ["The", "capital", "of", "France", "is"]
    assert tokens() == typed
    assert tokens("--continue", "2") == [*typed, "Paris", "."]
    assert tokens("--continue", "2", "--temperature", "0", "--seed", "3") == [*typed, "Paris", "."]
    drawn = [tokens("--continue", "4", "--temperature", "2.5", "--seed", seed) for seed in ("0", "0", "1")]
    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[0] == tokens("--continue", "4", "--temperature", "2.5"), "the seed is 0 unless given"
    run = read_text("The capital of France is", "smollm2", continuation=Continuation(4, 2.5, 1))
    assert drawn[2] == [token.text for token in run.reading().query_tokens]


SMOLLM2 = ["The cat", "--model", "smollm2"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--text-file", "."], "Is a directory"),
        (["cat", "--kind", "cross"], "minilm has no cross attention; it has: self."),
        (
            ["1 may 1999", "--model", "dates", "--kind", "self"],
            "has no self attention; it has: cross, encoder, decoder",
        ),
        (["cat", "--continue", "2"], "minilm does not continue a text"),
        (["1 may 1999", "--model", "dates", "--continue", "2"], "dates does not continue a text"),
        ([*SMOLLM2, "--continue", "0"], "between 1 and 500 tokens"),
        ([*SMOLLM2, "--continue", "-3"], "got -3"),
        ([*SMOLLM2, "--continue", "501"], "got 501"),
        ([*SMOLLM2, "--continue", "2", "--temperature", "-1"], "between 0 and 5; got -1"),
        ([*SMOLLM2, "--continue", "2", "--temperature", "5.1"], "between 0 and 5; got 5.1"),
        ([*SMOLLM2, "--continue", "2", "--temperature", "nan"], "between 0 and 5; got nan"),
        ([*SMOLLM2, "--continue", "2", "--temperature", "1", "--seed", "-1"], "got -1"),
    ],
)
def test_a_wrong_wish_for_a_model_gets_one_line_that_says_what(
    refusal: Callable[..., str], arguments: list[str], said: str
) -> None:
    assert said in refusal(*arguments)


def test_a_continuation_that_does_not_fit_is_refused_with_the_file_named(
    refusal: Callable[..., str], tmp_path: Path
) -> None:
    save_model("opt", tmp_path)
    path = tmp_path / "cats.txt"
    path.write_text("the cat " * 20)
    line = refusal("--text-file", path, "--model", tmp_path, "--continue", "30")
    assert "cats.txt: this text has 42 tokens, and the model reads 64: 22 more fit, not 30." in line


def test_help_explains_every_option_and_column(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    words = set(capsys.readouterr().out.replace(",", " ").split())
    assert {*HEAD_COLUMNS, *ROW_COLUMNS} <= words
    assert {
        f"--{name}"
        for name in ["model", "file", "text-file", "pool", "matrices", "kind", "continue", "temperature", "seed"]
    } <= words
    assert {f"--{name}" for name in ["rows", "weights", "format", "output"]} <= words


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
    done = shell("naïve 漢中", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"na\xefve \u6f22\u4e2d" in done.stdout


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


def test_what_is_to_be_known_of_a_model_is_one_line_on_standard_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sizes = {"hidden_size": 24, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 3}
    Qwen2Model(Qwen2Config(vocab_size=60, num_key_value_heads=3, **sizes)).save_pretrained(tmp_path)
    PreTrainedTokenizerFast(tokenizer_object=word_pieces()).save_pretrained(tmp_path)
    capfd.readouterr()
    assert main(["the cat sat", "--model", str(tmp_path), "--rows", "--format", "csv"]) == 0
    said = capfd.readouterr()
    assert frame(said.out.encode()).token.tolist()[:5] == ["[CLS]", "the", "cat", "sat", "[SEP]"]
    assert f"python -m engine: {tmp_path}: Its tokens are those of its own tokenizer.json;" in said.err
