"""What each formula gives on every known head, worked by hand, and what Headlight gives; the page says the same."""

import math

import numpy as np
import pytest

from tests.claims import formulas
from tests.claims.heads import known_heads, previous_token
from tests.claims.make import PAGE, page
from tests.claims.tools import PUBLISHED

HEADS = known_heads()
NAMES = [head.name for head in HEADS]

N_TOKENS = np.array([10, 10, 64, 10, 10, 10, 10, 64, 64])
CAUSAL = np.array([False, True, True, True, True, True, False, True, True])

OF_SINK = -0.6 * math.log(0.6) - 0.4 * math.log(0.4)
"""The entropy of the choice between the sink and the rest."""


def log_factorial(n: int) -> float:
    return math.lgamma(n + 1)


TOTALS = np.array(
    [
        10 * math.log(10),
        log_factorial(10),
        log_factorial(64),
        0,
        # Row k of 2 to 10 has k - 1 keys beside the sink.
        9 * OF_SINK + 0.4 * log_factorial(9),
        math.log(2) + math.log(3) + 7 * math.log(4),
        10 * math.log(7),
        log_factorial(64) - log_factorial(32),
        log_factorial(32),
    ]
)
"""The entropies of all rows of each head, added up, in nats. Of the padded head, rows of padding too."""

MEANS = TOTALS / N_TOKENS


def mean_of(rows, number) -> float:
    """The mean of a number of these rows, counted from 1."""
    return float(np.mean([number(k) for k in rows]))


SQUARES = np.array(
    [
        1 / 10,
        mean_of(range(1, 11), lambda k: 1 / k),
        mean_of(range(1, 65), lambda k: 1 / k),
        1,
        (1 + sum(0.36 + 0.16 / (k - 1) for k in range(2, 11))) / 10,
        mean_of(range(1, 11), lambda k: 1 / min(k, 4)),
        1 / 7,
        (32 + sum(1 / k for k in range(33, 65))) / 64,
        (sum(1 / k for k in range(1, 33)) + 32) / 64,
    ]
)
"""The weights of a row squared and added up, averaged over the rows."""

N_CELLS = np.where(CAUSAL, N_TOKENS * (N_TOKENS + 1) / 2, N_TOKENS**2)
"""The weights that attention-atlas looks at."""

SMALL = np.array(
    [
        0,
        0,
        0,
        # All but one in each row.
        45,
        # Rows 6 to 10 share 0.4 among 5 to 9 keys; row 5, among 4, has 0.1 each, which is not under 1/10.
        5 + 6 + 7 + 8 + 9,
        # What the window hides: row k of 5 to 10 has k - 4 such keys.
        1 + 2 + 3 + 4 + 5 + 6,
        3 * 10,
        sum(range(32)),
        sum(range(32, 64)),
    ]
)
"""Of these, those under 1/n."""

RATIOS = [
    mean_of(range(2, 11), lambda k: math.log(10) / math.log(k)),
    1,
    1,
    0,
    mean_of(range(2, 11), lambda k: (OF_SINK + 0.4 * math.log(k - 1)) / math.log(k)),
    mean_of(range(2, 11), lambda k: math.log(min(k, 4)) / math.log(k)),
    mean_of(range(2, 11), lambda k: math.log(7) / math.log(k)),
    32 / 63,
    31 / 63,
]
"""The entropy of row k by log k, averaged from row 2 on."""

LARGEST = [
    1 / 10,
    np.mean([1 / k for k in range(2, 11)]),
    np.mean([1 / k for k in range(2, 65)]),
    1,
    0.6,
    (1 / 2 + 1 / 3 + 7 / 4) / 9,
    1 / 7,
    (31 + sum(1 / k for k in range(33, 65))) / 63,
    (32 + sum(1 / k for k in range(2, 33))) / 63,
]

EXPECTED = {
    formulas.atlas_focus: TOTALS
    / [log_factorial(n) if causal else n * math.log(n) for n, causal in zip(N_TOKENS, CAUSAL, strict=True)],
    formulas.atlas_focus_before: MEANS / np.log(N_TOKENS),
    formulas.atlas_confidence: LARGEST,
    formulas.atlas_sparsity: SMALL / N_CELLS,
    formulas.atlas_uniformity: np.sqrt(np.maximum(N_TOKENS * SQUARES / N_CELLS - (N_TOKENS / N_CELLS) ** 2, 0)),
    formulas.oculi_ratio: RATIOS,
    formulas.oculi_variance: (SQUARES - 1 / N_TOKENS) / (N_TOKENS - 1),
    formulas.llmvis_diffuse: MEANS / np.log(N_TOKENS),
    formulas.lens_coherence: 1 - MEANS / np.log(N_TOKENS),
    formulas.clark_entropy: MEANS,
    formulas.bertology_entropy: MEANS,
    formulas.sigma_reparam_entropy: MEANS,
    formulas.eole_entropy: MEANS,
}

