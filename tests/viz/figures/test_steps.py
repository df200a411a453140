"""The steps of attention on small matrices."""

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.viz.figure_text import HOSTILE, assert_harmless, token_labels
from viz.figures.steps import MOST_TERMS, _printed, products_text, step_figure
from viz.theme import DARK, LIGHT

ROWS, COLUMNS = ("the", "cat", "the"), ("a", "b", "c", "d")


def draw(matrix, kind="signed", **more):
    return step_figure(np.asarray(matrix, dtype=float), ROWS, COLUMNS, name="Scores", kind=kind, **more)


def numbers(figure):
    """What is printed at each [row, column]."""
    return {(note.y, note.x): note.text for note in figure.layout.annotations}


def matrix(**cells):
    values = np.arange(12.0).reshape(3, 4) - 4
    for place, value in cells.items():
        values[int(place[1]), int(place[3])] = value
    return values


def test_every_cell_is_printed_at_its_own_row_and_column():
    figure = draw(matrix())
    assert numbers(figure) == {
        (row, column): str(4 * row + column - 4).replace("-", "−") for row in range(3) for column in range(4)
    }
    assert token_labels(figure.layout.yaxis) == list(ROWS)
    assert token_labels(figure.layout.xaxis) == list(COLUMNS)
    assert list(figure.layout.yaxis.range) == [2.5, -0.5]
    assert list(figure.layout.xaxis.range) == [-0.5, 3.5]
    assert figure.layout.title.text == "Scores"


def test_signed_numbers_are_coloured_symmetrically_about_0():
    (trace,) = draw(matrix()).data
    assert (trace.zmin, trace.zmax) == (-7, 7)
    np.testing.assert_array_equal(trace.z, matrix())


def test_weights_are_coloured_from_0_to_1():
    (trace,) = draw(matrix() / 100, kind="weights").data
    assert (trace.zmin, trace.zmax) == (0, 1)
    assert trace.colorscale[-1][1] == LIGHT.weights[-1]


@pytest.mark.parametrize("kind", ["signed", "weights"])
def test_zeros_alone_have_a_range_too(kind):
    (trace,) = draw(np.zeros((3, 4)), kind=kind).data
    assert trace.zmin < trace.zmax


def test_hidden_cells_are_grey_and_change_no_colour_of_the_others():
    figure = draw(matrix(r0c1=-np.inf, r2c3=np.nan))
    shown, hidden = figure.data
    assert (shown.zmin, shown.zmax) == (-6, 6)
    assert np.argwhere(np.isnan(shown.z)).tolist() == [[0, 1], [2, 3]]
    assert np.argwhere(~np.isnan(hidden.z)).tolist() == [[0, 1], [2, 3]]
    assert {colour for _, colour in hidden.colorscale} == {LIGHT.masked}
    assert numbers(figure)[0, 1] == "−∞"
    assert numbers(figure)[2, 3] == "–"
    assert hidden.hovertext[0][1] == "−∞ (masked)"
    assert hidden.hovertext[2][3] == "no value: this row sees no key"


def test_a_matrix_of_hidden_cells_alone_is_drawn():
    assert len(draw(np.full((3, 4), -np.inf)).data) == 2


def test_a_hover_gives_the_exact_value_and_what_it_is_made_of():
    words = [[f"made of {row}{column}" for column in range(4)] for row in range(3)]
    (trace,) = draw(matrix(r1c2=1 / 3), hover=words).data
    assert trace.hovertext[1][2] == "0.3333333333333333<br>made of 12"
    (trace,) = draw(matrix(r1c2=1 / 3)).data
    assert trace.hovertext[1][2] == "0.3333333333333333"


def test_a_long_sum_wraps_between_its_products():
    words = products_text([(1.0, float(part)) for part in range(1, 7)])
    (trace,) = draw(matrix(), hover=[[words] * 4] * 3).data
    assert trace.hovertext[0][0] == "-4.0<br>1 × 1 + 1 × 2 + 1 × 3 + 1 × 4 +<br>1 × 5 + 1 × 6 = 21"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_numbers_on_strong_and_on_pale_colours_have_different_ink(theme):
    notes = {(note.y, note.x): note.font.color for note in draw(matrix(), theme=theme).layout.annotations}
    assert notes[1, 0] != notes[2, 3]  # 0 and the largest


def test_one_cell_is_drawn():
    figure = step_figure(np.array([[2.0]]), ["a"], ["b"], name="Scores", kind="signed")
    assert isinstance(figure.data[0], go.Heatmap)
    assert numbers(figure) == {(0, 0): "2"}


def test_hostile_names_are_never_raw():
    size = len(HOSTILE)
    for name in HOSTILE:
        figure = step_figure(np.eye(size), HOSTILE, HOSTILE, name=name, kind="weights")
        assert_harmless(figure)
    assert len(set(token_labels(figure.layout.xaxis))) == size


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([(1.0, 0.5), (0.0, 2.0)], "1 × 0.5 + 0 × 2 = 0.5"),
        ([(-1.0, 2.0)], "(-1) × 2 = (-2)"),
        ([(1 / 3, 3.0)], "0.333333 × 3 = 1"),
        ([(1e200, 1e100)], "1e+200 × 1e+100 = 1e+300"),
    ],
)
def test_a_cell_is_written_as_the_sum_of_its_products(pairs, words):
    assert products_text(pairs) == words


def test_a_sum_of_many_products_is_cut_and_says_so_but_adds_all_of_them():
    words = products_text([(1.0, 1.0)] * (MOST_TERMS + 3))
    assert words.count("×") == MOST_TERMS
    assert words.endswith(f" + 3 more = {MOST_TERMS + 3}")
    assert "more" not in products_text([(1.0, 1.0)] * MOST_TERMS)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-1.0, "−1"),
        (0.12345, "0.123"),
        (0.001, "0.001"),
        (0.00099, "9.9e−4"),
        (1e-12, "1.0e−12"),
        (-2.5e-7, "−2.5e−7"),
        (12.34, "12.3"),
        (999.4, "999"),
        (999.6, "1000"),
        (-999.6, "−1000"),
        (1234.5, "1234"),
        (99999.0, "99999"),
        (123456.0, "1.2e5"),
        (1e300, "1.0e300"),
        (np.inf, "∞"),
        (-np.inf, "−∞"),
        (np.nan, "–"),
    ],
)
def test_a_number_is_printed_to_three_digits(value, text):
    assert _printed(value) == text
