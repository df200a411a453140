"""What the lesson on masks says in words, held to its figures."""

import pytest

from engine.course.lessons.masks import figures
from engine.matrices.links import matrices_from_link
from engine.matrices.steps import trace_matrices
from engine.reading.captures import read_matrices


def counting(counted, pull):
    return figures.counting({"counted": counted, "pull": pull})


def late(order):
    return figures.late({"order": order}).numbers


def test_under_the_causal_mask_the_last_row_does_not_change():
    numbers = figures.causal({"mask": "causal"}).numbers
    assert numbers["last_change"] == 0
    assert numbers["hidden"] == 10


@pytest.mark.parametrize("mask", ["none", "causal"])
def test_the_link_opens_the_weights_that_are_shown(mask):
    shown = figures.causal({"mask": mask})
    weights = trace_matrices(matrices_from_link(shown.links[0].query["m"])).weights
    assert weights[0, 0, 0] == pytest.approx(shown.numbers["first_own"], rel=1e-12)
    assert weights[0, 1, 1] == pytest.approx(shown.numbers["second_own"], rel=1e-12)


def test_the_normalised_entropy_is_that_of_the_page_that_the_link_opens():
    shown = counting("visible", 1.5)
    rows = read_matrices(matrices_from_link(shown.links[0].query["m"])).rows.normalised_entropy[0, 0]
    assert rows[1] == pytest.approx(shown.numbers["second"], abs=1e-9)
    assert rows[-1] == pytest.approx(shown.numbers["last"], abs=1e-9)


def test_a_pull_on_the_first_word_lowers_every_row_that_has_a_choice():
    even, pulled = counting("visible", 0.0).numbers, counting("visible", 0.5).numbers
    assert even["lowest"] == pytest.approx(1)
    assert pulled["highest"] < 1
    assert not pulled["first_defined"]


def test_dividing_each_row_by_its_sum_gives_the_weights_of_the_right_order():
    assert late("rescaled")["largest_change"] < 1e-12
    assert late("after")["largest_change"] > 0.1
