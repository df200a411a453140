"""The bars of one query."""

import numpy as np
import pytest

from tests.viz.figure_text import HOSTILE, assert_harmless, token_labels
from viz.figures.query_bars import query_figure
from viz.theme import DARK, LIGHT

KEYS = ("the", "cat", "the", "mat", ".")
WEIGHTS = np.array([0.1, 0.2, 0.05, 0.6, 0.05])


def test_every_key_has_a_bar_as_high_as_its_weight_even_where_tokens_repeat():
    figure = query_figure(WEIGHTS, KEYS, "cat")
    drawn, hidden = figure.data
    assert list(drawn.x) == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(drawn.y, WEIGHTS)
    assert len(hidden.x) == 0
    assert token_labels(figure.layout.xaxis) == list(KEYS)
    assert list(drawn.hovertext) == ["weight 0.1", "weight 0.2", "weight 0.05", "weight 0.6", "weight 0.05"]
    assert figure.layout.title.text == "Weights of query “cat”"
    assert figure.layout.xaxis.title.text == "keys: looked at"
    assert figure.layout.yaxis.title.text == "weight"


def test_the_range_starts_at_0_and_holds_the_largest_weight():
    low, high = query_figure(WEIGHTS, KEYS, "cat").layout.yaxis.range
    assert low == 0
    assert 0.6 < high < 0.75


def test_a_line_stands_where_the_visible_keys_would_be_uniform():
    figure = query_figure(np.array([0.5, 0.25, 0.25, np.nan, np.nan]), KEYS, "the")
    (line,) = figure.layout.shapes
    assert line.y0 == line.y1 == pytest.approx(1 / 3)
    assert figure.layout.annotations[0].text == "uniform: 1/3"


def test_the_uniform_line_is_inside_the_range_of_a_uniform_row():
    figure = query_figure(np.full(5, 0.2), KEYS, "the")
    assert figure.layout.yaxis.range[1] > 0.2


def test_a_masked_key_has_no_bar_but_a_grey_place_that_says_why():
    drawn, hidden = query_figure(np.array([0.5, 0.5, np.nan, np.nan, np.nan]), KEYS, "cat").data
    assert list(drawn.y) == [0.5, 0.5, 0, 0, 0]
    assert list(hidden.x) == [2, 3, 4]
    assert hidden.marker.color == LIGHT.masked
    assert all("masked" in words for words in hidden.hovertext)
    assert [("masked" in text) for text in drawn.hovertext] == [False, False, True, True, True]


def test_a_query_that_sees_nothing_is_drawn_without_a_line():
    figure = query_figure(np.full(5, np.nan), KEYS, "cat")
    assert not figure.layout.shapes
    assert list(figure.data[1].x) == [0, 1, 2, 3, 4]


def test_weights_for_other_keys_are_refused():
    with pytest.raises(ValueError, match="5 weights for 4 keys"):
        query_figure(WEIGHTS, KEYS[:4], "cat")


@pytest.mark.parametrize("n_keys", [1, 512])
def test_it_is_drawn_for_one_key_and_for_512(n_keys):
    figure = query_figure(np.full(n_keys, 1 / n_keys), range(n_keys), "all")
    assert len(figure.data[0].y) == n_keys
    assert 200 < figure.layout.height < 450


def test_the_dark_theme_colours_the_bars():
    light, dark = (query_figure(WEIGHTS, KEYS, "cat", theme=theme).data[0].marker.color for theme in (LIGHT, DARK))
    assert (light, dark) == (LIGHT.mark, DARK.mark)


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_texts_are_never_raw(query):
    weights = np.full(len(HOSTILE), 1 / len(HOSTILE))
    weights[3] = np.nan
    figure = query_figure(weights, HOSTILE, query)
    assert_harmless(figure)
    assert len(set(token_labels(figure.layout.xaxis))) == len(HOSTILE)


def test_generated_keys_are_marked_and_a_line_parts_them_from_the_prompt():
    figure = query_figure(WEIGHTS, KEYS, "cat", generated_from=3)
    assert token_labels(figure.layout.xaxis) == ["the", "cat", "the", "► mat", "► ."]
    line, uniform = figure.layout.shapes
    assert (line.x0, line.x1, line.yref) == (2.5, 2.5, "y domain")
    assert uniform.y0 == pytest.approx(1 / 5)
    assert query_figure(WEIGHTS, KEYS, "cat").layout.shapes == (uniform,)
