"""Five problems against the clock, two tries each, and a badge at the end."""

from pages.course.challenge import challenge_questions
from pages.shared.badge_view import show_check, show_result
from pages.shared.challenge_choice import chosen_run, chosen_seed
from pages.shared.challenge_view import show_start, show_turn
from pages.shared.frame import open_frame
from pages.shared.selection import mirror_choices, open_choices

PAGE = "challenge"
IN_THE_LINK = ("seed", "run", "check")

theme = open_frame("Challenge")
chosen = open_choices(PAGE, IN_THE_LINK)
if "check" in chosen:
    show_check(PAGE, chosen["check"], theme)
    mirror_choices(PAGE, ("check",))
else:
    seed = chosen_seed(PAGE, chosen)
    run = chosen_run(PAGE, chosen, seed)
    if run is None:
        show_start(PAGE, seed)
    elif run.finished is None:
        show_turn(PAGE, run, challenge_questions(seed), theme)
    else:
        show_result(PAGE, run, challenge_questions(seed), theme)
    mirror_choices(PAGE, IN_THE_LINK)
