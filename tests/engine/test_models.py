"""Loading minilm, and the tokens that it makes of a text."""

from dataclasses import FrozenInstanceError, replace
from random import Random
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

import engine
from engine import catalogue, models
from engine.catalogue import MINILM, find_model
from engine.errors import InputError
from engine.models import load_model
from engine.text import TextTooLong


def words_of(model, text):
    """The tokens that are not the model's own."""
    return [token for token in model.tokenize(text)[1] if not token.special]


def texts_of(model, text):
    return [token.text for token in words_of(model, text)]


def test_the_card_tells_the_truth(minilm):
    config = minilm.model.config
    assert (MINILM.layers, MINILM.heads) == (config.num_hidden_layers, config.num_attention_heads)
    assert MINILM.positions == config.max_position_embeddings
    assert not minilm.model.training


def test_a_model_is_loaded_once(minilm):
    assert load_model("minilm") is minilm


def test_an_unknown_model_is_refused_with_the_names_of_those_there_are():
    for find in (find_model, load_model, lambda name: engine.read("A text.", name)):
        with pytest.raises(InputError, match=r"no model 'minillm'.*minilm"):
            find("minillm")


def test_files_with_another_sha256_are_refused(monkeypatch):
    monkeypatch.setitem(catalogue.CATALOGUE, "other", replace(MINILM, name="other", sha256="0" * 64))
    monkeypatch.setattr(models.AutoModel, "from_pretrained", lambda *a, **k: pytest.fail("the file was loaded"))
    with pytest.raises(InputError, match=f"model.safetensors of other .* {'0' * 64}.*{MINILM.sha256}"):
        load_model("other")


def test_a_model_whose_package_is_missing_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(catalogue.CATALOGUE, "other", replace(MINILM, name="other", package="no_such_package"))
    with pytest.raises(InputError, match=r"not installed.*requirements-models\.txt"):
        load_model("other")


def test_a_sentence_stands_between_the_models_two_special_tokens(minilm):
    ids, tokens = minilm.tokenize("The cat sat.")
    assert ids == [101, 1996, 4937, 2938, 1012, 102]
    assert [token.text for token in tokens] == ["[CLS]", "The", "cat", "sat", ".", "[SEP]"]
    assert [token.special for token in tokens] == [True, False, False, False, False, True]
    with pytest.raises(FrozenInstanceError):
        tokens[0].text = "x"


def test_a_word_of_several_pieces_goes_on(minilm):
    tokens = words_of(minilm, "Unbelievably so")
    assert [(token.text, token.piece, token.continues) for token in tokens] == [
        ("Un", "un", False),
        ("bel", "##bel", True),
        ("ie", "##ie", True),
        ("va", "##va", True),
        ("bly", "##bly", True),
        ("so", "so", False),
    ]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("THE Cat", ["THE", "Cat"]),
        ("Café NAÏVE", ["Café", "NAÏVE"]),
        ("cafe\u0301 no", ["cafe\u0301", "no"]),
        ("e\u0301\u0301\u0301x", ["e\u0301\u0301\u0301x"]),
        ("I ❤\ufe0f it", ["I", "❤\ufe0f", "it"]),
        ("😀 ok", ["😀", "ok"]),
        ("👩\u200d👩\u200d👧 ok", ["👩\u200d👩\u200d👧", "ok"]),
        ("a\u200bb c", ["a\u200bb", "c"]),
        ("a\u200b c", ["a\u200b", "c"]),
        ("中文", ["中", "文"]),
        ("<b> $x$ `y`", ["<", "b", ">", "$", "x", "$", "`", "y", "`"]),
        ("a\tb\nc", ["a", "b", "c"]),
        ("  spaces   between  ", ["spaces", "between"]),
    ],
)
def test_tokens_show_what_was_typed(minilm, typed, wanted):
    assert texts_of(minilm, typed) == wanted


def test_right_to_left_letters_keep_their_order(minilm):
    assert "".join(texts_of(minilm, "שלום")) == "שלום"


def test_a_word_that_the_model_does_not_know_shows_as_typed_and_tells_its_piece(minilm):
    (token,) = words_of(minilm, "😀")
    assert (token.text, token.piece, token.special) == ("😀", "[UNK]", False)


