"""Tokens as a person reads them."""

from dataclasses import FrozenInstanceError

import pytest

from engine.text.tokens import Token, plain_tokens


def test_a_token_without_a_piece_of_its_own_is_its_text():
    assert Token("cat").piece == "cat"
    assert Token("ing", piece="##ing").piece == "##ing"


def test_a_piece_that_goes_on_shows_that_it_does():
    assert [str(token) for token in (Token("read"), Token("ing", "##ing", continues=True))] == ["read", "·ing"]


def test_plain_tokens_are_none_of_the_models_own():
    tokens = plain_tokens(["[CLS]", "cat"])
    assert [(token.text, token.special, token.continues) for token in tokens] == [
        ("[CLS]", False, False),
        ("cat", False, False),
    ]


def test_a_token_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Token("cat").text = "dog"
