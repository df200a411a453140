"""The overview of a long text's head, packed for the component, and the windows that come back."""

import base64
import json
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.attention.overview import Overview
from viz.components.overview.pack import (
    LEAST,
    MASKED,
    MINIMAP_SIDE,
    Window,
    component_source,
    fit_window,
    minimap_data,
    overview_data,
    picked_window,
    read_window,
    window_around,
)
from viz.theme import DARK, LIGHT

SIZES = {"queries_per_cell": 3, "keys_per_cell": 4, "n_queries": 14, "n_keys": 28}


def small(**sizes):
    """5 x 7 cells of 3 x 4 weights, the last row of 2 x 4; some masked."""
    largest = np.random.default_rng(1).random((5, 7))
    largest[0, 3:] = np.nan
    return Overview(mean=largest / 10, largest=largest, **SIZES | sizes)


def pixels(data, picture=0):
    packed = zlib.decompress(base64.b64decode(data["pictures"][picture]["pixels"]))
    return np.frombuffer(packed, dtype=np.uint8).reshape(data["side"])


def test_a_pixel_is_the_square_root_of_its_weight_and_masked_cells_stay_apart():
    overview = small()
    data = overview_data(overview, most=8)
    seen = ~np.isnan(overview.largest)
    np.testing.assert_array_equal(pixels(data)[seen], np.rint(np.sqrt(overview.largest[seen]) * 254))
    assert (pixels(data)[~seen] == MASKED).all()
    assert data["pictures"][0]["top"] == 1


def test_means_are_a_share_of_the_highest_of_them_which_goes_along():
    overview = small()
    data = overview_data(overview, most=8)
    top = data["pictures"][1]["top"]
    assert top == np.nanmax(overview.mean)
    assert pixels(data, 1).min() >= 0
    assert pixels(data, 1)[np.unravel_index(np.nanargmax(overview.mean), (5, 7))] == 254
    seen = ~np.isnan(overview.mean)
    back = (pixels(data, 1)[seen] / 254) ** 2 * top
    np.testing.assert_allclose(back, overview.mean[seen], atol=top / 254)  # half a step of 254 in the root


def test_means_that_are_all_0_or_all_masked_are_drawn_as_such():
    nothing = np.zeros((2, 2))
    data = overview_data(Overview(nothing, nothing, **SIZES), most=8)
    assert (pixels(data, 1) == 0).all()
    masked = np.full((2, 2), np.nan)
    data = overview_data(Overview(masked, masked, **SIZES), most=8)
    assert (pixels(data, 1) == MASKED).all()


def test_the_data_reach_the_browser_as_json_with_words_and_sizes():
    data = json.loads(json.dumps(overview_data(small(), most=8), allow_nan=False))
    assert (data["queries"], data["keys"], data["side"], data["pooled"]) == (14, 28, [5, 7], [3, 4])
    assert data["words"] == ["Each pixel is the", "of 3 x 4 weights"]
    assert [picture["name"] for picture in data["pictures"]] == ["largest", "mean"]
    assert data["axes"] == ["queries: that look", "keys: looked at"]
    assert (data["most"], data["least"], data["mini"]) == (8, LEAST, False)
    assert data["colours"]["light"]["weights"] == list(LIGHT.weights)
    assert data["colours"]["dark"]["accent"] == DARK.accent


def test_a_head_that_was_not_pooled_has_one_picture_and_says_so():
    data = overview_data(small(queries_per_cell=1, keys_per_cell=1, n_queries=5, n_keys=7), most=8)
    assert len(data["pictures"]) == 1
    assert data["words"] == ["Each pixel is one weight", ""]


def test_a_map_keeps_the_largest_weight_under_each_of_its_cells():
    largest = np.random.default_rng(2).random((2 * MINIMAP_SIDE, 3 * MINIMAP_SIDE - 1))
    overview = Overview(largest, largest, 16, 8, 32 * MINIMAP_SIDE, 24 * MINIMAP_SIDE - 8)
    data = minimap_data(overview, most=8)
    padded = np.pad(largest, ((0, 0), (0, 1)))
    expected = padded.reshape(MINIMAP_SIDE, 2, MINIMAP_SIDE, 3).max(axis=(1, 3))
    np.testing.assert_array_equal(pixels(data), np.rint(np.sqrt(expected) * 254))
    assert data["pooled"] == [32, 24]
    assert data["mini"] is True


