"""Numbers as a reader writes them."""

import numpy as np
import pytest

from engine.course.written import exactly, show


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [(-0.001, 2, "0.00"), (-1.5, 1, "−1.5"), (1234.5, 0, "1,234"), (np.nan, 2, "–"), (-np.inf, 2, "−∞")],
)
def test_numbers_are_shown_as_a_reader_writes_them(value, digits, words):
    assert show(value, digits) == words


def test_a_hover_gives_six_digits_and_says_what_is_undefined():
    assert [exactly(value) for value in (1 / 3, -2.5, 1e-7, np.nan)] == ["0.333333", "−2.5", "1e−07", "undefined"]
