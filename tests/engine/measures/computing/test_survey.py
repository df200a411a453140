"""Every way of measuring gives what a float64 reference with all weights at hand gives."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.attention import blocks
from engine.attention.capture import AttentionCapture
from engine.attention.mask import MaskRule
from engine.attention.weights import visible_weights
from engine.measures.computing import blockwise, dense, survey
from engine.measures.computing.survey import measure
from engine.measures.destinations import FARTHER
from engine.measures.random_rows import sharpness
from engine.text.tokens import plain_tokens
from tests.engine.captures import QUERIES, drawn_cells, random_capture
from tests.engine.measuring import (
    CASES,
    FLOAT32,
    compare,
    largest_allocation,
    long_capture,
    one_row_capture,
    peaked_capture,
    tolerance_of,
)
from tests.engine.reference import measure_rows


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of 5 rows of 4 heads, which divide neither 37 rows nor 6 heads."""
    monkeypatch.setattr(blocks, "BLOCK_CELLS", 1000)
    monkeypatch.setattr(blocks, "BLOCK_ROWS", 5)


@pytest.fixture(params=["dense", "blockwise"])
def way(request, monkeypatch, small_blocks):
    """Makes `measure` take one way, and fail on the other."""
    monkeypatch.setattr(survey, "DENSE_CELLS", 10**9 if request.param == "dense" else 0)
    monkeypatch.setattr(blockwise if request.param == "dense" else dense, "measure", must_not_run)
    return request.param


def must_not_run(*arguments):
    raise AssertionError("this way was not to be taken")


def test_every_way_gives_the_numbers_of_the_reference(case, way):
    capture = random_capture(**case)
    found, wanted = measure(capture), measure_rows(capture)
    assert found.arrays.keys() == {*wanted, "sharpness"}
    assert (found.sink_share is None) == ("sink_share" not in wanted)
    for name, values in wanted.items():
        compare(getattr(found, name), values, **tolerance_of(case), err_msg=name)
    visible = np.broadcast_to(found.visible_keys[:, None], found.sharpness.shape)
    compare(found.sharpness, sharpness(found.entropy_bits, visible), rtol=0)
    compare(found.effective_keys, 2**found.entropy_bits, rtol=1e-12)


def test_layers_of_one_capture_may_differ_in_mask_and_soft_cap(way):
    plain, causal = random_capture().layers[0], random_capture(causal=True, soft_cap=2.0).layers[1]
    tokens = plain_tokens([f"t{i}" for i in range(QUERIES)])
    capture = AttentionCapture((plain, causal), tokens, tokens)
    found, wanted = measure(capture), measure_rows(capture)
    for name, values in wanted.items():
        compare(getattr(found, name), values, **FLOAT32, err_msg=name)


@pytest.mark.parametrize("difference", [{"scale": 0.9}, {"mask": MaskRule(cells=drawn_cells())}])
def test_layers_with_another_scale_or_mask_are_measured_by_their_own(difference, way):
    first, second = random_capture().layers
    tokens = plain_tokens([f"t{i}" for i in range(QUERIES)])
    capture = AttentionCapture((first, replace(second, **difference)), tokens, tokens)
    compare(measure(capture).entropy_bits, measure_rows(capture)["entropy_bits"], **FLOAT32)


def test_undefined_measures_are_nan(way):
    rows = measure(random_capture(cells=drawn_cells()))
    blind, one_key, three_keys, others = [5, 6], 7, 8, [0, 4, 9, 36]
    for name in ("entropy_bits", "normalised_entropy", "sharpness", "max_weight", "destinations", "effective_keys"):
        assert np.isnan(getattr(rows, name)[:, :, blind]).all(), name
        assert not np.isnan(getattr(rows, name)[:, :, others]).any(), name
    for name in ("first_share", "special_share", "mean_distance"):
        assert np.isnan(getattr(rows, name)[:, :, blind]).all(), name
    assert (rows.max_key[:, :, blind] == -1).all()
    assert (rows.visible_keys[:, [5, 6, 7, 8]] == [0, 0, 1, 3]).all()
    # One key: nothing to choose, so the entropy is 0 and there is no normalised entropy.
    assert (rows.entropy_bits[:, :, one_key] == 0).all()
    assert (rows.max_weight[:, :, one_key] == 1).all()
    assert np.isnan(rows.normalised_entropy[:, :, one_key]).all()
    assert not np.isnan(rows.normalised_entropy[:, :, three_keys]).any()
    assert np.isnan(rows.sharpness[:, :, [one_key, three_keys]]).all()


