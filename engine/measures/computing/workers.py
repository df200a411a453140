"""Many pieces of work at once, each on a thread of its own."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import torch

_Piece = TypeVar("_Piece")
_Result = TypeVar("_Result")


def run_side_by_side(
    work: Callable[[_Piece], _Result], pieces: Iterable[_Piece], heard: Callable[[int], None] | None = None
) -> list[_Result]:
    """The result of each piece, in order; as many are worked on at once as PyTorch has threads.

    Each operation then keeps to one thread. Operations on blocks of a few MB that are split between threads wait for
    one another more than they compute, and on a busy machine thirty times longer. heard: called in this thread with the
    number of pieces that are done; what it raises ends the work.
    """
    n_workers = torch.get_num_threads()
    if n_workers == 1:
        results = []
        for piece in pieces:
            results.append(work(piece))
            if heard is not None:
                heard(len(results))
        return results
    torch.set_num_threads(1)
    pool = ThreadPoolExecutor(n_workers, thread_name_prefix="measuring")
    try:
        results = []
        for result in pool.map(work, pieces):
            results.append(result)
            if heard is not None:
                heard(len(results))
        return results
    finally:
        pool.shutdown(cancel_futures=True)
        torch.set_num_threads(n_workers)
