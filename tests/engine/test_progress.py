"""Progress of a part of a task, told as progress of the whole."""

import pytest

from engine.progress import scaled


def test_a_part_goes_from_its_start_to_its_stop():
    told = []
    part = scaled(lambda share, step: told.append((share, step)), 0.5, 0.75)
    for share in (0.0, 0.5, 1.0):
        part(share, f"step {share}")
    assert told == [(0.5, "step 0.0"), (0.625, "step 0.5"), (0.75, "step 1.0")]


def test_a_part_of_a_part_stays_inside_it():
    told = []
    inner = scaled(scaled(lambda share, step: told.append(share), 0.2, 0.6), 0.5, 1.0)
    inner(0.0, "")
    inner(1.0, "")
    assert told == pytest.approx([0.4, 0.6])


def test_nobody_is_told_where_nobody_listens():
    assert scaled(None, 0.0, 0.5) is None


def test_what_the_listener_raises_goes_through():
    def stop(share, step):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scaled(stop, 0.0, 0.5)(0.1, "")
