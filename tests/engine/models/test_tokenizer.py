"""The tokenizer of a model, from whatever files of a vocabulary its folder has."""

import pytest
from transformers import AutoTokenizer, PreTrainedTokenizerFast, Qwen2Config, Qwen2Model

from engine.errors import InputError
from engine.models.loading import load_model
from tests.engine.folders import byte_level, refused, save_model, unigram, word_pieces


def test_a_missing_tokenizer_is_refused(folder):
    for file in ("tokenizer.json", "tokenizer_config.json"):
        (folder / file).unlink()
    refused(folder, r"has no tokenizer: tokenizer\.json is missing.*tokenizer\.save_pretrained")


def test_a_damaged_tokenizer_is_refused(folder):
    (folder / "tokenizer.json").write_text("{}")
    refused(folder, r"tokenizer\.json of .* cannot be read")


def test_an_older_vocabulary_without_a_whole_tokenizer_is_read(folder):
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer"}')
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "##s"]))
    tokens = load_model(str(folder)).tokenize("The cats")[1]
    assert [token.piece for token in tokens] == ["[CLS]", "the", "cat", "##s", "[SEP]"]


def test_an_empty_vocabulary_is_refused(folder):
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer"}')
    (folder / "merges.txt").write_text("")
    refused(folder, "the tokenizer of .* has no vocabulary")


def test_a_tokenizer_that_needs_what_is_not_there_is_refused(folder):
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "T5Tokenizer"}')
    (folder / "spiece.model").write_bytes(b"no model of sentencepiece")
    refused(folder, "the tokenizer of .* cannot be loaded.*Save it as tokenizer.json")


@pytest.mark.parametrize("settings", [True, False])
def test_a_tokenizer_does_as_transformers_own_does_and_cuts_nothing(folder, settings):
    tokenizer = word_pieces()
    tokenizer.enable_truncation(4)
    tokenizer.enable_padding(length=8)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer).save_pretrained(folder)
    wanted = AutoTokenizer.from_pretrained(folder)("the cats sat on the mats").input_ids
    if not settings:
        (folder / "tokenizer_config.json").unlink()
    assert load_model(str(folder)).tokenize("the cats sat on the mats")[0] == wanted
    assert len(wanted) == 9


def test_a_token_that_the_model_has_no_weights_for_is_named(tmp_path):
    save_model("gpt2", tmp_path, byte_level(340))
    loaded = load_model(str(tmp_path))
    with pytest.raises(InputError, match=r"no weights for the token 'Ġthe': its tokenizer has more than the 60 tokens"):
        loaded.tokenize("! the")


@pytest.mark.parametrize("make", [word_pieces, unigram])
def test_the_folders_own_file_decides_where_transformers_would_split_a_text_in_another_way(tmp_path, make):
    sizes = {"hidden_size": 24, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 3}
    Qwen2Model(Qwen2Config(vocab_size=60, num_key_value_heads=3, **sizes)).save_pretrained(tmp_path)
    PreTrainedTokenizerFast(tokenizer_object=make()).save_pretrained(tmp_path)
    loaded = load_model(str(tmp_path))
    wanted = make().encode("the cat sat on the mat").tokens
    assert [token.piece for token in loaded.tokenize("the cat sat on the mat")[1]] == wanted
    assert loaded.card.notes == (
        "Its tokens are those of its own tokenizer.json; Transformers would split a text in another way.",
    )


@pytest.mark.parametrize("make", [word_pieces, unigram])
def test_a_tokenizer_that_splits_as_its_file_says_has_no_note(tmp_path, make):
    save_model("bert", tmp_path, make())
    assert load_model(str(tmp_path)).card.notes == ()
