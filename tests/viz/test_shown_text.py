"""User text in labels."""

import html
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.text.tokens import Token
from tests.viz.figure_text import HOSTILE
from viz.shown_text import axis_label, plain_label

ANY_TEXT = st.text(st.characters(), max_size=80)
"""Lone surrogates too: a paste can hold them."""


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("cat", "cat"),
        ("a b", "a b"),
        ("", "∅"),
        ("  ", "␣␣"),
        (" a ", "␣a␣"),
        ("a\tb", "a⇥b"),
        ("a\nb\r", "a↵b␍"),
        ("\x00\x1b\x7f", "␀␛␡"),
        ("a\u00a0b", "a⍽b"),
        ("left\u202eright", "left⟨202E⟩right"),
        ("zero\u200bwidth", "zero⟨200B⟩width"),
        ("so\u00adft", "so⟨00AD⟩ft"),
        ("\u2028", "⟨2028⟩"),
        ("\u3164", "⟨3164⟩"),
        ("\ud800", "⟨D800⟩"),
        ("שלום", "שלום"),
        ("e\u0301", "e\u0301"),
        ("\u0301", "◌\u0301"),
        ("3", "3"),
    ],
)
def test_a_label_shows_what_was_typed_with_a_mark_for_what_is_invisible(text, label):
    assert plain_label(text, 40) == label


@pytest.mark.parametrize(
    ("token", "label"),
    [
        (Token("😀", "[UNK]", unknown=True), "😀 [UNK]"),
        (Token("a" * 20, "[UNK]", unknown=True), "aaaaaaaaa… [UNK]"),
        (Token("a" * 20, "[UNK]", continues=True, unknown=True), "·aaaaaaaa… [UNK]"),
        (Token("a\n" + "b" * 9, "<b>" * 9, unknown=True), "a↵bbbb… <b><b><…"),
    ],
)
def test_a_token_that_is_unknown_keeps_its_mark_where_it_is_cut(token, label):
    assert plain_label(token, 16) == label
    assert html.unescape(axis_label(token, 16)) == label
    assert "<" not in axis_label(token, 16)


def test_anything_is_labelled_by_its_text():
    assert plain_label(7) == "7"


@pytest.mark.parametrize(
    "emoji",
    [
        "👩‍👩‍👧",
        "👩🏽‍👩🏽‍👧🏽‍👦🏽",
        "❤\ufe0f",
        "🇯🇵",
        "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    ],
    ids=["family", "family with skin tones", "heart", "Japan", "Wales"],
)
def test_an_emoji_of_several_characters_stays_whole_or_goes_whole(emoji):
    assert plain_label(emoji) == emoji
    assert plain_label("abc" + emoji + "defgh", 5) in (f"abc{emoji}…", "abc…")
    assert plain_label("abcd" + emoji * 2, 5) == "abcd…"


def test_joiners_stay_where_they_join_letters_and_show_elsewhere():
    assert plain_label("می\u200cخواهم") == "می\u200cخواهم"
    assert plain_label("a\u200db") == "a⟨200D⟩b"
    assert plain_label("\u200da") == "⟨200D⟩a"


def test_two_flags_are_two_characters():
    assert plain_label("🇯🇵🇫🇷", 4) == "🇯🇵🇫🇷"
    assert plain_label("🇯🇵🇫🇷", 3) == "🇯🇵…"


def test_wide_letters_count_two_columns():
    assert plain_label("漢字漢字", 8) == "漢字漢字"
    assert plain_label("漢字漢字", 7) == "漢字漢…"
    assert plain_label("漢字漢字", 6) == "漢字…"


def test_a_long_text_ends_in_an_ellipsis_within_the_limit():
    assert plain_label("w" * 16) == "w" * 16
    assert plain_label("w" * 300) == "w" * 15 + "…"


@pytest.mark.parametrize("chain", ["👩\u200d" * 300 + "👩", "क\u200d" * 300 + "क", "e" + "\u0301" * 300])
def test_an_endless_chain_of_joined_characters_is_cut_too(chain):
    assert len(plain_label(chain)) < 120


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("<b>", "&lt;b&gt;"),
        ("</s>", "&lt;/s&gt;"),
        ("a & b", "a &amp; b"),
        ("&lt;", "&amp;lt;"),
        ("$x$", "&#36;x&#36;"),
        ("%{x}", "&#37;{x}"),
        ("50%", "50%"),
    ],
)
def test_what_plotly_would_render_becomes_entities(text, label):
    assert axis_label(text) == label


def test_a_label_is_shortened_before_its_entities_are_written():
    assert axis_label("<" * 300, 4) == "&lt;&lt;&lt;…"


@given(ANY_TEXT, st.integers(1, 40))
@example("\u0600" * 5, 3)
def test_no_label_is_wider_than_its_limit(text, limit):
    label = plain_label(text, limit)
    assert label
    base = [one for one in label if unicodedata.category(one)[0] not in "MC"]
    assert len(base) <= limit or "\u200d" in label  # people joined into one emoji share its two columns


@given(ANY_TEXT)
def test_no_label_holds_an_invisible_or_turning_character(text):
    for character in plain_label(text, 80):
        kind = unicodedata.category(character)
        assert kind not in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp"), hex(ord(character))
        assert kind != "Cf" or character in "\u200c\u200d" or 0xE0020 <= ord(character) <= 0xE007F


@given(ANY_TEXT, st.integers(1, 40))
def test_an_axis_label_is_the_plain_label_written_as_harmless_entities(text, limit):
    label = axis_label(text, limit)
    assert not set("<>$") & set(label)
    assert "%{" not in label
    assert html.unescape(label) == plain_label(text, limit)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_apart_from_each_other(text):
    others = [axis_label(other, 40) for other in HOSTILE if other != text]
    assert axis_label(text, 40) not in others
