"""The bars of the likeliest next tokens, by their data and layout."""

import plotly.graph_objects as go
import pytest

from engine.running.continuation import NextToken
from tests.viz.figure_text import HOSTILE, assert_harmless, token_labels
from viz.figures.next_tokens import CAME_MARK, next_tokens_figure
from viz.theme import DARK, LIGHT

TOKENS = [
    NextToken(" Paris", 7042, 0.7725322),
    NextToken(" the", 260, 0.0645219),
    NextToken("\n", 198, 0.0124708),
    NextToken(" the", 3095, 0.0098539),
    NextToken("  ", 216, 0.0004),
]


def test_the_likeliest_token_is_on_top_and_repeated_texts_keep_their_own_bars():
    figure = next_tokens_figure(TOKENS, "is")
    (bars,) = figure.data
    assert bars.orientation == "h"
    assert list(bars.x) == [token.probability for token in TOKENS]
    assert list(bars.y) == [0, 1, 2, 3, 4]
    top_is_last = list(figure.layout.yaxis.range)
    assert top_is_last == [4.5, -0.5]
    assert token_labels(figure.layout.yaxis) == ["␣Paris", "␣the", "↵", "␣the", "␣␣"]


def test_probabilities_are_printed_to_three_digits_and_exact_in_the_hover():
    (bars,) = next_tokens_figure(TOKENS, "is").data
    assert list(bars.text) == ["0.773", "0.065", "0.012", "0.010", "&lt;0.001"]
    assert bars.hovertext[0] == "probability 0.772532"
    assert bars.hovertext[4] == "probability 0.0004"


def test_the_axis_goes_from_0_past_the_largest_and_is_named_with_its_unit():
    layout = next_tokens_figure(TOKENS, "is").layout
    low, high = layout.xaxis.range
    assert low == 0
    assert 0.7725322 * 1.15 < high < 0.7725322 * 1.4  # room for the printed number
    assert layout.xaxis.title.text == "probability, 0 to 1"
    assert layout.yaxis.title.text == "next token"
    assert layout.title.text == "Likeliest after “is”"


def test_the_token_that_follows_is_marked_once_and_by_its_id():
    (bars,) = next_tokens_figure(TOKENS, "is", came=3095).data
    assert [CAME_MARK in text for text in bars.text] == [False, False, False, True, False]
    assert [("follows" in text) for text in bars.hovertext] == [False, False, False, True, False]
    (bars,) = next_tokens_figure(TOKENS, "is", came=1).data
    assert not any(CAME_MARK in text for text in bars.text)


@pytest.mark.parametrize("count", [1, 10, 50])
def test_every_bar_has_room(count):
    figure = next_tokens_figure([NextToken(str(number), number, 1 / 50) for number in range(count)], "x")
    assert (figure.layout.height - 92) / count == pytest.approx(24)


def test_tokens_without_any_probability_are_drawn_and_none_at_all_is_refused():
    figure = next_tokens_figure([NextToken("a", 1, 0.0)], "x")
    assert list(figure.data[0].text) == ["0.000"]
    assert figure.layout.xaxis.range[1] > 0
    with pytest.raises(ValueError, match="no token"):
        next_tokens_figure([], "x")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_plotly_takes_every_property_in_both_themes(theme):
    figure = next_tokens_figure(TOKENS, "is", theme, came=260)
    checked = go.Figure(figure.to_dict())  # ValueError for what Plotly does not know
    assert checked.data[0].marker.color == theme.mark
    assert checked.layout.paper_bgcolor == checked.layout.plot_bgcolor == "rgba(0,0,0,0)"


@pytest.mark.parametrize("after", HOSTILE)
def test_hostile_texts_are_never_raw(after):
    figure = next_tokens_figure([NextToken(text, number, 0.05) for number, text in enumerate(HOSTILE)], after)
    assert_harmless(figure)
    assert len(set(token_labels(figure.layout.yaxis))) == len(HOSTILE)