def test_neighbours_and_distance_are_undefined_between_different_sequences(way):
    rows = measure(random_capture(keys=50))
    assert np.isnan(rows.destinations[..., 1:4]).all()
    np.testing.assert_allclose(np.nansum(rows.destinations, axis=-1), 1, atol=1e-6)
    assert np.isnan(rows.mean_distance).all()
    assert (rows.reach == FARTHER).all()
    assert not np.isnan(rows.first_share).any()


def test_the_entropy_of_very_peaked_rows_is_right_to_a_millionth_of_a_bit(way):
    capture = peaked_capture()
    wanted = measure_rows(capture)["entropy_bits"]
    assert wanted.min() < 1e-13
    assert wanted.max() > 0.5
    # A score near 190 is kept to 8e-6 in float32, which moves a weight, and the entropy, by as much of itself. The
    # weights add up to 1 with an error of 6e-8 for each of a few partial sums.
    found = measure(capture).entropy_bits
    compare(found, wanted, rtol=3e-5, atol=1e-6)
    assert (found >= 0).all()


def test_a_uniform_row_has_exactly_the_entropy_of_its_visible_keys(way):
    capture = one_row_capture(torch.zeros(3, 41))
    rows = measure(capture)
    compare(rows.normalised_entropy, np.ones((1, 1, 3)), rtol=1e-6)
    assert (rows.normalised_entropy <= 1).all()
    compare(rows.effective_keys, np.full((1, 1, 3), 41), rtol=1e-5)


def test_measuring_changes_no_tensor_of_the_capture(way):
    capture, untouched = (random_capture(cells=drawn_cells(), causal=True, soft_cap=3.0) for _ in range(2))
    measure(capture)
    for name in ("queries", "keys", "values"):
        for layer, before in zip(capture.layers, untouched.layers, strict=True):
            torch.testing.assert_close(getattr(layer, name), getattr(before, name), rtol=0, atol=0)
    assert torch.equal(capture.layers[0].mask.cells, untouched.layers[0].mask.cells)


def test_short_texts_take_the_dense_way_and_long_ones_the_blocks(monkeypatch):
    def way_of(n_tokens):
        taken = []
        for name, module in (("dense", dense), ("blockwise", blockwise)):
            real = module_measures[name]
            monkeypatch.setattr(module, "measure", lambda *a, name=name, real=real: taken.append(name) or real(*a))
        measure(one_row_capture(torch.zeros(n_tokens, n_tokens)))
        return taken

    module_measures = {"dense": dense.measure, "blockwise": blockwise.measure}
    assert way_of(512) == ["dense"]
    assert way_of(513) == ["blockwise"]


@pytest.mark.parametrize("causal", [False, True])
def test_4096_tokens_are_measured_without_a_matrix_of_the_weights(causal):
    capture = long_capture(causal)
    measure(capture)  # Once before, so that what is kept for ever (the curves of sharpness) is not counted.
    most = largest_allocation(lambda: measure(capture))
    # The distances of a block are whole numbers of 8 bytes; the weights of one head would be 64 MiB, not 4.
    assert 4096 * 8 * 4 < most <= 2**22


def test_the_weights_of_one_head_at_a_time_are_those_that_were_measured():
    capture = random_capture(cells=drawn_cells(), key_heads=3)
    entropies = measure(capture).entropy_bits
    for layer, head in np.ndindex(entropies.shape[:2]):
        (weights,) = visible_weights(capture.layers[layer], slice(head, head + 1)).double().numpy()
        np.testing.assert_array_equal(np.isnan(weights), ~drawn_cells().numpy())
        seen = [5, 6]  # No key is seen there, so nothing sums to 1.
        compare(np.nansum(np.delete(weights, seen, 0), axis=1), np.ones(QUERIES - 2), rtol=1e-6)
        bits = -np.nansum(weights * np.log2(np.where(weights > 0, weights, 1)), axis=1)
        compare(np.delete(bits, seen), np.delete(entropies[layer, head], seen), **FLOAT32)
