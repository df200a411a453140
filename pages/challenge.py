"""Five problems against the clock, two tries each, and a badge at the end."""

from engine.course.sets.challenge import challenge_questions
from pages.parts.challenge.result import show_check, show_result
from pages.parts.challenge.run import chosen_run
from pages.parts.challenge.turn import show_start, show_turn
from pages.parts.questions.choosers import check_seed
from pages.shared.choices import ANYTHING, Choices
from pages.shared.frame import open_frame

theme = open_frame("Challenge")
choices = Choices("challenge", in_the_link=("seed", "run", "check"), kept={"name": ANYTHING})
choices.follow_link()
if "check" in choices:
    show_check(choices, theme)
    choices.write_link("check")
else:
    seed = check_seed(choices, takes_back=("run",))
    run = chosen_run(choices, seed)
    if run is None:
        show_start(choices, seed)
    elif run.finished is None:
        show_turn(choices, run, challenge_questions(seed), theme)
    else:
        show_result(choices, run, challenge_questions(seed), theme)
    choices.write_link()
