"""Entropy of rows, the yardsticks for it, and the ways to equal weights."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.course.arithmetic import soften
from engine.course.lessons.entropy.numbers import CAUSES, N_KEYS, even_causal_bits, measure, row_of, share_of_most


def test_a_row_worked_by_hand():
    found = measure(np.array([0.1, 0.7, 0.2]))
    assert found.bits == pytest.approx(1.156780, abs=1e-6)
    assert found.normalised == pytest.approx(0.729847, abs=1e-6)
    assert found.effective == pytest.approx(2.229592, abs=1e-6)
    assert found.largest == 0.7


def test_one_key_alone_has_no_normalised_entropy():
    found = measure(np.array([1.0]))
    assert (found.bits, found.effective) == (0.0, 1.0)
    assert np.isnan(found.normalised)


@given(st.lists(st.floats(-20, 20), min_size=2, max_size=12))
def test_the_spread_is_that_of_torch(scores):
    weights = torch.softmax(torch.tensor(scores, dtype=torch.float64), dim=0)
    nats = torch.distributions.Categorical(probs=weights).entropy()
    # torch takes its logarithm of weights that it keeps away from 0.
    assert measure(soften(np.array(scores), 1.0)).bits == pytest.approx(float(nats) / np.log(2), abs=1e-6)


@given(st.floats(0.1, 10), st.floats(1.01, 5))
def test_a_higher_temperature_spreads_a_row_and_keeps_its_order(temperature, factor):
    scores = np.array([3.0, 2.0, 1.0, 0.0, -1.0, -2.0])
    colder, warmer = soften(scores, temperature), soften(scores, temperature * factor)
    assert measure(warmer).bits > measure(colder).bits
    assert warmer.argmax() == colder.argmax() == 0


def test_an_even_causal_head_has_all_the_entropy_that_its_rows_can_have():
    bits = even_causal_bits(10)
    np.testing.assert_allclose(bits, np.log2(np.arange(1, 11)), atol=1e-12)
    normalised = share_of_most(bits, np.arange(1.0, 11.0))
    assert np.isnan(normalised[0])
    np.testing.assert_allclose(normalised[1:], 1)


def test_measured_against_all_keys_it_seems_focused():
    bits = even_causal_bits(10)
    normalised = share_of_most(bits, np.full(10, 10.0))
    np.testing.assert_allclose(normalised[1:], np.log10(np.arange(2, 11)), atol=1e-12)
    # With the first row's 0 counted in: log10(10!) / 10, the 0.66 of the usual mistake.
    assert np.nansum(normalised) / 10 == pytest.approx(0.656, abs=5e-4)
    np.testing.assert_array_equal(bits, even_causal_bits(10))


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_gives_an_all_but_uniform_row(cause):
    row = row_of(cause)
    assert measure(row.weights).normalised > 0.99
    query, keys = torch.from_numpy(row.query), torch.from_numpy(row.keys)
    attended = torch.nn.functional.scaled_dot_product_attention(
        query, keys, torch.eye(N_KEYS, dtype=torch.float64), scale=1 / row.divisor
    )
    np.testing.assert_allclose(row.weights, attended[0], rtol=1e-12)


def test_the_causes_differ_in_their_scores_and_keys():
    rows = {cause: row_of(cause) for cause in CAUSES}
    assert (rows["nothing matches"].scores == 0).all()
    assert (rows["all match"].scores == 9).all()
    assert np.ptp(rows["keys repeat"].keys, axis=0).max() == 0
    # The keys differ all the same where the query does not look.
    assert np.ptp(rows["all match"].keys[:, 1:], axis=0).min() > 0.5
    assert measure(row_of("ordinary").weights).normalised < 0.95
