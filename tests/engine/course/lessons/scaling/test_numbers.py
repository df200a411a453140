"""What dividing the scores does, against real vectors, PyTorch and the expected entropy."""

import math

import numpy as np
import pytest
import torch

from engine.course.arithmetic import entropy_bits, softmax
from engine.course.lessons.scaling.numbers import DIVISIONS, N_KEYS, divisor, draw, random_scores, typical
from engine.errors import InputError
from engine.measures.random_rows import expected_entropy


def real_scores(width, n_rows=4000):
    """Dot products of vectors that are really there."""
    chance = np.random.default_rng(3)
    queries = chance.standard_normal((n_rows, width))
    return np.einsum("rw,rkw->rk", queries, chance.standard_normal((n_rows, N_KEYS, width)))


def test_the_divisor_is_one_the_root_or_the_width():
    assert [divisor(division, 64) for division in DIVISIONS] == [1, 8, 64]
    with pytest.raises(InputError, match="'half'"):
        divisor("half", 64)


@pytest.mark.parametrize("width", [1, 4, 16, 64, 256, 1024])
def test_the_spread_of_the_scores_is_the_root_of_the_width(width):
    # 200,000 scores, which share lengths in tens: within 1% but at width 1, whose squares vary most.
    assert typical(width, "none").spread == pytest.approx(math.sqrt(width), rel=0.01)
    assert typical(width, "root").spread == pytest.approx(1, rel=0.01)


@pytest.mark.parametrize("width", [1, 4, 64])
def test_scores_drawn_by_length_are_spread_as_those_of_real_vectors(width):
    drawn, real = random_scores(width) / math.sqrt(width), real_scores(width) / math.sqrt(width)
    # Kurtosis tells the lengths' own spread from plain normal numbers; 40,000 real scores give it to about 0.3.
    for power, tolerance in ((2, 0.03), (4, 0.6)):
        assert (drawn**power).mean() == pytest.approx((real**power).mean(), abs=tolerance)
    means = [entropy_bits(softmax(scores)).mean() for scores in (drawn, real)]
    assert means[0] == pytest.approx(means[1], abs=0.03)


@pytest.mark.parametrize(
    ("division", "spread", "normalised_entropy"), [("root", 1.0, 0.836), ("none", 7.99, 0.154), ("width", 0.125, 0.997)]
)
def test_the_worked_numbers_at_width_64(division, spread, normalised_entropy):
    found = typical(64, division)
    # Both come from random rows; the others' were fewer.
    assert found.spread == pytest.approx(spread, rel=0.01)
    assert found.normalised_entropy == pytest.approx(normalised_entropy, abs=0.005)


def test_scaled_entropy_at_a_great_width_is_that_of_unit_normal_scores():
    expected = expected_entropy(N_KEYS, 1.0) / math.log2(N_KEYS)
    assert typical(1024, "root").normalised_entropy == pytest.approx(expected, abs=0.002)


def test_the_gradient_is_the_one_that_autograd_finds():
    width = 16
    rows = torch.tensor(random_scores(width)[:501], requires_grad=True)
    weights = torch.softmax(rows / 4, dim=-1)
    largest = weights.argmax(dim=-1)
    weights.gather(1, largest[:, None]).sum().backward()
    reaching = rows.grad.gather(1, largest[:, None])[:, 0].numpy()
    p = softmax(random_scores(width)[:501] / 4).max(axis=1)
    np.testing.assert_allclose(p * (1 - p) / 4, reaching, rtol=1e-10)
    # 501 rows instead of all.
    assert typical(width, "root").reaching == pytest.approx(float(np.median(reaching)), rel=0.05)


@pytest.mark.parametrize("width", [256, 1024])
def test_at_great_width_only_the_root_lets_gradient_through(width):
    none, root, by_width = (typical(width, division).reaching for division in DIVISIONS)
    assert root > 5 * none
    assert root > 5 * by_width


def test_at_small_width_the_missing_division_does_no_harm():
    assert typical(4, "none").reaching > typical(4, "root").reaching
    assert typical(4, "none").stuck < 0.01


def test_without_a_division_most_wide_rows_are_stuck_though_their_mean_is_larger():
    none, root, by_width = (typical(256, division) for division in DIVISIONS)
    assert none.stuck > 0.5
    assert root.stuck == by_width.stuck == 0
    assert none.mean_reaching > 3 * root.mean_reaching
    assert none.reaching < root.reaching, "the middle row tells another story than the mean"


def test_more_rows_are_stuck_the_wider_the_unscaled_vectors():
    stuck = [typical(width, "none").stuck for width in (4, 16, 64, 256, 1024)]
    assert stuck == sorted(stuck)
    assert stuck[-1] > 0.7
    assert typical(1024, "root").stuck == 0


def test_a_draw_is_the_same_for_the_same_seed_and_another_for_another():
    assert draw(64, 0).keys.shape == (N_KEYS, 64)
    np.testing.assert_array_equal(draw(64, 0).scores, draw(64, 0).keys @ draw(64, 0).query)
    draw.cache_clear()
    again = draw(64, 0)
    np.testing.assert_array_equal(again.scores, draw(64, 0).scores)
    assert not np.array_equal(draw(64, 1).scores, again.scores)
