"""The code lab: short snippets to complete, to mend or to predict, which are then really run."""

from pages.course.lab import read_pieces
from pages.course.lab_content import exercises
from pages.shared.frame import open_frame
from pages.shared.lab_list import show_exercises
from pages.shared.lab_view import show_exercise
from pages.shared.messages import show_problem
from pages.shared.selection import choose, mirror_choices, open_choices

PAGE = "lab"
IN_THE_LINK = ("exercise", "pieces", "run")

theme = open_frame("Code lab")
chosen = open_choices(PAGE, IN_THE_LINK)
exercise = exercises().get(chosen.get("exercise", ""))
if "exercise" in chosen and exercise is None:
    show_problem(
        "There is no such exercise",
        f"the link asks for “{chosen['exercise'][:60]}”; these are the exercises that there are.",
    )
    choose(PAGE, **dict.fromkeys(IN_THE_LINK))
if exercise is None:
    show_exercises(PAGE)
else:
    if "pieces" in chosen and read_pieces(exercise, chosen["pieces"]) is None:
        show_problem(
            "The pieces in this link do not fit this exercise",
            f"it asks for “{chosen['pieces'][:20]}”. Choose them below instead.",
        )
        choose(PAGE, pieces=None, run=None)
    show_exercise(PAGE, chosen, exercise, theme)
mirror_choices(PAGE, IN_THE_LINK)
