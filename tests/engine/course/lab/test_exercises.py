"""An exercise's file is checked when it is loaded."""

import re
import tomllib

import pytest
from pydantic import ValidationError

from engine.course.lab.exercises import PLACE, Exercise, exercises
from engine.course.loading import FOLDER


def content(name: str) -> dict[str, object]:
    (file,) = (FOLDER / "lab").glob(f"*-{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"code": "print(1)"}, "the code has the places"),
        ({"place": []}, "needs either places with pieces or forecasts"),
        ({"results": []}, "results has to name"),
        ({"colour": "red"}, "Extra inputs"),
        ({"level": "heroic"}, "easy"),
    ],
)
def test_an_exercise_that_does_not_fit_together_is_refused(change, complaint):
    with pytest.raises(ValidationError, match=complaint):
        Exercise.model_validate(content("complete-score") | change)


def test_a_blank_without_a_right_piece_is_refused():
    fields = content("complete-score")
    for piece in fields["place"][0]["piece"]:
        piece["right"] = False
    with pytest.raises(ValidationError, match="needs a right piece"):
        Exercise.model_validate(fields)


def test_every_place_in_the_code_is_used_once():
    for exercise in exercises().values():
        assert len(set(PLACE.findall(exercise.code))) == len(exercise.place)


def test_there_are_exercises_of_every_level_kind_and_library():
    every = list(exercises().values())
    assert len(every) >= 14
    assert {one.level for one in every} == {"easy", "medium", "hard"}
    assert {one.kind for one in every} == {"fill", "repair", "predict"}
    assert {one.library for one in every} == {"NumPy", "PyTorch"}


@pytest.mark.parametrize("name", exercises())
def test_no_snippet_draws_random_numbers_without_a_seed(name):
    for code in (exercises()[name].code, *(one.code for one in exercises()[name].companion)):
        drawn = re.findall(r"\brand\w*\([^()]*\)|\bnp\.random", code)
        assert all("generator=" in one for one in drawn), drawn


def test_one_wrong_product_has_one_name_in_the_whole_lab():
    """However it is scaled, and whatever the variable is called that it is given to."""
    names: dict[str, set[str]] = {}
    for exercise in exercises().values():
        for place in exercise.place:
            for piece in place.piece:
                expression = re.sub(r"^\w+ = |/ (np\.sqrt\([\w.]+\)|\w+ \*\* 0\.5)|\s", "", piece.code)
                if "@" in expression and not piece.right:
                    names.setdefault(expression, set()).add(piece.mistake)
    assert {expression: found for expression, found in names.items() if len(found) > 1} == {}
    assert names["K@Q.T"] == {"axes-swapped"}