def test_a_cell_of_a_map_is_masked_only_where_all_cells_under_it_are():
    largest = np.full((2 * MINIMAP_SIDE, 2 * MINIMAP_SIDE), np.nan)
    largest[0, 1] = 0.25
    picture = pixels(minimap_data(Overview(largest, largest, **SIZES), most=8))
    assert picture[0, 0] == 127
    assert (picture == MASKED).sum() == MINIMAP_SIDE**2 - 1


def test_a_small_overview_is_its_own_map():
    assert minimap_data(small(), most=8)["side"] == [5, 7]


def test_the_arguments_stay_as_they_are():
    overview = small()
    before = overview.largest.copy()
    minimap_data(overview, most=8)
    np.testing.assert_array_equal(overview.largest, before)


def test_a_window_of_no_token_is_refused():
    with pytest.raises(ValueError, match="at most 0 tokens"):
        overview_data(small(), most=0)


@pytest.mark.parametrize(
    ("asked", "fitted"),
    [
        (Window((10, 20), (30, 40)), Window((10, 20), (30, 40))),
        (Window((0, 100), (0, 20)), Window((34, 66), (0, 20))),
        (Window((-5, 5), (95, 130)), Window((0, 10), (68, 100))),
        (Window((90, 104), (400, 500)), Window((66, 80), (68, 100))),
        (Window((5, 5), (9, 3)), Window((4, 5), (5, 6))),
    ],
    ids=["kept", "clamped round its middle", "moved in", "from outside", "empty"],
)
def test_a_window_is_fitted_into_80_queries_and_100_keys_with_at_most_32(asked, fitted):
    assert fit_window(asked, 80, 100, 32) == fitted


SPAN = st.tuples(st.integers(-300, 300), st.integers(-300, 300))


@given(SPAN, SPAN, st.integers(1, 100), st.integers(1, 100), st.integers(1, 50))
def test_a_fitted_window_lies_inside_and_fits_again_as_it_is(rows, columns, n_queries, n_keys, most):
    window = fit_window(Window(rows, columns), n_queries, n_keys, most)
    for (start, stop), count in ((window.rows, n_queries), (window.columns, n_keys)):
        assert 0 <= start < stop <= count
        assert stop - start <= most
    assert fit_window(window, n_queries, n_keys, most) == window


def test_a_window_around_a_weight_has_it_in_its_middle_or_lies_at_the_edge():
    assert window_around(50, 60, 32, 80, 100) == Window((34, 66), (44, 76))
    assert window_around(0, 99, 32, 80, 100) == Window((0, 32), (68, 100))
    assert window_around(2, 50, 32, 5, 100) == Window((0, 5), (34, 66))


def test_a_window_is_written_to_a_link_and_read_again():
    window = Window((4032, 4160), (0, 128))
    assert str(window) == "4032-4160,0-128"
    assert read_window(str(window)) == window


@pytest.mark.parametrize("text", ["", "1-2", "2-1,0-5", "1-2,3-3", "a-b,c-d", "-1-2,3-4", "1-2,3-4,5-6", "²-9,0-5"])
def test_what_is_no_window_is_not_read_from_a_link(text):
    assert read_window(text) is None


def test_a_picked_window_is_fitted_into_the_picture():
    data = overview_data(small(), most=8)
    assert picked_window({"rows": [2, 9], "columns": [20, 28]}, data) == Window((2, 9), (20, 28))
    assert picked_window({"rows": [0, 14], "columns": [90, 95]}, data) == Window((3, 11), (23, 28))


@pytest.mark.parametrize(
    "picked",
    [
        None,
        3,
        {},
        {"rows": [1], "columns": [1, 2]},
        {"rows": ["a", 2], "columns": [1, 2]},
        {"rows": [1, float("inf")], "columns": [1, 2]},
        {"rows": [1, float("nan")], "columns": [1, 2]},
        {"rows": None, "columns": [1, 2]},
    ],
    ids=str,
)
def test_what_is_no_window_is_not_picked(picked):
    assert picked_window(picked, overview_data(small(), most=8)) is None


def test_the_component_is_read_from_its_files_and_writes_no_markup():
    source = component_source()
    assert "<canvas" in source["html"]
    assert ".overview" in source["css"]
    assert source["js"].count("export default function") == 1
    assert "innerHTML" not in source["js"]
    assert f"const MASKED = {MASKED};" in source["js"]
