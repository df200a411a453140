"""A long text coloured by a measure of its rows, packed for the component."""

import base64
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.tokens import Token
from viz.components.strip.pack import (
    UNDEFINED,
    Measure,
    component_source,
    contrast,
    picked_token,
    spaced,
    strip_data,
    tint,
)
from viz.theme import DARK, LIGHT

THREE = [("", "One"), (" ", "two"), ("\n\n", "three")]


def measure(values, **more):
    return Measure(
        "normalised_entropy", "normalised entropy", "0 focused", "1 uniform", np.asarray(values, float), **more
    )


def pieces(texts):
    """The pieces as the component takes them apart."""
    parts = strip_data(texts, [measure(np.zeros(len(texts)))])["text"].split("\t")
    return list(zip(parts[::2], parts[1::2], strict=True))


def one(text):
    [(_, shown)] = pieces([("", text)])
    return shown


def test_values_are_bytes_from_0_to_254_and_an_undefined_one_is_255():
    data = strip_data(THREE, [measure([0, np.nan, 0.5])])
    assert list(base64.b64decode(data["measures"][0]["bytes"])) == [0, UNDEFINED, 127]


def test_values_a_rounding_outside_0_to_1_stay_defined():
    data = strip_data(THREE, [measure([-1e-7, 1 + 1e-7, 1])])
    assert list(base64.b64decode(data["measures"][0]["bytes"])) == [0, 254, 254]


def test_the_data_reach_the_browser_as_json_with_every_legend():
    measures = [measure([0, 1, 0.5], hue="entropy"), ("max_weight", "largest weight", "0", "1", np.zeros(3))]
    data = json.loads(json.dumps(strip_data(THREE, measures, generated_from=2, undefined="one key"), allow_nan=False))
    assert data["tokens"] == 3
    assert data["text"] == "\tOne\t \ttwo\t\n\n\tthree"
    assert [one["name"] for one in data["measures"]] == ["normalised entropy", "largest weight"]
    assert [one["hue"] for one in data["measures"]] == ["entropy", "weight"]
    assert (data["measures"][0]["low"], data["measures"][0]["high"]) == ("0 focused", "1 uniform")
    assert (data["generated_from"], data["undefined"]) == (2, "one key")
    assert data["colours"]["dark"]["accent"] == DARK.accent


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("word", "word"),
        ("a b", "a b"),
        ("<b>&lt;", "<b>&lt;"),
        ("", "∅"),
        ("\n", "↵\n"),
        ("\r\n\n", "↵\n↵\n"),
        ("end.\n", "end.↵\n"),
        ("a\tb", "a⇥b"),
        ("\x1b[31m", "␛[31m"),
        ("left\u202eright", "left⟨202E⟩right"),
        ("zero\u200bwidth", "zero⟨200B⟩width"),
        ("שלום", "שלום"),
        ("w" * 300, "w" * 300),
        ("漢" * 300, "漢" * 300),
    ],
)
def test_a_token_is_shown_as_typed_with_a_mark_for_what_cannot_be_seen(text, shown):
    assert one(text) == shown


def test_blanks_between_tokens_stay_and_other_things_there_are_marked():
    texts = [("  ", "a"), ("\r\n ", "b"), (" \u200b\t", "c")]
    assert pieces(texts) == [("  ", "a"), ("\n ", "b"), (" ⟨200B⟩⇥", "c")]


@given(st.lists(st.tuples(st.text(st.characters(), max_size=4), st.text(st.characters(), max_size=8)), min_size=1))
def test_any_text_comes_apart_into_as_many_pieces(texts):
    assert len(pieces(texts)) == len(texts)
    assert all(shown for _, shown in pieces(texts))


def test_pieces_whose_blanks_are_not_known_have_one_before_each_word():
    tokens = [Token("[CLS]", special=True), Token("un"), Token("like", continues=True), Token("ly", continues=True)]
    assert spaced([*tokens, Token(".")]) == [("", "[CLS]"), (" ", "un"), ("", "like"), ("", "ly"), (" ", ".")]
    assert spaced([Token("😀", "[UNK]", unknown=True)]) == [("", "😀 [UNK]")]


def test_a_measure_of_another_length_is_refused():
    with pytest.raises(ValueError, match="2 values of normalised_entropy for 3 tokens"):
        strip_data(THREE, [measure([0, 1])])


def test_a_strip_without_a_measure_or_a_token_is_refused():
    with pytest.raises(ValueError, match="a measure"):
        strip_data(THREE, [])
    with pytest.raises(ValueError, match="a token"):
        strip_data([], [measure([])])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("hue", ["entropy", "weight"])
def test_letters_are_readable_on_every_tint_between_the_page_and_the_strongest(theme, hue):
    ends = [np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) for colour in (theme.page, tint(theme, hue))]
    for share in np.linspace(0, 1, UNDEFINED):
        mixed = np.rint(ends[0] + (ends[1] - ends[0]) * share).astype(int)
        assert contrast("#" + "".join(f"{part:02x}" for part in mixed), theme.text) >= 4.5
    assert contrast(theme.page, tint(theme, hue)) > 1.5  # and the strongest is told from none
    assert contrast(theme.page, theme.grey) >= 4.5  # a word without a value is grey, on the page


def test_contrast_is_wcags():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize(("picked", "token"), [(0, 0), (2, 2), (1.0, 1)])
def test_a_picked_token_is_its_number(picked, token):
    assert picked_token(picked, 3) == token


@pytest.mark.parametrize("picked", [None, True, -1, 3, 1.5, "1", float("nan"), float("inf"), [1]], ids=str)
def test_what_is_no_token_is_not_picked(picked):
    assert picked_token(picked, 3) is None


def test_the_component_is_read_from_its_files_and_writes_no_markup():
    source = component_source()
    assert 'class="text"' in source["html"]
    assert ".strip" in source["css"]
    assert source["js"].count("export default function") == 1
    assert "innerHTML" not in source["js"]
    assert f"const UNDEFINED = {UNDEFINED};" in source["js"]
