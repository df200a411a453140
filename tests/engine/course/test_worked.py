"""The worked examples against plain NumPy, written out, and against the numbers of the teaching notes."""

import math

import numpy as np
import pytest

from engine.course.worked import attend_by, example_picture, row_as_text, worked_examples, worked_numbers
from viz.sketch.draw import draw
from viz.theme import DARK, LIGHT

EXACT = 1e-12
"""Both sides are float64; they differ by the order of a few additions."""


def by_hand(example):
    """Scores, weights and output of attention, in a loop over queries."""
    q, k, v = (np.array(rows, dtype=np.float64) for rows in (example.queries, example.keys, example.values))
    divisor = math.sqrt(q.shape[1]) if example.divisor is None else example.divisor
    rows = []
    for query in q:
        scores = np.array([sum(a * b for a, b in zip(query, key, strict=True)) for key in k])
        parts = np.exp(scores / divisor - np.max(scores / divisor))
        weights = parts / parts.sum()
        rows.append((scores, weights, sum(weight * value for weight, value in zip(weights, v, strict=True))))
    return tuple(np.array(part) for part in zip(*rows, strict=True))


@pytest.mark.parametrize("example", worked_examples().attention, ids=lambda one: one.id)
def test_a_worked_example_is_what_numpy_gives(example):
    scores, weights, output = by_hand(example)
    found = attend_by(example, "right")
    np.testing.assert_allclose(found.scores, scores, rtol=EXACT)
    np.testing.assert_allclose(found.weights, weights, rtol=EXACT)
    np.testing.assert_allclose(found.output, output, rtol=EXACT, atol=EXACT)
    numbers = worked_numbers()[example.id]
    assert numbers["right_output_1_1"] == pytest.approx(output[0, 0], rel=EXACT)
    bits = -sum(weight * math.log2(weight) for weight in weights[0])
    assert numbers["right_entropy_1"] == pytest.approx(bits, rel=1e-9, abs=EXACT)
    assert numbers["right_effective_1"] == pytest.approx(2**bits, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("A.right_weights_1_1", 0.9999832985781520),
        ("A.right_weights_1_2", 1.670142184809518e-05),
        ("A.right_output_1_1", 10.000334028436964),
        ("A.right_entropy_1", 2.891e-4),
        ("A.right_effective_1", 1.0002),
        ("A_scaled.right_weights_1_2", 4.186006139396039e-04),
        ("A_scaled.right_output_1_2", 20.008372012278794),
        ("A.average_output_1_1", 20),
        ("A.no_transpose_output_1_1", 15.379),
        ("A.no_softmax_output_1_2", -380),
        ("A.wrong_axis_output_1_1", 40),
        ("B.right_weights_1_1", 0.760368441858021),
        ("B.right_output_1_1", 1.479263116283959),
        ("B.right_entropy_1", 0.794427036421494),
        ("B.right_effective_1", 1.734388428456474),
        ("B.no_scaling_output_1_1", 1.238406),
        ("B.no_scaling_entropy_1", 0.527065),
        ("B.divides_by_width_output_1_2", 2.6785),
        ("B.hardest_output_1_2", 2),
        ("three.right_entropy_1", 1.200893),
        ("three.right_normalised_1", 0.757679),
        ("three.sigmoid_sum_1", 2.564),
        ("three.relu_sum_1", 6),
        ("three.tanh_sum_1", 2.721),
        ("picked.entropy", 1.156780),
        ("picked.normalised", 0.729847),
        ("picked.effective", 2.229592),
        ("m128.parameters", 66048),
        ("m128.projection", 16512),
    ],
)
def test_the_numbers_of_the_teaching_notes_come_out(name, wanted):
    example, number = name.split(".")
    # The notes give between four and sixteen digits.
    digits = max(4, len(f"{wanted:g}".replace(".", "").lstrip("-0")))
    assert worked_numbers()[example][number] == pytest.approx(wanted, rel=5 * 10.0**-digits)


def test_the_missing_transpose_is_no_number_where_it_raises():
    assert "no_transpose_output" not in worked_numbers()["B"]
    assert "no_transpose_output" in worked_numbers()["A"]


def test_a_row_is_written_with_a_proper_minus_and_whole_numbers_without_digits():
    assert row_as_text(np.array([1.0, -10.0])) == "[1, −10]"
    assert row_as_text(np.array([0.5, -0.25])) == "[0.50, −0.25]"
    assert row_as_text(np.array([-0.0, 0.0])) == "[0, 0]"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("what", ["scores", "weights", "output"])
def test_every_matrix_of_an_example_can_be_drawn(what, theme):
    sketch = draw(example_picture(f"square.right.{what}"), theme)
    assert sketch.svg.startswith("<svg")
    assert sketch.said


@pytest.mark.parametrize("name", ["nothing.right.weights", "A.right.nothing", "A.no-softmax.weights"])
def test_a_picture_that_does_not_exist_is_refused(name):
    with pytest.raises(ValueError, match="no picture"):
        example_picture(name)
