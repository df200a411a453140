"""Conditions and places for numbers in the content."""

import pytest

from engine.course.conditions import evaluate, fill, right_guess

STATES = {"before": {"entropy": 2.0, "name": "uniform"}, "after": {"entropy": 0.5, "name": "focused"}}


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        ("after.entropy < before.entropy", True),
        ("0 < after.entropy < 0.4", False),
        ("abs(after.entropy - before.entropy) == 1.5", True),
        ("after.entropy / before.entropy", 0.25),
        ("after.name == 'focused' and not before.name == 'focused'", True),
        ("after.entropy > 1 or before.entropy > 1", True),
        ("max(after.entropy, before.entropy) - -1 ** 2", 3.0),
    ],
)
def test_a_condition_is_worked_out_from_the_numbers_of_the_figure(condition, value):
    assert evaluate(condition, STATES) == value


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("after.surprise > 1", "no number is called after.surprise"),
        ("now.entropy > 1", "no number is called now.entropy"),
        ("entropy > 1", "not understood"),
        ("after.entropy >", "cannot be read"),
        ("__import__('os').system('true')", "not understood"),
        ("after.entropy.real", "not understood"),
        ("open('x')", "not understood"),
        ("after.entropy if 1 else 2", "not understood"),
        ("after.entropy in (1, 2)", "not understood"),
        ("[after.entropy]", "not understood"),
    ],
)
def test_anything_else_is_refused_with_its_own_words(condition, words):
    with pytest.raises(ValueError, match=words):
        evaluate(condition, STATES)


def test_the_right_guess_is_the_one_whose_condition_holds():
    assert right_guess(["after.entropy > 1", "after.entropy <= 1"], STATES) == 1


@pytest.mark.parametrize("conditions", [["1 > 2", "2 > 3"], ["after.entropy < 1", "before.entropy > 1"]])
def test_none_or_several_that_hold_are_an_error(conditions):
    with pytest.raises(ValueError, match="one condition has to hold"):
        right_guess(conditions, STATES)


def test_places_are_filled_and_formulas_are_left_alone():
    text = r"From [[before.entropy:.1f]] to [[after.entropy:.2f]] bits ($\frac{1}{2}$): [[after.entropy * 100:.0f]]."
    assert fill(text, STATES) == r"From 2.0 to 0.50 bits ($\frac{1}{2}$): 50."
