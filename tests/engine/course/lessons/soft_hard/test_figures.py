"""What the lesson on soft and hard attention says in words, held to its figures."""

import numpy as np
import pytest

from engine.course.lessons.soft_hard import figures
from engine.matrices.links import matrices_from_link
from engine.matrices.steps import trace_matrices


def cooling(temperature):
    return figures.cooling({"temperature": temperature, "curve": True})


def test_a_larger_score_for_bus_lowers_the_soft_loss_and_one_for_cat_raises_it():
    numbers = figures.slope({"way": "soft"}).numbers
    assert numbers["wanted"] < 0 < numbers["best"]


def test_the_query_matches_cat_best_and_bus_least():
    assert figures.SCORES.argmax() == 0
    assert figures.SCORES.argmin() == 2


def test_on_the_way_to_a_low_temperature_the_gradient_grows_before_it_vanishes():
    warm, middle, cold = (cooling(temperature).numbers["size"] for temperature in (1.0, 0.5, 0.05))
    assert cold < warm < middle


def test_the_link_opens_the_trained_query():
    shown = figures.training({"steps": 20})
    weights = trace_matrices(matrices_from_link(shown.links[0].query["m"])).weights
    assert weights[0, 0, 2] == pytest.approx(shown.numbers["soft_weight"], rel=1e-12)


@pytest.mark.parametrize("temperature", [0.02, 0.5, 10.0])
def test_the_link_divides_by_the_temperature(temperature):
    shown = cooling(temperature)
    weights = trace_matrices(matrices_from_link(shown.links[0].query["m"])).weights
    np.testing.assert_allclose(weights.max(), shown.numbers["best_weight"], rtol=1e-12)


def test_hard_attention_has_no_link_since_no_matrices_give_it():
    assert not figures.slope({"way": "hard"}).links
