"""The heatmap of one head, by its data and its layout."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from engine.text.tokens import Token
from tests.viz.figure_text import HOSTILE, assert_harmless, texts, token_labels
from viz.figures.cells import MARKED_TOKENS
from viz.figures.heatmap import HeadPart, clicked_query, weights_figure
from viz.theme import DARK, LIGHT

QUERIES = ("q0", "the", "q2", "the", "q4")
PART = ("normalised_entropy", "visible_keys", "band", "generated_from")
KEYS = ("k0", "a", "k2", "a", "k4", "a", "k6")


def draw(weights, *, queries=QUERIES, keys=KEYS, **more):
    """The figure, with normalised entropy 0.1, 0.2, ... down the rows unless given."""
    weights = np.asarray(weights, dtype=float)
    settings = {
        "normalised_entropy": np.linspace(0.1, 0.5, len(weights)),
        "visible_keys": (~np.isnan(weights)).sum(axis=1),
    }
    settings |= {name: more.pop(name) for name in PART if name in more}
    return weights_figure(HeadPart(weights, queries, keys, **settings), **more)


def random_weights(n_queries=5, n_keys=7, seed=1):
    return np.random.default_rng(seed).dirichlet(np.ones(n_keys), n_queries)


def causal_weights():
    weights = random_weights()
    weights[np.triu_indices(5, 1, 7)] = np.nan
    return weights


def heatmaps(figure):
    return [trace for trace in figure.data if isinstance(trace, go.Heatmap)]


def markers(figure):
    """The places on the cells that take the clicks."""
    return [trace for trace in figure.data if isinstance(trace, go.Scatter) and trace.xaxis != "x2"]


def bars(figure):
    """The bars of the band, of normalised entropy, and the places on them that take the clicks."""
    return [trace for trace in figure.data if trace.xaxis == "x2"]


def test_queries_go_down_and_keys_across_with_weights_from_0_to_1():
    weights = random_weights()
    figure = draw(weights)
    for trace in heatmaps(figure):
        assert (trace.zmin, trace.zmax) == (0, 1)
        assert trace.x is None  # positions, not names
        assert trace.y is None
    np.testing.assert_array_equal(heatmaps(figure)[0].z, weights)
    assert heatmaps(figure)[0].z.shape == (5, 7)
    assert token_labels(figure.layout.xaxis) == list(KEYS)
    assert token_labels(figure.layout.yaxis) == list(QUERIES)
    assert list(figure.layout.xaxis.range) == [-0.5, 6.5]
    assert list(figure.layout.yaxis.range) == [4.5, -0.5]
    assert figure.layout.xaxis.title.text == "keys: looked at"
    assert figure.layout.yaxis.title.text == "queries: that look"


def test_repeated_tokens_keep_their_own_row_and_column():
    figure = draw(random_weights())
    assert list(figure.layout.xaxis.categoryarray) == [str(position) for position in range(7)]
    assert list(figure.layout.yaxis.categoryarray) == [str(position) for position in range(5)]


def test_weights_of_another_shape_than_the_tokens_are_refused():
    with pytest.raises(ValueError, match="7 x 5 weights for 5 queries and 7 keys"):
        draw(random_weights().T)


def test_a_masked_cell_is_grey_blank_and_says_why():
    weights = causal_weights()
    figure = draw(weights)
    hidden, *cells = heatmaps(figure)
    np.testing.assert_array_equal(np.isnan(hidden.z), ~np.isnan(weights))
    assert {colour for _, colour in hidden.colorscale} == {LIGHT.masked}
    assert "masked" in hidden.hovertemplate
    for trace in cells:
        assert np.isnan(trace.z[np.isnan(weights)]).all()
        assert "masked" not in trace.hovertemplate
        assert all(text == "" for text in np.array(trace.text)[np.isnan(weights)])


def test_nothing_is_said_of_a_mask_where_there_is_none():
    assert not any("masked" in text for text in texts(draw(random_weights())))


def test_every_cell_prints_its_weight_once_in_ink_that_fits():
    weights = np.full((5, 7), 0.01)
    weights[2, 5] = 0.94
    figure = draw(weights)
    pale, strong = heatmaps(figure)
    assert pale.text[2][5] == ""
    assert pale.text[2][4] == "0.01"
    assert strong.text[2][5] == "0.94"
    assert np.isnan(strong.z).sum() == 34
    assert strong.textfont.color == "#ffffff"
    assert pale.textfont.color != strong.textfont.color
    assert sum(text != "" for trace in (pale, strong) for row in trace.text for text in row) == 35


def test_numbers_are_printed_only_while_they_fit():
    assert heatmaps(draw(random_weights(3, 16), queries="abc", keys=range(16)))[0].texttemplate
    assert not heatmaps(draw(random_weights(3, 17), queries="abc", keys=range(17)))[0].texttemplate
    assert not heatmaps(draw(random_weights(25, 3), queries=range(25), keys="abc"))[0].texttemplate


def test_a_click_on_a_cell_or_a_bar_carries_its_query():
    weights = causal_weights()
    figure = draw(weights)
    seen = set()
    for trace in markers(figure):
        for key, query, (said_query, said_key, _) in zip(trace.x, trace.y, trace.customdata, strict=True):
            assert (query, key) == (said_query, said_key)
            seen.add((int(query), int(key)))
            assert np.isnan(weights[query, key]) == ("masked" in trace.hovertemplate)
        assert trace.hoverinfo != "skip"  # such a marker sends no click
    assert seen == set(np.ndindex(5, 7))
    *_, target = bars(figure)
    assert [tuple(data) for data in target.customdata] == [(query, -1) for query in range(5)]


def test_the_hover_of_a_marker_knows_the_exact_weight():
    weights = random_weights()
    (trace,) = markers(draw(weights))
    np.testing.assert_array_equal(trace.customdata[:, 2].reshape(5, 7), weights)
    assert trace.hovertemplate.startswith("query %{y}<br>key %{x}<br>weight %{customdata[2]")


def test_the_bars_are_the_rows_normalised_entropy_over_the_band_of_random_scores():
    low, high = np.array([np.nan, 0.2, 0.3, 0.4, 0.5]), np.array([np.nan, 0.6, 0.7, 0.8, 0.9])
    entropy = np.array([np.nan, 0.1, 0.5, 0.85, 1.0])
    visible = np.array([1, 4, 5, 6, 7])
    behind, drawn, target = bars(
        draw(random_weights(), normalised_entropy=entropy, visible_keys=visible, band=(low, high))
    )
    np.testing.assert_array_equal(np.asarray(behind.base, dtype=float), low)
    np.testing.assert_allclose(behind.x, high - low, rtol=1e-12)
    np.testing.assert_array_equal(drawn.x, entropy)
    for trace in (behind, drawn, target):
        assert list(trace.y) == [0, 1, 2, 3, 4]
        assert trace.orientation == (None if trace is target else "h")
    assert list(target.hovertext) == [
        "1 visible key: nothing to choose",
        "normalised entropy 0.1 of 4 visible keys<br>below the band of random scores, 0.200 to 0.600",
        "normalised entropy 0.5 of 5 visible keys<br>within the band of random scores, 0.300 to 0.700",
        "normalised entropy 0.85 of 6 visible keys<br>above the band of random scores, 0.400 to 0.800",
        "normalised entropy 1 of 7 visible keys<br>above the band of random scores, 0.500 to 0.900",
    ]


def test_a_row_that_is_not_judged_says_why_and_is_grey():
    figure = draw(
        random_weights(),
        normalised_entropy=np.array([np.nan, np.nan, 0.4, 0.4, 0.4]),
        visible_keys=np.array([0, 1, 3, 4, 7]),
    )
    _, drawn, target = bars(figure)
    assert target.hovertext[0] == "no visible key: everything is masked"
    assert "nothing to choose" in target.hovertext[1]
    assert "3 visible keys: too few to judge" in target.hovertext[2]
    assert target.hovertext[3] == "normalised entropy 0.4 of 4 visible keys"
    assert list(drawn.marker.color[2:]) == [LIGHT.grey, LIGHT.entropy, LIGHT.entropy]


def test_the_selected_query_is_framed_on_both_sides():
    figure = draw(random_weights(), selected_query=3)
    frames = figure.layout.shapes
    assert [(frame.xref, frame.y0, frame.y1) for frame in frames] == [("x domain", 2.5, 3.5), ("x2 domain", 2.5, 3.5)]
    assert {frame.line.color for frame in frames} == {LIGHT.accent}
    labels = token_labels(figure.layout.yaxis)
    assert LIGHT.accent in labels[3]
    assert [label for label in labels if LIGHT.accent in label] == [labels[3]]
    assert not draw(random_weights()).layout.shapes


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (64, 64), (65, 65), (512, 512)], ids=str)
def test_it_is_drawn_from_one_cell_to_512_tokens(shape):
    n_queries, n_keys = shape
    weights = random_weights(n_queries, n_keys)
    figure = draw(weights, queries=range(n_queries), keys=range(n_keys), selected_query=0)
    np.testing.assert_allclose(heatmaps(figure)[0].z, weights, rtol=1e-6)  # float32 from 64 x 64 on
    assert bool(markers(figure)) == (max(shape) <= MARKED_TOKENS)
    assert len(bars(figure)[-1].customdata) == n_queries
    assert 150 < figure.layout.height < 1300
    assert len(figure.to_json()) < 2_500_000


def test_a_row_that_sees_nothing_and_a_figure_that_sees_nothing_are_drawn():
    nothing = np.full((5, 7), np.nan)
    figure = draw(nothing, normalised_entropy=np.full(5, np.nan))
    assert not np.isnan(heatmaps(figure)[0].z).any()
    assert all("no visible key" in text for text in bars(figure)[-1].hovertext)


def test_the_dark_theme_has_its_own_colours_and_no_background_of_its_own():
    light, dark = draw(causal_weights(), theme=LIGHT), draw(causal_weights(), theme=DARK)
    assert heatmaps(light)[1].colorscale != heatmaps(dark)[1].colorscale
    for figure in (light, dark):
        assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"


def test_hostile_texts_are_shown_as_typed_and_never_raw():
    n_tokens = len(HOSTILE)
    weights = random_weights(n_tokens, n_tokens)
    weights[0, 1:] = np.nan
    for title in HOSTILE:
        figure = draw(weights, queries=HOSTILE, keys=HOSTILE, title=title, selected_query=1)
        assert_harmless(figure)
    labels = token_labels(figure.layout.xaxis)
    assert len(set(labels)) == n_tokens
    assert labels[1] == "&lt;/s&gt;"
    assert labels[-1] == "w" * 15 + "…"


def test_a_token_is_labelled_as_a_person_reads_it():
    figure = draw(
        np.eye(2), queries=(Token("un"), Token("do", continues=True)), keys=(Token("[CLS]", special=True), "x")
    )
    assert token_labels(figure.layout.yaxis) == ["un", "·do"]
    assert token_labels(figure.layout.xaxis) == ["[CLS]", "x"]


@pytest.mark.parametrize(
    ("points", "query"),
    [
        (None, None),
        ([], None),
        ([{}], None),
        ([{"customdata": None}], None),
        ([{"customdata": []}], None),
        ([{"customdata": "3"}], None),
        ([{"customdata": ["3"]}], None),
        ([{"customdata": [float("nan"), 1]}], None),
        ([{"customdata": [-1, 2]}], None),
        ([{"customdata": [1.5, 2]}], None),
        ([{"customdata": [True]}], None),
        ([{"customdata": {"other": 1}}], None),
        ([{"x": 1, "y": 2}], None),
        ([{"customdata": [3, 4, 0.25]}], 3),
        ([{"customdata": [3.0, -1.0]}], 3),
        ([{"customdata": {"0": 2, "1": -1}}], 2),
        ([{"customdata": [0, 4]}], 0),
        ([{"y": 2}, {"customdata": [4, 0]}], 4),
    ],
)
def test_the_query_of_a_click_is_read_and_empty_or_foreign_events_are_none(points, query):
    assert clicked_query(points) == query


def test_a_click_that_went_through_the_browser_names_its_query():
    for trace in json.loads(draw(causal_weights()).to_json())["data"]:
        if trace.get("xaxis") == "x2" and "customdata" in trace:
            assert [clicked_query([{"customdata": data}]) for data in trace["customdata"]] == [0, 1, 2, 3, 4]
            return
    pytest.fail("no bar takes clicks")


def generated_lines(figure):
    """The lines between the prompt and what the model wrote."""
    return [shape for shape in figure.layout.shapes if shape.type == "line"]


def test_generated_tokens_are_marked_on_both_axes_and_a_line_parts_them_from_the_prompt():
    figure = draw(np.full((5, 5), 0.2), keys=QUERIES, generated_from=3, selected_query=4)
    assert token_labels(figure.layout.xaxis) == ["q0", "the", "q2", "► the", "► q4"]
    *_, written, selected = token_labels(figure.layout.yaxis)
    assert written == "► the"
    assert "► q4" in selected
    assert LIGHT.accent in selected
    down, *across = generated_lines(figure)
    assert (down.x0, down.x1, down.y0, down.y1) == (2.5, 2.5, 0, 1)
    assert [(line.xref, line.y0, line.y1) for line in across] == [("x domain", 2.5, 2.5), ("x2 domain", 2.5, 2.5)]
    assert {line.line.color for line in (down, *across)} == {LIGHT.grey}
    assert len(figure.layout.shapes) == 5  # and the selected row's frame


def test_without_generated_tokens_the_figure_is_as_it_was():
    assert draw(random_weights()).to_json() == draw(random_weights(), generated_from=None).to_json()
    assert not any("►" in text for text in texts(draw(random_weights())))


def test_a_window_has_its_own_beginnings_of_what_was_generated():
    figure = draw(random_weights(), generated_from=(2, 9))
    assert [label.startswith("► ") for label in token_labels(figure.layout.yaxis)] == [False, False, True, True, True]
    assert not any(label.startswith("►") for label in token_labels(figure.layout.xaxis))
    assert {line.yref for line in generated_lines(figure)} == {"y"}
    whole = draw(random_weights(), generated_from=(-4, 0))
    assert all(label.startswith("► ") for axis in ("xaxis", "yaxis") for label in token_labels(whole.layout[axis]))
    assert not generated_lines(whole)


def test_the_mark_of_a_generated_token_stands_outside_of_its_escaped_text():
    figure = draw(random_weights(len(HOSTILE), len(HOSTILE)), queries=HOSTILE, keys=HOSTILE, generated_from=1)
    assert_harmless(figure)
    assert token_labels(figure.layout.xaxis)[1] == "► &lt;/s&gt;"
    go.Figure(figure.to_dict())  # Plotly knows every property
