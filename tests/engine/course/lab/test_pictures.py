"""What a snippet computed, drawn beside what it should have been."""

import pytest

from engine.course.lab.attempt import attempt, combinations
from engine.course.lab.exercises import exercises
from engine.course.lab.pictures import result_pictures
from viz.sketch.draw import draw
from viz.theme import DARK, LIGHT

EVERY = [(exercise.id, letters) for exercise in exercises().values() for letters in combinations(exercise)]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_weights_are_drawn_beside_the_right_ones(theme):
    exercise = exercises()["causal-mask"]
    assert [one.title for one in result_pictures(exercise, attempt("causal-mask", "cb"))] == ["weights"]
    yours, right = result_pictures(exercise, attempt("causal-mask", "ca"))
    assert (yours.title, right.title) == ("weights: yours", "weights: as they should be")
    assert result_pictures(exercises()["missing-transpose"], attempt("missing-transpose", "aa")) == ()
    for name, letters in EVERY:
        for picture in result_pictures(exercises()[name], attempt(name, letters)):
            assert draw(picture, theme).svg.startswith("<svg")
