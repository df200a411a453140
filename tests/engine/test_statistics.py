"""Every way of measuring gives what a float64 reference with all weights at hand gives."""

from dataclasses import fields, replace

import numpy as np
import pytest
import torch
from torch.profiler import ProfilerActivity, profile

from engine import blocks, blockwise, dense, fused, statistics
from engine.capture import AttentionCapture, AttentionLayer, MaskRule
from engine.null_scores import sharpness
from engine.rows import RowStatistics
from engine.statistics import measure, measure_entropy, measure_shares
from engine.tokens import plain_tokens
from tests.engine.captures import HEADS, QUERIES, drawn_cells, random_capture
from tests.engine.reference import measure_rows

# float32 has 7 digits. A score of size 10 is off by 1e-6, and its weight by that share of itself; a row adds up
# about 40 of them. float64 has 16 digits.
FLOAT32 = {"rtol": 1e-5, "atol": 5e-6}
FLOAT64 = {"rtol": 1e-11, "atol": 1e-12}

CASES = {
    "no mask": {},
    "causal": {"causal": True},
    "cells": {"cells": drawn_cells()},
    "causal and cells": {"cells": drawn_cells(), "causal": True},
    "more keys than queries": {"keys": 50},
    "more keys than queries, causal": {"keys": 50, "causal": True},
    "fewer keys than queries": {"keys": 23},
    "fewer keys than queries, causal": {"keys": 23, "causal": True},
    "fewer keys than queries, cells": {"keys": 23, "cells": drawn_cells(23)},
    "heads that share key heads": {"key_heads": 2},
    "heads that share key heads, causal": {"key_heads": 3, "causal": True},
    "soft-cap": {"soft_cap": 3.0},
    "position bias": {"bias": torch.randn(HEADS, QUERIES, QUERIES, generator=torch.Generator().manual_seed(3))},
    "soft-cap, bias, cells, shared key heads": {
        "soft_cap": 5.0,
        "bias": torch.randn(HEADS, QUERIES, QUERIES, generator=torch.Generator().manual_seed(4)),
        "cells": drawn_cells(),
        "key_heads": 3,
    },
    "window": {"window": 6},
    "window of one": {"window": 1, "causal": True},
    "causal window": {"window": 5, "causal": True},
    "causal window, fewer keys than queries": {"window": 5, "causal": True, "keys": 23},
    "window, fewer keys than queries": {"window": 4, "keys": 23},
    "causal window and cells": {"window": 9, "causal": True, "cells": drawn_cells()},
    "sink logits": {"sinks": torch.linspace(-2, 6, HEADS)},
    "sink logits, causal window": {"sinks": torch.linspace(-2, 6, HEADS), "causal": True, "window": 7, "key_heads": 2},
    "sink logits, keys far from 0": {"sinks": torch.linspace(-2, 6, HEADS), "causal": True, "key_offset": 1.0},
    "sink logits, cells": {"sinks": torch.linspace(-2, 6, HEADS), "cells": drawn_cells()},
    "float64": {"dtype": torch.float64},
    "float64, causal and cells": {"dtype": torch.float64, "cells": drawn_cells(), "causal": True},
    "bfloat16": {"dtype": torch.bfloat16, "causal": True},
    "float16": {"dtype": torch.float16},
}


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


