"""The numbers of a head in words: what each means, and where it is found."""

import numpy as np

from tests.viz.words.readings import matrices_reading
from viz.words.meanings import head_numbers, largest_weight_place, spread_sentence


def test_an_undefined_number_is_a_dash_and_never_zero():
    reading = matrices_reading(np.ones((2, 2)), np.ones((1, 2)))
    shown = {number.name: number.shown for number in head_numbers(reading, 0, 0)}
    assert shown["Normalised entropy"] == "–"
    assert shown["Sharpness"] == "–"
    assert shown["Entropy"] == "0.00 bits"


def test_the_largest_weight_is_found_where_it_is():
    queries = np.zeros((5, 5))
    queries[3, 1] = 9
    place = largest_weight_place(matrices_reading(queries, np.eye(5)), 0, 0)
    assert [token.text for token in place] == ["t4", "t2"]


def test_a_row_with_one_visible_key_is_not_where_the_largest_weight_is_unless_all_are():
    queries = np.zeros((5, 5))
    queries[3, 1] = 9
    reading = matrices_reading(queries, np.eye(5), mask="causal")
    assert [token.text for token in largest_weight_place(reading, 0, 0)] == ["t4", "t2"]
    (largest,) = (number for number in head_numbers(reading, 0, 0) if number.name == "Largest weight")
    assert largest.shown == "0.95"  # exp(9 / sqrt(5)) / (exp(9 / sqrt(5)) + 3), by hand
    assert "query 4 at key 2" in largest.meaning
    alone = matrices_reading(np.eye(5)[:1], np.eye(5)[:1])
    assert [token.text for token in largest_weight_place(alone, 0, 0)] == ["t1", "t1"]


def test_the_spread_of_a_query_is_said_in_words():
    assert spread_sentence(5.321, 12) == "This word spreads over about 5.3 of 12 visible tokens."
    assert "nothing to choose" in spread_sentence(1.0, 1)
    assert "no weights" in spread_sentence(float("nan"), 0)
