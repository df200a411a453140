"""Work on several threads gives what work on one gives, and leaves PyTorch's threads as they were."""

import threading
import time

import numpy as np
import pytest
import torch

from engine.attention.capture import AttentionCapture, AttentionLayer
from engine.attention.mask import MaskRule
from engine.measures.computing.survey import survey
from engine.measures.computing.workers import run_side_by_side
from engine.text.tokens import plain_tokens


@pytest.fixture(params=[1, 3])
def n_threads(request):
    """How many threads PyTorch has, here and until the test is over."""
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield request.param
    torch.set_num_threads(before)


def test_results_come_in_the_order_of_the_pieces_and_are_counted(n_threads):
    counts = []

    def slow_at_first(piece):
        time.sleep(0.02 if piece < 2 else 0)
        return piece * 10

    assert run_side_by_side(slow_at_first, range(7), counts.append) == [0, 10, 20, 30, 40, 50, 60]
    assert counts == [1, 2, 3, 4, 5, 6, 7]
    assert torch.get_num_threads() == n_threads


def test_no_pieces_give_no_results(n_threads):
    assert run_side_by_side(str, []) == []
    assert torch.get_num_threads() == n_threads


def test_as_many_pieces_are_worked_on_at_once_as_there_are_threads_each_on_one(n_threads):
    together = threading.Barrier(n_threads, timeout=30)
    threads = []

    def work(piece):
        threads.append(torch.get_num_threads())
        return together.wait()

    # The barrier opens only when all of them are waiting at it.
    assert sorted(run_side_by_side(work, range(n_threads))) == list(range(n_threads))
    assert threads == [1] * n_threads


def test_an_error_in_a_piece_ends_the_work(n_threads):
    begun = []

    def work(piece):
        begun.append(piece)
        if piece == 1:
            raise ZeroDivisionError
        time.sleep(0.01)

    with pytest.raises(ZeroDivisionError):
        run_side_by_side(work, range(1_000))
    assert len(begun) < 1_000
    assert torch.get_num_threads() == n_threads


def test_what_the_listener_raises_ends_the_work(n_threads):
    begun = []

    class Enough(Exception):
        pass

    def work(piece):
        begun.append(piece)
        time.sleep(0.001)

    def heard(count):
        assert threading.current_thread() is threading.main_thread()
        if count == 2:
            raise Enough

    with pytest.raises(Enough):
        run_side_by_side(work, range(1_000), heard)
    left = len(begun)
    assert left < 1_000
    time.sleep(0.05)
    assert len(begun) == left, "a piece was begun after the work had ended"
    assert torch.get_num_threads() == n_threads


@pytest.mark.parametrize(
    "mask", [MaskRule(causal=True), MaskRule(window=9), MaskRule()], ids=["causal", "window", "all"]
)
def test_a_survey_on_several_threads_has_the_numbers_of_one(mask):
    generator = torch.Generator().manual_seed(5)

    def layer():
        queries, keys, values = (torch.randn(n, 220, 4, generator=generator) * 2 for n in (4, 2, 2))
        return AttentionLayer(queries, keys, values, 0.5, mask)

    tokens = plain_tokens([f"t{i}" for i in range(220)])
    capture = AttentionCapture(tuple(layer() for _ in range(5)), tokens, tokens)
    before = torch.get_num_threads()
    try:
        found, shares = {}, {}
        for n_threads in (1, 2):
            torch.set_num_threads(n_threads)
            shares[n_threads] = []
            found[n_threads] = survey(capture, lambda share, _, n=n_threads: shares[n].append(share))
    finally:
        torch.set_num_threads(before)
    one, two = found[1], found[2]
    assert one.pictures is not None, "so short a text is not measured side by side"
    np.testing.assert_array_equal(one.pictures, two.pictures)
    assert one.rows.arrays.keys() == two.rows.arrays.keys()
    for name, values in one.rows.arrays.items():
        # The same operations on the same blocks, each on one thread: to the last bit.
        np.testing.assert_array_equal(values, two.rows.arrays[name], err_msg=name)
    for ours, theirs in zip(one.logsumexp, two.logsumexp, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=0)
    assert shares[1] == shares[2] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
