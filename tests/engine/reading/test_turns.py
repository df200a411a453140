"""Who is next."""

import threading

from engine.reading.turns import Turns


def test_each_waits_for_those_before_it_and_knows_how_many_they_are():
    turns = Turns()
    for one in "abc":
        turns.join(one)
    assert [turns.wait(one, 0.0) for one in "abc"] == [0, 1, 2]
    assert turns.n_waiting == 2
    turns.leave("b")
    assert turns.wait("c", 0.0) == 1
    turns.leave("b")
    turns.leave("a")
    assert turns.wait("c", 0.0) == 0
    turns.leave("c")
    assert turns.n_waiting == 0


def test_one_who_waits_goes_on_as_soon_as_it_is_first():
    turns, first, second = Turns(), object(), object()
    turns.join(first)
    turns.join(second)
    done = threading.Event()
    thread = threading.Thread(target=lambda: turns.wait(second, 60.0) == 0 and done.set())
    thread.start()
    turns.leave(first)
    assert done.wait(60)
    thread.join()
