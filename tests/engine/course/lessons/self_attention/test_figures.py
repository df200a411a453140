"""What the lesson on self-attention says in words, held to its figures and to the recorded model."""

import numpy as np
import pytest

from engine.course.lessons.self_attention import figures
from engine.matrices.links import matrices_from_link
from engine.matrices.steps import trace_matrices
from engine.reading.examples import load_example


def bank(neighbour):
    return figures.bank({"neighbour": neighbour})


def real_bank(sentence, head):
    return figures.real_bank({"sentence": sentence, "head": head})


def test_beside_a_word_that_says_nothing_of_either_bank_stays_in_between():
    numbers = bank("old").numbers
    assert numbers["water"] == pytest.approx(numbers["money"])


def test_the_link_opens_the_weights_that_are_shown():
    shown = bank("money")
    weights = trace_matrices(matrices_from_link(shown.links[0].query["m"])).weights
    assert weights[0, 2, 1] == pytest.approx(shown.numbers["neighbour_weight"], rel=1e-12)


def test_the_outputs_are_as_wide_as_the_words():
    numbers = figures.square({"tokens": 4}).numbers
    assert numbers["width_in"] == numbers["width_out"]


@pytest.mark.parametrize("head", range(12))
def test_the_query_of_bank_is_the_same_beside_river_and_money_in_the_first_layer(head):
    """Keys that both sentences share at the same places keep the proportions of their weights: same query, same keys.

    Weights are kept in float32, and those of a distant word can be as small as 1e-6.
    """
    river, money = (
        load_example(text, "minilm").weights(0, head)[6]
        for text in ("He sat on the river bank.", "He went to the money bank.")
    )
    shared = [0, 1, 4, 6, 7, 8]
    proportions = np.log(river[shared] / money[shared])
    np.testing.assert_allclose(proportions, proportions[0], atol=1e-3)


def test_the_real_row_is_that_of_bank_and_its_neighbour_stands_before_it():
    assert real_bank("river", "L0 H4").numbers["word_before"] == "river"
    assert real_bank("money", "L0 H4").numbers["word_before"] == "money"
    link = real_bank("money", "L0 H4").links[0].query
    assert link == {"text": "He went to the money bank.", "layer": "0", "head": "4", "query": "6"}


def test_another_head_gives_the_word_before_nearly_everything_whichever_it_is():
    assert all(real_bank(sentence, "L0 H2").numbers["weight_before"] > 0.99 for sentence in ("river", "money"))
