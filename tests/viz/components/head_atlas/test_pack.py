"""The pictures of all heads, packed for the component."""

import base64
import json

import numpy as np
import pytest

from viz.components.head_atlas.pack import MASKED, SIDE, atlas_data, component_source, thumbnails
from viz.theme import DARK, LIGHT


def pixel(weight):
    """A weight as a pixel: its square root on 0 to 254."""
    return round(float(np.sqrt(weight)) * 254)


def heads_of(weights):
    return thumbnails([np.asarray(weights, dtype=float)[None]])[0, 0]


def test_a_pixel_is_the_square_root_of_its_weight():
    assert heads_of([[0, 1, 0.25, 0.5, 0.01]]).tolist() == [[0, 254, 127, pixel(0.5), 25]]


def test_pictures_lie_in_the_order_layer_head_query_key():
    weights = np.random.default_rng(1).random((2, 3, 5, 7))
    pictures = thumbnails(weights)
    assert pictures.shape == (2, 3, 5, 7)
    assert pictures.dtype == np.uint8
    for place in [(0, 0, 0, 1), (1, 0, 3, 2), (0, 2, 4, 6)]:
        assert pictures[place] == pixel(weights[place])


def test_layers_may_come_one_after_the_other():
    assert thumbnails(np.full((3, 4, 4), 0.5) for _ in range(2)).shape == (2, 3, 4, 4)


def test_a_masked_cell_is_masked_and_a_weight_of_0_is_not():
    assert heads_of([[np.nan, 0.0], [0.0, np.nan]]).tolist() == [[MASKED, 0], [0, MASKED]]


def test_weights_a_rounding_outside_0_to_1_are_not_masked():
    assert heads_of([[1 + 1e-7, -0.0]]).tolist() == [[254, 0]]


def test_heads_up_to_64_tokens_are_kept_whole():
    weights = np.random.default_rng(2).random((SIDE, SIDE))
    np.testing.assert_array_equal(heads_of(weights), np.rint(np.sqrt(weights) * 254))


def test_longer_heads_are_pooled_to_the_largest_weight_under_each_pixel():
    weights = np.random.default_rng(3).random((2 * SIDE, 3 * SIDE))
    expected = weights.reshape(SIDE, 2, SIDE, 3).max(axis=(1, 3))
    np.testing.assert_array_equal(heads_of(weights), np.rint(np.sqrt(expected) * 254))


@pytest.mark.parametrize("shape", [(65, 5), (5, 65), (100, 130), (512, 512)], ids=str)
def test_no_weight_is_lost_by_pooling(shape):
    for place in [(0, 0), (shape[0] - 1, shape[1] - 1), (shape[0] // 3, shape[1] // 2)]:
        weights = np.zeros(shape)
        weights[place] = 1
        picture = heads_of(weights)
        assert picture.shape == (min(shape[0], SIDE), min(shape[1], SIDE))
        (row, column), *others = np.argwhere(picture == 254).tolist()
        assert others == []
        assert row == pytest.approx(place[0] / shape[0] * picture.shape[0], abs=1)
        assert column == pytest.approx(place[1] / shape[1] * picture.shape[1], abs=1)


def test_a_pooled_pixel_is_masked_only_where_all_cells_under_it_are():
    weights = np.full((2 * SIDE, 2 * SIDE), np.nan)
    weights[0, 0] = 0.0
    weights[2, 3] = 0.25
    picture = heads_of(weights)
    assert picture[0, 0] == 0
    assert picture[1, 1] == 127
    assert (picture == MASKED).sum() == SIDE**2 - 2


def test_the_arguments_stay_as_they_are():
    weights = np.full((1, 3, 3), np.nan)
    thumbnails([weights])
    assert np.isnan(weights).all()


def test_the_data_reach_the_browser_whole_and_in_order():
    pictures = np.random.default_rng(4).integers(0, 256, (2, 3, 5, 7), dtype=np.uint8)
    entropy = np.array([[0.1, 0.123456, 1.0], [np.nan, 0.0, 0.5]])
    names = [["a", "b", "c"], ["d", "e", "<b>"]]
    data = json.loads(json.dumps(atlas_data(pictures, entropy, names), allow_nan=False))
    assert (data["layers"], data["heads"], data["side"]) == (2, 3, [5, 7])
    pixels = np.frombuffer(base64.b64decode(data["pixels"]), dtype=np.uint8)
    np.testing.assert_array_equal(pixels.reshape(2, 3, 5, 7), pictures)
    assert data["entropy"] == [0.1, 0.1235, 1.0, None, 0.0, 0.5]
    assert data["labels"] == ["a", "b", "c", "d", "e", "<b>"]


def test_the_colours_of_both_themes_go_along_as_six_digits():
    colours = atlas_data(np.zeros((1, 1, 1, 1), dtype=np.uint8), np.zeros((1, 1)), [["a"]])["colours"]
    assert colours["light"]["entropy"] == LIGHT.entropy
    assert colours["dark"]["page"] == DARK.page
    for name, theme in colours.items():
        assert theme.pop("name") == name
        assert all(len(colour) == 7 and int(colour[1:], 16) >= 0 for colour in theme.values())


def test_the_component_is_read_from_its_files():
    source = component_source()
    assert "<canvas" in source["html"]
    assert ".atlas" in source["css"]
    assert "export default function" in source["js"]
    assert "innerHTML" not in source["js"]  # labels go to the page as text
    assert f"const MASKED = {MASKED};" in source["js"]
