"""Axes on which each token has its own place."""

import pytest

from viz.figures.axes import GENERATED_MARK, generated_lines, slanted_pixels, token_axis
from viz.theme import LIGHT


def test_repeated_tokens_have_places_of_their_own():
    axis = token_axis(["the", "cat", "the"], LIGHT)
    assert axis["categoryarray"] == ["0", "1", "2"]
    assert list(axis["labelalias"].values()) == ["the", "cat", "the"]
    assert axis["range"] == [-0.5, 2.5]


def test_the_selected_token_stands_out_and_the_models_own_are_marked():
    axis = token_axis(["a", "b", "c"], LIGHT, selected=1, generated_from=2, side="top")
    assert axis["labelalias"]["0"] == "a"
    assert axis["labelalias"]["1"] == f'<b style="color:{LIGHT.accent}">b</b>'
    assert axis["labelalias"]["2"] == f"{GENERATED_MARK} c"
    assert axis["side"] == "top"


@pytest.mark.parametrize("generated_from", [None, 0, 5, 6])
def test_no_line_parts_tokens_of_one_kind(generated_from):
    assert generated_lines(generated_from, 5, LIGHT, axis="x", across=["y"]) == []


def test_a_line_stands_before_the_first_token_of_the_models_own_across_every_axis():
    lines = generated_lines(3, 5, LIGHT, axis="x", across=["y", "y2"])
    assert [(line["x0"], line["x1"]) for line in lines] == [(2.5, 2.5)] * 2
    assert [line["yref"] for line in lines] == ["y domain", "y2 domain"]
    (line,) = generated_lines(3, 5, LIGHT, axis="y", across=["x"])
    assert (line["y0"], line["xref"]) == (2.5, "x domain")


def test_labels_take_height_only_where_they_do_not_fit_side_by_side():
    assert slanted_pixels(["cat"] * 5, 600) == 0
    assert slanted_pixels(["catastrophe"] * 30, 600) == len("catastrophe") * 5
    assert slanted_pixels([], 600) == 0
    # No label is longer than the limit, its ellipsis included.
    assert slanted_pixels(["x" * 100] * 30, 600) == 16 * 5
