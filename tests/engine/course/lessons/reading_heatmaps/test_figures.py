"""What the lesson on heatmaps says in words, held to its figures."""

import numpy as np
import pytest

from engine.course.lessons.reading_heatmaps import figures


@pytest.mark.parametrize("text", ["The dog bit the man.", "The man bit the dog.", "The movie was not good."])
def test_l0_h2_draws_a_line_below_the_diagonal_and_l1_h8_one_above(text):
    below, above = (figures.real_head({"text": text, "head": head}).numbers for head in ("0.2", "1.8"))
    assert below["below"] > 0.9 > below["above"]
    assert above["above"] > 0.5 > above["below"]


def test_far_more_rows_are_focused_than_random_ones_would_be():
    for text in ("He sat on the river bank.", "lamp seven under glass violet march stone"):
        numbers = figures.real_head({"text": text, "head": "4.5"}).numbers
        scores = np.random.default_rng(1).standard_normal((200_000, numbers["tokens"]))
        weights = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        by_chance = (weights.max(axis=1) >= 0.5).mean()
        assert numbers["focused_by_chance"] == pytest.approx(by_chance, abs=0.003)  # Four standard errors.
        assert numbers["focused"] > 5 * by_chance * numbers["tokens"]
