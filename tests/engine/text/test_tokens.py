"""Tokens as a person reads them."""

from dataclasses import FrozenInstanceError

import pytest

from engine.text.tokens import Token, doubled_sentence, plain_tokens, unknown_sentence


def test_a_token_without_a_piece_of_its_own_is_its_text():
    assert Token("cat").piece == "cat"
    assert Token("ing", piece="##ing").piece == "##ing"


def test_a_piece_that_goes_on_shows_that_it_does():
    assert [str(token) for token in (Token("read"), Token("ing", "##ing", continues=True))] == ["read", "·ing"]


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        (Token("😀", "[UNK]", unknown=True), "😀 [UNK]"),
        (Token("😀", "<unk>", continues=True, unknown=True), "·😀 <unk>"),
        (Token("[UNK]", unknown=True), "[UNK]"),
        (Token("[UNK]"), "[UNK]"),
        (Token("the", "the"), "the"),
    ],
)
def test_an_unknown_token_shows_its_text_and_then_its_piece_once(token, shown):
    assert str(token) == shown
    assert token.name == shown.removeprefix("·")


def test_a_token_after_its_number_keeps_its_marks():
    assert str(Token("😀", "[UNK]", continues=True, unknown=True).after("7:")) == "7: ·😀 [UNK]"
    assert str(Token("cat").after("1,234")) == "1,234 cat"
    assert str(Token("[UNK]", unknown=True).after("2:")) == "2: [UNK]"


CAT, START, UNKNOWN = Token("cat"), Token("[CLS]", special=True), Token("😀", "[UNK]", unknown=True)


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        ([START, CAT], ""),
        ([START, UNKNOWN, CAT, UNKNOWN], "2 of 3 tokens of the text are unknown to this model and marked [UNK]: "
         "it cannot tell them from others."),
        ([CAT, UNKNOWN], "1 of 2 tokens of the text is unknown to this model and marked [UNK]: "
         "it cannot tell this one from others."),
        ([START, UNKNOWN, UNKNOWN], "All 2 tokens of the text are unknown to this model and marked [UNK]: "
         "it cannot tell them from others."),
        ([START, UNKNOWN], "The one token of the text is unknown to this model and marked [UNK]: "
         "it cannot tell this one from others."),
        ([], ""),
    ],
)  # fmt: skip
def test_unknown_tokens_are_counted_among_those_of_the_text(tokens, said):
    assert unknown_sentence(tokens) == said


END = Token("[SEP]", special=True)


@pytest.mark.parametrize(
    ("tokens", "text", "said"),
    [
        ([START, CAT, END], "cat", ""),
        ([START, START, CAT, END], " [CLS]cat",
         "[CLS] stands twice at the beginning: token 0 is the model's own, token 1 is yours. Leave yours out"),
        ([START, START, CAT, END, END], "[CLS] cat [SEP]\n",
         "[CLS] stands twice at the beginning: token 0 is the model's own, token 1 is yours; "
         "[SEP] stands twice at the end: token 3 is yours, 4 is the model's own. Leave yours out"),
        ([START, START, CAT], "[CLS][CLS] cat", ""),  # A tokenizer that adds none.
        ([START, START, START, CAT], "[CLS] [CLS] cat", "token 0 is the model's own, token 1 is yours"),
        ([START, CAT, START, CAT], "cat [CLS] cat", ""),
        ([START, START], "cat", ""),
        ([Token("[CLS]"), Token("[CLS]")], "[CLS]", ""),
        ([], "[CLS]", ""),
    ],
)  # fmt: skip
def test_a_special_token_that_was_typed_and_is_added_too_is_named(tokens, text, said):
    found = doubled_sentence(tokens, text)
    assert said in found
    assert bool(said) == bool(found)


def test_plain_tokens_are_none_of_the_models_own():
    tokens = plain_tokens(["[CLS]", "cat"])
    assert [token.text for token in tokens] == ["[CLS]", "cat"]
    assert not any(token.special or token.continues or token.unknown for token in tokens)


def test_a_token_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Token("cat").text = "dog"
