"""Text and tables for a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.command_line.terminal import Column, columns_of, lay_out, show_name, show_number, show_text, total_width


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("cat", "cat"),
        ("\x1b[31mred", "␛[31mred"),
        ("a\tb\nc\rd\x7f", "a⇥b↵c␍d␡"),
        ("\x9b31m", "⟨009B⟩31m"),
        ("\u202eabc", "⟨202E⟩abc"),
        ("a\u2028b", "a⟨2028⟩b"),
        ("\udcff", "⟨DCFF⟩"),
        ("<b>&amp;", "<b>&amp;"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("", ""),
    ],
)
def test_what_a_terminal_would_obey_is_shown_as_a_mark(typed: str, shown: str) -> None:
    assert show_text(typed, 40) == shown


@given(st.text(), st.integers(1, 30))
def test_shown_text_fits_and_has_no_control_character(text: str, limit: int) -> None:
    shown = show_text(text, limit)
    assert columns_of(shown) <= limit
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in shown)


def test_a_long_text_is_cut_with_an_ellipsis_and_one_that_just_fits_is_not() -> None:
    assert show_text("abcdef", 5) == "abcd…"
    assert show_text("abcde", 5) == "abcde"
    assert show_text("漢字漢字", 5) == "漢字…"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("abcdefghi [UNK]", "abcde… [UNK]"),
        ("漢字漢字漢 2/3", "漢字漢… 2/3"),
        ("abcdefghijklmn", "abcdefghijk…"),
        ("a of-fourteen!", "a of-fourte…"),
        ("cat [UNK]", "cat [UNK]"),
        ("", ""),
    ],
)
def test_a_name_that_is_cut_keeps_the_mark_after_it(name: str, shown: str) -> None:
    assert show_name(name, 12) == shown


def test_a_tower_of_combining_marks_is_kept_low() -> None:
    assert show_text("a" + "\u0301" * 50, 5) == "a" + "\u0301" * 6


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.12345, "0.123"), (-0.0001, "0.000"), (12, "12"), (None, "-"), (float("nan"), "-"), (64.0, "64.000")],
)
def test_numbers_are_rounded_to_three_digits_and_undefined_ones_are_a_dash(value: float | None, shown: str) -> None:
    assert show_number(value) == shown


def test_columns_are_aligned_by_what_a_terminal_shows() -> None:
    columns = [Column(("n",), ["1", "22"]), Column(("two", "words"), ["漢", "e\u0301"], is_number=False)]
    assert lay_out(columns) == "    two\n n  words\n 1  漢\n22  e\u0301\n"
    assert total_width(columns) == 9
