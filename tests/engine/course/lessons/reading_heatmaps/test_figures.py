"""What the lesson on heatmaps says in words, held to its figures."""

import pytest

from engine.course.lessons.reading_heatmaps import figures


@pytest.mark.parametrize("text", ["The dog bit the man.", "The man bit the dog.", "The movie was not good."])
def test_l0_h2_draws_a_line_below_the_diagonal_and_l1_h8_one_above(text):
    below, above = (figures.real_head({"text": text, "head": head}).numbers for head in ("0.2", "1.8"))
    assert below["below"] > 0.9 > below["above"]
    assert above["above"] > 0.5 > above["below"]
