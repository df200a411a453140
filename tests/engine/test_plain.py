"""Heads, counts, shares and quotations in a sentence."""

import pytest

from engine.plain import count, head_name, percent, quote


def test_heads_are_named_from_zero():
    assert head_name(3, 7) == "L3 H7"


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "row", "0 rows"),
        (1, "row", "1 row"),
        (2_000, "row", "2,000 rows"),
        (1, "guess", "1 guess"),
        (2, "guess", "2 guesses"),
    ],
)
def test_a_count_has_its_plural(number, noun, said):
    assert count(number, noun) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "under 0.1%"),
        (0.00049, "under 0.1%"),
        (0.0006, "0.1%"),
        (0.0123, "1.2%"),
        (0.0949, "9.5%"),
        (0.1, "10%"),
        (0.5, "50%"),
        (0.7725, "77%"),
        (0.994, "99%"),
        (0.9951, "99.5%"),
        (0.99951, "over 99.9%"),
        (1.0, "100%"),
    ],
)
def test_a_probability_in_words_is_rounded_neither_to_nothing_nor_to_all(share, said):
    assert percent(share) == said


def test_what_was_typed_is_quoted_on_one_line_without_invisible_characters_and_cut():
    assert quote("seven") == "“seven”"
    assert quote("a\nb\x1b[2J\u202e") == "“a\ufffdb\ufffd[2J\ufffd”"
    assert quote("x" * 24) == f"“{'x' * 24}”"
    assert quote("x" * 25) == f"“{'x' * 24}…”"
    assert quote("long words", limit=4) == "“long…”"
