"""The entropy of random scores, and sharpness, against a table made elsewhere and our own simulation."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from engine.measures.random_rows import LARGEST_SHARPNESS, expected_entropy, of_random_rows, random_band, sharpness
from engine.measures.simulate_band import simulate_rows

with (Path(__file__).parents[2] / "data" / "null_entropy.csv").open(newline="") as file:
    TABLE = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]

COUNTS = (4, 5, 7, 12, 16, 33, 64, 65, 70, 128, 200, 512, 1000, 8192, 30_000)
SIGMAS = (0.02, 0.1, 0.25, 0.3, 0.77, 1.0, 1.9, 4.2, 11.0, 30.0, 60.0)


def simulated_entropy(n_keys, sigma, n_rows):
    """The mean entropy, in bits, of softmax(sigma * normals), and its standard error."""
    scores = sigma * np.random.default_rng(n_keys).standard_normal((n_rows, n_keys))
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    entropies = -(weights * np.log2(np.maximum(weights, 1e-300))).sum(axis=1)
    return entropies.mean(), entropies.std() / math.sqrt(n_rows)


def test_the_table_is_read_whole():
    assert len(TABLE) > 50
    assert {row["n"] for row in TABLE} >= {2, 4, 128, 512}


def test_the_expected_entropy_is_that_of_the_table():
    found = [expected_entropy(int(row["n"]), row["sigma"]) / math.log2(row["n"]) for row in TABLE]
    # The table's means are by Monte Carlo, good to three decimals.
    np.testing.assert_allclose(found, [row["E_Hnorm"] for row in TABLE], rtol=0, atol=5e-4)


@pytest.mark.parametrize(("n_keys", "sigma"), [(2, 1.0), (4, 0.25), (5, 3.0), (17, 1.0), (100, 8.0)])
def test_the_expected_entropy_is_the_mean_of_simulated_rows(n_keys, sigma):
    mean, error = simulated_entropy(n_keys, sigma, n_rows=100_000)
    # Five standard errors; the seed is fixed, so that it holds at every run or at none.
    assert abs(expected_entropy(n_keys, sigma) - mean) < 5 * error
    assert error < 0.004


def test_the_expected_entropy_at_the_ends():
    assert expected_entropy(8, 0.0) == 3
    assert expected_entropy(1, 2.0) == 0
    assert 0 < expected_entropy(1000, LARGEST_SHARPNESS) < 0.15


def test_the_expected_entropy_falls_as_the_scores_spread():
    entropies = [expected_entropy(10, sigma) for sigma in SIGMAS]
    assert entropies == sorted(entropies, reverse=True)


@pytest.mark.parametrize("n_keys", COUNTS)
def test_sharpness_is_the_sigma_whose_expected_entropy_the_row_has(n_keys):
    entropies = np.array([expected_entropy(n_keys, sigma) for sigma in SIGMAS])
    # The curve is kept at 96 sigmas, up to 64 keys at each count, and interpolated: 0.5%, as the docstring says.
    np.testing.assert_allclose(sharpness(entropies, np.full(len(SIGMAS), n_keys)), SIGMAS, rtol=5e-3)


@pytest.mark.parametrize("n_keys", [*COUNTS, 2**21])
def test_a_one_hot_row_has_the_largest_sharpness_and_a_uniform_one_none(n_keys):
    found = sharpness(np.array([0.0, np.log2(n_keys)]), np.array([n_keys, n_keys]))
    # At 0 the square root of what float64 leaves of 1 - 1 is left over.
    np.testing.assert_allclose(found, [LARGEST_SHARPNESS, 0], atol=1e-6)


def test_sharpness_is_undefined_below_four_keys_and_where_the_entropy_is():
    found = sharpness(np.array([0.0, 0.0, 0.5, 1.0, np.nan, 1.0]), np.array([0, 1, 2, 3, 7, 4]))
    np.testing.assert_array_equal(np.isnan(found), [True, True, True, True, True, False])


def test_sharpness_takes_each_rows_own_number_of_keys():
    bits, counts = np.array([[1.5, 1.5, 1.5]]), np.array([[4, 40, 400]])
    apart = [sharpness(np.array([1.5]), np.array([count]))[0] for count in (4, 40, 400)]
    np.testing.assert_array_equal(sharpness(bits, counts), [apart])
    assert apart[0] < apart[1] < apart[2]


def test_the_band_is_that_of_the_table():
    rows = [row for row in TABLE if row["sigma"] == 1 and row["n"] >= 4]
    assert len(rows) > 10
    low, high = random_band(np.array([int(row["n"]) for row in rows]))
    # The table's ends are quantiles of few rows: the low one, in a thin tail, wanders by up to 0.009.
    np.testing.assert_allclose(low, [row["q025"] for row in rows], rtol=0, atol=0.012)
    np.testing.assert_allclose(high, [row["q975"] for row in rows], rtol=0, atol=0.0015)


@pytest.mark.parametrize("n_keys", [4, 11, 40])
def test_the_band_holds_95_of_100_random_rows(n_keys):
    low, high = random_band(np.array([n_keys]))
    # 50,000 rows place the ends to 0.002 at the sparse lower one; n = 40 is interpolated between 32 and 48.
    found = simulate_rows(n_keys, 50_000, np.random.default_rng(5))
    np.testing.assert_allclose([low[0], high[0]], [found["low"], found["high"]], atol=0.006)
    for name in ("uniform", "broad", "focused", "near_one_hot"):
        # A share of 50,000 rows has a standard error of 0.002 at most.
        assert of_random_rows(name, np.array([n_keys]))[0] == pytest.approx(found[name], abs=0.008), name


def test_chance_of_a_flag_is_what_was_measured_elsewhere():
    """Rows of unit normal scores with half of their weight on one key; and those that are more even than the mean."""
    focused = of_random_rows("focused", np.array([4, 5, 6, 8, 10, 12, 20]))
    np.testing.assert_allclose(focused, [0.48, 0.32, 0.23, 0.13, 0.07, 0.05, 0.01], atol=0.011)
    np.testing.assert_allclose(of_random_rows("broad", np.array([4, 30, 8192])), 0.56, atol=0.05)


def test_there_is_no_band_below_four_keys():
    low, high = random_band(np.array([0, 1, 2, 3, 4]))
    np.testing.assert_array_equal(np.isnan(low), [True, True, True, True, False])
    np.testing.assert_array_equal(np.isnan(high), [True, True, True, True, False])


def test_the_band_narrows_as_the_keys_grow_and_holds_the_mean():
    counts = np.array([4, 16, 64, 256, 1024, 8192])
    low, high = random_band(counts)
    means = [expected_entropy(int(n), 1.0) / math.log2(n) for n in counts]
    assert (np.diff(high - low) < 0).all()
    assert ((low < means) & (means < high)).all()
