"""Small drawings of what a snippet computed, beside what it should have computed."""

import numpy as np

from engine.course.lab.attempt import Attempt
from engine.course.lab.exercises import Exercise
from engine.course.pictures import Grid, Picture

MOST_SIDE = 6
WEIGHTS = ("weights", "masked", "two")
"""Results that are drawn: a row for each query, a column for each key, numbers from 0 to 1 where they are right."""


def pictured(exercise: Exercise, done: Attempt) -> str:
    """The result that is drawn: the last one, where it is a small table of weights; "" for none."""
    name = exercise.results[-1] if exercise.results else ""
    drawn = name in WEIGHTS and name in done.run.values
    return name if drawn and _is_table(done.run.values[name]) and _is_table(done.right.values[name]) else ""


def result_pictures(exercise: Exercise, done: Attempt) -> tuple[Picture, ...]:
    """The weights that came out, and beside wrong ones the right ones. Nothing where there are none to draw."""
    name = pictured(exercise, done)
    if not name:
        return ()
    yours, right = done.run.values[name], done.right.values[name]
    if done.outcome == "right":
        return (_grid(right, name),)
    return _grid(yours, f"{name}: yours"), _grid(right, f"{name}: as they should be")


def _is_table(numbers: np.ndarray) -> bool:
    return numbers.ndim == 2 and max(numbers.shape) <= MOST_SIDE and not np.isinf(numbers).any()


def _grid(numbers: np.ndarray, title: str) -> Picture:
    seen = numbers[~np.isnan(numbers)]
    return Grid(
        numbers,
        title=title,
        caption="A blank cell is nan, not a number." if np.isnan(numbers).any() else "",
        row_axis="Queries" if len(numbers) > 1 else "",
        scale="weights" if bool(((seen >= 0) & (seen <= 1)).all()) else "signed",
    )