def tolerance_of(case):
    return FLOAT64 if case.get("dtype") == torch.float64 else FLOAT32


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of 5 rows of 4 heads, which divide neither 37 rows nor 6 heads."""
    monkeypatch.setattr(blocks, "BLOCK_CELLS", 1000)
    monkeypatch.setattr(blocks, "BLOCK_ROWS", 5)


@pytest.fixture(params=["dense", "blockwise"])
def way(request, monkeypatch, small_blocks):
    """Makes `measure` take one way, and fail on the other."""
    monkeypatch.setattr(statistics, "DENSE_CELLS", 10**9 if request.param == "dense" else 0)
    monkeypatch.setattr(blockwise if request.param == "dense" else dense, "measure", must_not_run)
    return request.param


@pytest.fixture(params=["fused kernel", "no fused kernel"])
def kernel(request, monkeypatch, small_blocks):
    if request.param == "no fused kernel":
        monkeypatch.setattr(fused, "_kernel", lambda device_type: None)
    else:
        assert fused._kernel("cpu") is not None, "this PyTorch has no fused kernel that returns the logsumexp"
        monkeypatch.setattr(blockwise, "measure", must_not_run)
        monkeypatch.setattr(blockwise, "entropy", must_not_run)
    return request.param


def must_not_run(*arguments):
    raise AssertionError("this way was not to be taken")


def compare(found, wanted, **tolerance):
    np.testing.assert_allclose(found, wanted, **tolerance)  # NaN equals NaN, and nothing else.


def test_every_way_gives_the_numbers_of_the_reference(case, way):
    capture = random_capture(**case)
    found, wanted = measure(capture), measure_rows(capture)
    assert {field.name for field in fields(RowStatistics)} == {*wanted, "sharpness", "sink_share"}
    assert (found.sink_share is None) == ("sink_share" not in wanted)
    for name, values in wanted.items():
        compare(getattr(found, name), values, **tolerance_of(case), err_msg=name)
    visible = np.broadcast_to(found.visible_keys[:, None], found.sharpness.shape)
    compare(found.sharpness, sharpness(found.entropy_bits, visible), rtol=0)
    compare(found.effective_keys, 2**found.entropy_bits, rtol=1e-12)


def test_the_fused_measures_are_those_of_the_reference(case, kernel, monkeypatch):
    capture = random_capture(**case)
    if not capture.layers[0].fused:
        monkeypatch.undo()  # No kernel computes a soft-cap, a bias or a window well: whole blocks it is.
    wanted = measure_rows(capture)
    compare(measure_entropy(capture), wanted["entropy_bits"], **tolerance_of(case))
    shares = measure_shares(capture)
    assert set(shares) == {"entropy_bits", "offset_shares", "first_share", "special_share"}
    for name, values in shares.items():
        compare(values, wanted[name], **tolerance_of(case), err_msg=name)


@pytest.mark.parametrize("change", [{"soft_cap": 3.0}, {"bias": torch.zeros(HEADS, QUERIES, QUERIES)}])
def test_no_fused_kernel_is_used_for_a_soft_cap_or_a_bias(change):
    assert fused.available(random_capture().layers[0])
    assert not fused.available(random_capture(**change).layers[0])


def test_a_kernel_that_computes_something_else_is_not_trusted(monkeypatch):
    def without_its_mask(queries, keys, values, causal, bias, scale):
        return cpu_kernel(queries, keys, values, False, bias, scale)

    cpu_kernel = fused._cpu_kernel
    monkeypatch.setattr(fused, "_cpu_kernel", without_its_mask)
    assert fused._kernel.__wrapped__("cpu") is None
    monkeypatch.setattr(fused, "_cpu_kernel", cpu_kernel)
    assert fused._kernel.__wrapped__("cpu") is cpu_kernel


@pytest.mark.parametrize("error", [AttributeError, RuntimeError, NotImplementedError])
def test_a_kernel_that_this_pytorch_lacks_is_done_without(monkeypatch, error):
    def missing(*arguments):
        raise error

    monkeypatch.setattr(fused, "_cpu_kernel", missing)
    assert fused._kernel.__wrapped__("cpu") is None
    assert fused._kernel.__wrapped__("a device of the future") is None


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
    for name in ("entropy_bits", "relative_entropy", "sharpness", "max_weight", "offset_shares", "effective_keys"):
        assert np.isnan(getattr(rows, name)[:, :, blind]).all(), name
        assert not np.isnan(getattr(rows, name)[:, :, others]).any(), name
    for name in ("first_share", "special_share", "mean_distance"):
        assert np.isnan(getattr(rows, name)[:, :, blind]).all(), name
    assert (rows.max_key[:, :, blind] == -1).all()
    assert (rows.visible_keys[:, [5, 6, 7, 8]] == [0, 0, 1, 3]).all()
    # One key: nothing to choose, so the entropy is 0 and there is no relative entropy.
    assert (rows.entropy_bits[:, :, one_key] == 0).all()
    assert (rows.max_weight[:, :, one_key] == 1).all()
    assert np.isnan(rows.relative_entropy[:, :, one_key]).all()
    assert not np.isnan(rows.relative_entropy[:, :, three_keys]).any()
    assert np.isnan(rows.sharpness[:, :, [one_key, three_keys]]).all()


def test_neighbours_and_distance_are_undefined_between_different_sequences(way):
    rows = measure(random_capture(keys=50))
    assert np.isnan(rows.offset_shares).all()
    assert np.isnan(rows.mean_distance).all()
    assert not np.isnan(rows.first_share).any()


def one_row_capture(scores, dtype=torch.float32):
    """Rows with these scores [query, key] under one head, and sharp keys: unit vectors."""
    scores = torch.as_tensor(scores, dtype=dtype)
    keys = torch.eye(scores.shape[1], dtype=dtype)[None]
    tokens = [
        plain_tokens([f"{name}{i}" for i in range(count)]) for name, count in zip("qk", scores.shape, strict=True)
    ]
    return AttentionCapture((AttentionLayer(scores[None], keys, keys, 1.0),), *tokens)


def peaked_capture():
    """One key ahead by 4 to 40 at a level of 150: where logsumexp(s) - sum(p s) subtracts 150 from 150."""
    ahead = torch.arange(4, 40, 0.5)
    scores = torch.full((len(ahead), 41), 150.0)
    scores[:, 17] += ahead
    # Uneven rests, so that no row is a special case.
    return one_row_capture(scores + torch.linspace(-1, 0, 41))


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


def test_the_fused_entropy_of_very_peaked_rows_is_measured_again(kernel):
    capture = peaked_capture()
    wanted = measure_rows(capture)["entropy_bits"]
    found = measure_entropy(capture).double().numpy()
    peaked = wanted < 0.01  # Bits; the rule is 0.01 nats, a little more.
    assert peaked.sum() > 20
    compare(found[peaked], wanted[peaked], rtol=3e-5, atol=1e-6)
    # The others are the difference of two numbers near 190, each kept to 8e-6.
    compare(found, wanted, rtol=0, atol=7e-5)


def test_a_row_may_be_peaked_in_one_head_alone(kernel):
    """Rows 0 and 1 see no key, so that no row has a single key, which would be peaked in every head."""
    cells = torch.ones(QUERIES, QUERIES, dtype=torch.bool)
    cells[:2] = False
    capture = random_capture(causal=True, cells=cells, spread=0.5)
    capture.layers[0].queries[3, 20] *= 200
    wanted = measure_rows(capture)["entropy_bits"]
    assert np.argwhere(wanted < 0.01).tolist() == [[0, 3, 20]]
    compare(measure_entropy(capture), wanted, **FLOAT32)


def test_a_large_offset_common_to_all_keys_costs_the_fused_measures_no_digits():
    capture = random_capture(key_offset=300.0)
    wanted = measure_rows(capture)
    # The keys themselves, near 300, lose nothing when their mean is subtracted: what is left is exact to 3e-5 of
    # their spread. Without that, scores near 1,000 would be off by 6e-5 and their difference by more.
    compare(measure_entropy(capture), wanted["entropy_bits"], **FLOAT32)
    compare(measure_shares(capture)["first_share"], wanted["first_share"], **FLOAT32)


def test_a_uniform_row_has_exactly_the_entropy_of_its_visible_keys(way):
    capture = one_row_capture(torch.zeros(3, 41))
    rows = measure(capture)
    compare(rows.relative_entropy, np.ones((1, 1, 3)), rtol=1e-6)
    assert (rows.relative_entropy <= 1).all()
    compare(rows.effective_keys, np.full((1, 1, 3), 41), rtol=1e-5)


def test_measuring_changes_no_tensor_of_the_capture(way):
    capture, untouched = (random_capture(cells=drawn_cells(), causal=True, soft_cap=3.0) for _ in range(2))
    measure(capture)
    measure_entropy(capture)
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


def largest_allocation(run):
    """The most bytes that PyTorch asked for at once while `run` ran, inside its kernels too."""
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiler:
        run()
    sizes, events = [], list(profiler.profiler.kineto_results.experimental_event_tree())
    while events:
        event = events.pop()
        events += event.children
        sizes.append(getattr(event.extra_fields, "alloc_size", 0))
    return max(sizes)


def long_capture(causal=False):
    generator = torch.Generator().manual_seed(6)
    queries, keys = (torch.randn(3, 4096, 8, generator=generator) for _ in range(2))
    tokens = plain_tokens(["word"] * 4096)
    return AttentionCapture((AttentionLayer(queries, keys, keys, 0.35, MaskRule(causal)),), tokens, tokens)


@pytest.mark.parametrize("run", [measure, measure_entropy, measure_shares])
@pytest.mark.parametrize("causal", [False, True])
def test_4096_tokens_are_measured_without_a_matrix_of_the_weights(run, causal):
    capture = long_capture(causal)
    run(capture)  # Once before, so that what is kept for ever (the curves of sharpness) is not counted.
    most = largest_allocation(lambda: run(capture))
    # The distances of a block are whole numbers of 8 bytes; the weights of one head would be 64 MiB, not 4.
    assert 4096 * 8 * 4 < most <= 2**22


def test_4096_tokens_without_a_kernel_are_measured_without_a_matrix_of_the_weights(monkeypatch):
    monkeypatch.setattr(fused, "_kernel", lambda device_type: None)
    assert largest_allocation(lambda: measure_entropy(long_capture())) <= 2**22


def test_the_weights_of_one_head_at_a_time_are_those_that_were_measured():
    capture = random_capture(cells=drawn_cells(), key_heads=3)
    entropies = measure(capture).entropy_bits
    for layer, head in np.ndindex(entropies.shape[:2]):
        (weights,) = dense.visible_weights(capture.layers[layer], slice(head, head + 1)).double().numpy()
        np.testing.assert_array_equal(np.isnan(weights), ~drawn_cells().numpy())
        seen = [5, 6]  # No key is seen there, so nothing sums to 1.
        compare(np.nansum(np.delete(weights, seen, 0), axis=1), np.ones(QUERIES - 2), rtol=1e-6)
        bits = -np.nansum(weights * np.log2(np.where(weights > 0, weights, 1)), axis=1)
        compare(np.delete(bits, seen), np.delete(entropies[layer, head], seen), **FLOAT32)
