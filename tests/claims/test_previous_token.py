"""How far each known head looks at the token before, by each formula and by Headlight, worked by hand."""

import numpy as np
import pytest

from tests.claims import previous_token
from tests.claims.heads import known_heads
from tests.claims.make import DOES_NOTHING_ELSE, PAGE
from tests.claims.tools import PREVIOUS

HEADS = known_heads()


def even(rows) -> float:
    """The weights on the token before, added up over causal rows that are even."""
    return sum(1 / k for k in rows)


BEFORE = np.array(
    [
        9 / 10,
        even(range(2, 11)),
        even(range(2, 65)),
        9,
        # Row 2 has the sink before it.
        0.6 + 0.4 * even(range(2, 10)),
        1 / 2 + 1 / 3 + 7 / 4,
        # Of padding, too: rows 8 to 10, of which row 8 alone has a token before it that is seen.
        6 / 7 + 1 / 7,
        31 + even(range(33, 65)),
        even(range(2, 33)) + 32,
    ]
)
"""The weights on the token before, added up over all rows."""

N_TOKENS = np.array([10, 10, 64, 10, 10, 10, 10, 64, 64])

OF_REAL = np.where(np.arange(9) == 6, 6 / 7 / 7, BEFORE / N_TOKENS)
"""By the number of rows, without padding."""

OFF_FIRST = [
    8 / 10 / 9,
    # Row k has 1 - 1/k off the first token.
    even(range(3, 11)) / (10 - even(range(1, 11))),
    even(range(3, 65)) / (64 - even(range(1, 65))),
    1,
    0.4 * even(range(2, 10)) / (0.4 * 9),
    # The first token is seen up to row 4.
    (1 / 3 + 7 / 4) / (10 - 1 - 1 / 2 - 1 / 3 - 1 / 4),
    (5 / 7 + 1 / 7) / (10 * 6 / 7),
    (30 + even(range(33, 65))) / (30 + 32 - even(range(33, 65))),
    (even(range(3, 33)) + 32) / (32 - even(range(1, 33)) + 32),
]
"""The same with what lies on the first token left out above and below."""

EXPECTED = {
    previous_token.clark_previous: OF_REAL,
    previous_token.lens_previous: BEFORE / N_TOKENS,
    previous_token.lens_previous_without_first: OFF_FIRST,
    previous_token.oculi_previous: BEFORE / (N_TOKENS - 1),
}

# Rows that can be judged see 4 keys; the first token is a sink for all others, so that row 2 has no token before it.
HEADLIGHT = [
    8 / 10 / 10,
    even(range(4, 11)) / 7,
    even(range(4, 65)) / 61,
    1,
    0.4 * even(range(3, 10)) / 7,
    1 / 4,
    5 / 7 / 7,
    (29 + even(range(33, 65))) / 61,
    (even(range(4, 33)) + 32) / 61,
]


@pytest.mark.parametrize("formula", EXPECTED, ids=lambda formula: formula.__name__)
def test_a_formula_gives_what_was_worked_by_hand(formula):
    found = [formula(head.weights, head.visible) for head in HEADS]
    np.testing.assert_allclose(found, EXPECTED[formula], rtol=1e-12)


def test_headlight_gives_what_was_worked_by_hand():
    found = [head.headlight("to_previous") for head in HEADS]
    # Scores are float32: a weight is off by 1e-6 of itself.
    np.testing.assert_allclose(found, HEADLIGHT, atol=5e-6)


def test_a_head_that_does_nothing_else_is_told_by_every_bound():
    head = next(head for head in HEADS if head.name == DOES_NOTHING_ELSE)
    assert previous_token.clark_previous(head.weights, head.visible) > 0.5
    assert previous_token.oculi_previous(head.weights, head.visible) > 0.8


def test_every_formula_is_on_the_page_with_its_source():
    assert {one.formula for one in PREVIOUS} == set(EXPECTED)
    text = PAGE.read_text(encoding="utf-8")
    for one in PREVIOUS:
        assert str(one.source) in text
