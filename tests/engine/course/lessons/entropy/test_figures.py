"""What the lesson on entropy says in words, held to its figures."""

import pytest

from engine.course.lessons.entropy import figures


def test_the_wrong_measure_of_an_even_head_changes_with_its_length_and_the_right_one_does_not():
    wrong = [figures.counted_keys({"tokens": n, "counted": "all"}).numbers["mean"] for n in (3, 6, 12)]
    right = [figures.counted_keys({"tokens": n, "counted": "visible"}).numbers["mean"] for n in (3, 6, 12)]
    assert len({round(mean, 3) for mean in wrong}) == 3
    assert right == pytest.approx([1, 1, 1])
