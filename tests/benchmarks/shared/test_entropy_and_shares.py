"""Entropy and shares, through the fused kernel and without it, are what a float64 reference with all weights gives."""

import numpy as np
import pytest
import torch

from benchmarks.shared import fused
from benchmarks.shared.entropy_and_shares import measure_entropy, measure_shares
from engine.attention import blocks
from engine.measures.computing import blockwise
from tests.engine.captures import HEADS, QUERIES, drawn_cells, random_capture
from tests.engine.measuring import (
    CASES,
    FLOAT32,
    compare,
    largest_allocation,
    long_capture,
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


def test_the_fused_measures_are_those_of_the_reference(case, kernel, monkeypatch):
    capture = random_capture(**case)
    if not fused.fits(capture.layers[0]):
        monkeypatch.undo()  # No kernel computes a soft-cap, a bias or a window well: whole blocks it is.
    wanted = measure_rows(capture)
    compare(measure_entropy(capture), wanted["entropy_bits"], **tolerance_of(case))
    shares = measure_shares(capture)
    assert set(shares) == {"entropy_bits", "first_share", "special_share"}
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


def test_measuring_entropy_changes_no_tensor_of_the_capture(kernel):
    soft_cap = None if kernel == "fused kernel" else 3.0
    capture, untouched = (random_capture(cells=drawn_cells(), causal=True, soft_cap=soft_cap) for _ in range(2))
    measure_entropy(capture)
    measure_shares(capture)
    for name in ("queries", "keys", "values"):
        for layer, before in zip(capture.layers, untouched.layers, strict=True):
            torch.testing.assert_close(getattr(layer, name), getattr(before, name), rtol=0, atol=0)
    assert torch.equal(capture.layers[0].mask.cells, untouched.layers[0].mask.cells)


@pytest.mark.parametrize("run", [measure_entropy, measure_shares])
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
