"""The code lab: short snippets to complete, to mend or to predict, which are then really run."""

from engine.course.lab.attempt import read_pieces
from engine.course.lab.exercises import exercises
from engine.plain import quote
from pages.parts.lab.exercise import show_exercise
from pages.parts.lab.exercise_list import KEPT, show_exercises
from pages.parts.questions.choosers import find_asked
from pages.shared.choices import Choices
from pages.shared.frame import open_frame
from pages.shared.messages import show_problem

theme = open_frame("Code lab")
choices = Choices("lab", in_the_link=("exercise", "pieces", "run"), kept=KEPT)
choices.follow_link()
exercise = find_asked(
    choices,
    "exercise",
    exercises(),
    instead="these are the exercises that there are.",
    takes_back=choices.in_the_link,
)
if exercise is None:
    show_exercises(choices)
else:
    if "pieces" in choices and read_pieces(exercise, choices.get("pieces")) is None:
        show_problem(
            "The pieces in this link do not fit this exercise",
            f"it asks for {quote(choices.get('pieces'), 20)}. Choose them below instead.",
        )
        choices.choose(pieces=None, run=None)
    show_exercise(choices, exercise, theme)
choices.write_link()
