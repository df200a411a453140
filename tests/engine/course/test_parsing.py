"""Several visitors' conditions and snippets, read at the same moment."""

import ast
import gc
import sys
import threading

import pytest

from engine.course.conditions import evaluate
from engine.course.parsing import parse

N_THREADS = 8
N_TIMES = 100
CODE = " + ".join(f"abs(before.x - {number})" for number in range(40)) + " > 3"


@pytest.fixture
def busy_collector():
    """A garbage collection at nearly every object, with a callback, in which Python may go over to another thread."""

    def hear(phase: str, info: dict[str, int]) -> None:
        pass

    thresholds, interval = gc.get_threshold(), sys.getswitchinterval()
    gc.callbacks.append(hear)
    gc.set_threshold(1, 1, 1_000_000)
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*thresholds)
    gc.callbacks.remove(hear)


def failures_of(work) -> list[BaseException]:
    failed: list[BaseException] = []

    def go() -> None:
        for number in range(N_TIMES):
            try:
                work(number)
            except BaseException as error:
                failed.append(error)

    threads = [threading.Thread(target=go) for _ in range(N_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="mended in Python 3.12")
def test_threads_that_parse_at_once_break_each_others_trees(busy_collector):
    """Why there is a lock: without this failure the next test would show nothing."""
    assert any(isinstance(error, SystemError) for _ in range(5) for error in failures_of(lambda _: ast.parse(CODE)))


def test_each_thread_gets_its_whole_tree(busy_collector):
    assert not failures_of(lambda number: parse(f"{CODE} + {number}"))


def test_conditions_are_evaluated_in_every_thread(busy_collector):
    states = {"before": {"x": 1.0}}
    assert not failures_of(lambda number: evaluate(f"{CODE} + {number}", states))
