"""The picture of a head, straight from a reading."""

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from engine.measures.random_rows import random_band
from engine.reading.examples import EXAMPLES, load_example
from tests.viz.figure_text import token_labels
from viz import head_figure
from viz.theme import DARK


@pytest.fixture(scope="module")
def reading():
    return load_example(EXAMPLES[0].text, "minilm")


def one(figure, kind):
    return next(trace for trace in figure.data if isinstance(trace, kind))


def test_it_shows_the_weights_tokens_and_entropy_of_that_head(reading):
    figure = head_figure(reading, 4, 5)
    np.testing.assert_array_equal(one(figure, go.Heatmap).z, reading.weights(4, 5))
    assert token_labels(figure.layout.yaxis)[0] == "[CLS]"
    assert len(token_labels(figure.layout.xaxis)) == len(reading.key_tokens)
    band, entropy = (trace for trace in figure.data if isinstance(trace, go.Bar))
    np.testing.assert_array_equal(entropy.x, reading.rows.normalised_entropy[4, 5])
    low, high = random_band(reading.rows.visible_keys[4])
    np.testing.assert_array_equal(np.asarray(band.base, dtype=float), low)
    np.testing.assert_allclose(band.x, high - low, rtol=1e-12)


def test_its_title_is_the_heads_name_and_label_unless_given(reading):
    assert head_figure(reading, 4, 5).layout.title.text == f"L4 H5: {reading.heads.labels[4][5].name}"
    assert head_figure(reading, 4, 5, title="Mine").layout.title.text == "Mine"
    assert head_figure(reading, 4, 5, title="").layout.title.text is None


def test_a_query_is_framed_on_request(reading):
    assert not head_figure(reading, 0, 0).layout.shapes
    assert {shape.y0 for shape in head_figure(reading, 0, 0, query=2).layout.shapes} == {1.5}


def test_the_theme_goes_through(reading):
    assert one(head_figure(reading, 0, 0, theme=DARK), go.Heatmap).colorscale[0][1] == DARK.weights[0]


@pytest.mark.parametrize("place", [(6, 0), (0, 12), (-1, 0)])
def test_there_is_no_picture_of_a_head_that_does_not_exist(reading, place):
    with pytest.raises(IndexError, match="layers 0 to 5, heads 0 to 11"):
        head_figure(reading, *place)


def test_what_the_model_wrote_is_marked(reading):
    figure = head_figure(replace(reading, generated_from=3), 0, 0)
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        labels = token_labels(axis)
        assert [label.startswith("► ") for label in labels] == [place >= 3 for place in range(len(labels))]