# What is added so that no logarithm is of 0 moves an entropy. Clark et al. spread 1e-4 of a row over 64 keys, which
# adds up to 1e-4 * (1 + log(64 / 1e-4)) = 1.4e-3. 1e-6 beside each of 64 weights moves it by 64e-6 at most, 1e-8, 1e-9
# or 1e-10 in place of 64 zeros by 64e-8 * log(1e8) = 1.2e-5 at most. The others are exact.
MOVED = {
    formulas.clark_entropy: 1.5e-3,
    formulas.sigma_reparam_entropy: 7e-5,
    formulas.eole_entropy: 1.3e-5,
    formulas.lens_coherence: 1.3e-5,
    formulas.llmvis_diffuse: 1.3e-6,
}

# Rows that define the number: those with two visible keys, and those with two keys that are no sink and weight on them.
# Row 2 of a head that looks at the token before has all its weight on the first token, which is a sink.
HEADLIGHT = {
    "normalised_entropy": [1, 1, 1, 0, RATIOS[4], 1, 1, 32 / 63, 31 / 63],
    "rest_entropy": [1, 1, 1, 0, 1, 1, 1, 32 / 62, 30 / 62],
}


@pytest.mark.parametrize("head", HEADS, ids=NAMES)
def test_every_row_sums_to_1_over_what_it_sees(head):
    seen = head.visible.any(axis=1)
    np.testing.assert_allclose(np.where(head.visible, head.weights, 0).sum(axis=1)[seen], 1, rtol=1e-12)
    np.testing.assert_allclose(head.weights.sum(axis=1), 1, rtol=1e-12)


@pytest.mark.parametrize("formula", EXPECTED, ids=lambda formula: formula.__name__)
def test_a_formula_gives_what_was_worked_by_hand(formula):
    found = [formula(head.weights, head.visible) for head in HEADS]
    np.testing.assert_allclose(found, EXPECTED[formula], rtol=1e-12, atol=MOVED.get(formula, 1e-12))


@pytest.mark.parametrize("number", HEADLIGHT)
def test_headlight_gives_what_was_worked_by_hand(number):
    found = [head.headlight(number) for head in HEADS]
    # Scores are float32: a weight is off by 1e-6 of itself.
    np.testing.assert_allclose(found, HEADLIGHT[number], atol=5e-6)


def test_headlight_is_right_on_every_head_with_one_answer():
    for head in HEADS:
        if head.spread is not None:
            for number in HEADLIGHT:
                assert head.headlight(number) == pytest.approx(head.spread, abs=5e-6), head.name


def test_headlights_largest_weight_counts_the_first_row():
    uniform = HEADS[NAMES.index("causal uniform")]
    assert uniform.headlight("max_weight") == pytest.approx(np.mean([1 / k for k in range(1, 11)]), abs=1e-6)


def test_a_uniform_causal_head_reads_as_focused_when_divided_by_the_log_of_all_tokens():
    short, long = HEADS[NAMES.index("causal uniform")], HEADS[NAMES.index("causal uniform, 64")]
    before = [formulas.atlas_focus_before(head.weights, head.visible) for head in (short, long)]
    assert [f"{value:.2f}" for value in before] == ["0.66", "0.77"]


def test_one_ratio_of_sums_counts_late_rows_more():
    late, early = HEADS[NAMES.index("uniform late")], HEADS[NAMES.index("uniform early")]
    values = [formulas.atlas_focus(head.weights, head.visible) for head in (late, early)]
    assert [f"{value:.2f}" for value in values] == ["0.60", "0.40"]


def test_all_weights_together_vary_in_a_causal_head_whose_every_row_is_even():
    short, long, one_hot = (HEADS[NAMES.index(name)] for name in ("causal uniform", "causal uniform, 64", "one-hot"))
    values = [formulas.atlas_uniformity(head.weights, head.visible) for head in (short, long)]
    assert [f"{value:.2f}" for value in values] == ["0.14", "0.04"]
    assert min(values[0], formulas.atlas_uniformity(one_hot.weights, one_hot.visible)) >= 0.1


@pytest.mark.parametrize("n_tokens", [64, 101, 200])
def test_the_variance_of_a_row_falls_with_the_length_whatever_the_head_does(n_tokens):
    weights = previous_token(n_tokens)
    found = formulas.oculi_variance(weights, np.tri(n_tokens, dtype=bool))
    assert found == pytest.approx(1 / n_tokens)
    assert (found < 0.01) == (n_tokens > 100)


def test_variance_calls_heads_with_one_hot_halves_uniform():
    for name in ("uniform late", "uniform early"):
        assert formulas.oculi_variance(HEADS[NAMES.index(name)].weights, np.tri(64, dtype=bool)) < 0.01


def test_no_head_of_44_tokens_has_more_than_3_8_nats():
    assert math.log(44) < 3.8 < math.log(45)


def test_every_formula_is_on_the_page_with_its_source():
    assert {one.formula for one in PUBLISHED} == set(EXPECTED)
    text = PAGE.read_text(encoding="utf-8")
    for one in PUBLISHED:
        assert str(one.source) in text


def test_the_page_is_what_is_made():
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.claims.make"