def test_repeated_tokens_stay_apart(minilm):
    reading = engine.read("the the the the the")
    assert [token.text for token in reading.query_tokens] == ["[CLS]", *["the"] * 5, "[SEP]"]
    assert reading.rows.entropy_bits.shape == (6, 12, 7)
    assert reading.weights(0, 0).shape == (7, 7)


def test_a_special_token_that_was_typed_is_the_persons_own(minilm):
    tokens = minilm.tokenize("[CLS] and [SEP]")[1]
    assert [token.text for token in tokens] == ["[CLS]", "[CLS]", "and", "[SEP]", "[SEP]"]
    assert [token.special for token in tokens] == [True, False, False, False, True]


@pytest.mark.parametrize("text", ["", " ", " \n\t ", "\u200b\u200b", "\u0301", "\ufeff", "\x00"])
def test_a_text_without_a_token_is_refused(minilm, text):
    with pytest.raises(InputError, match="Type"):
        minilm.tokenize(text)


def test_half_of_a_surrogate_pair_is_refused(minilm):
    with pytest.raises(InputError, match=r"character 3 .*U\+DCFF"):
        minilm.tokenize("a \udcff b")


def test_as_many_tokens_as_there_are_positions_are_read(minilm):
    assert len(minilm.tokenize("word " * 510)[1]) == 512
    with pytest.raises(TextTooLong) as caught:
        minilm.tokenize("word " * 511)
    assert (caught.value.n_tokens, caught.value.positions) == (513, 512)
    assert caught.value.part == ("word " * 510).rstrip()
    assert "513 tokens" in str(caught.value)
    assert "512 at most" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "n_fit"),
    [
        ("word " * 600, 512),
        ("word\n" * 600, 512),
        ("Hi " + "中" * 600, 512),
        ("unbelievably " * 600, 512),  # 5 pieces a word
        ("word" + " antidisestablishmentarianism" * 100, None),
        ("x, " * 400, 512),
        ("❤\ufe0f " * 900, None),
    ],
)
def test_the_part_that_is_offered_fits_and_ends_with_a_whole_word(minilm, text, n_fit):
    with pytest.raises(TextTooLong) as caught:
        minilm.tokenize(text)
    part = caught.value.part
    assert text.startswith(part)
    n_tokens = len(minilm.tokenize(part)[1])
    assert n_tokens == n_fit or (n_fit is None and 500 < n_tokens <= 512)
    assert text[len(part)].isspace() or "中" in part


WORDS = ["the", "Unbelievably", "中文", "한국어", "😀", "cafe\u0301", "it's", "a\u200bb", "...", "\n", " "]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30), st.sampled_from(["", " ", "  \n"]))
def test_tokens_are_parts_of_the_text_in_their_order(words, between):
    text = between.join(words)
    if not text.strip():
        return
    place = 0
    for token in load_model("minilm").tokenize(text)[1][1:-1]:
        # Several pieces may stand for one typed character, as in Korean: then each shows it.
        found = text.find(token.text, place)
        place = found if found >= 0 else text.rfind(token.text, 0, place + len(token.text))
        assert place >= 0, (token, text)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_too_long_the_part_offered_fits(minilm, seed):
    random = Random(seed)
    text = random.choice(["", " "]).join(random.choices(WORDS, k=700)) + "中" * 520
    with pytest.raises(TextTooLong) as caught:
        minilm.tokenize(text)
    part = caught.value.part
    assert text.startswith(part)
    assert 400 < len(minilm.tokenize(part)[1]) <= 512


def test_a_megabyte_is_refused_before_it_is_split_into_tokens(minilm):
    unsplit = replace(minilm, tokenizer=Mock(spec=Tokenizer))
    unsplit.tokenizer.encode.side_effect = AssertionError("the text was split into tokens")
    with pytest.raises(InputError, match=r"1,000,000 characters \(1.0 MB\).*20,000"):
        unsplit.tokenize("x" * 1_000_000)
    with pytest.raises(AssertionError, match="was split"):
        unsplit.tokenize("x" * 20_000)


def test_a_model_that_does_not_record_every_layer_is_refused(minilm):
    unrecorded = replace(minilm, card=replace(MINILM, layers=7))
    with pytest.raises(InputError, match="7 attention layers, but 6"):
        unrecorded.capture("The cat sat.")
