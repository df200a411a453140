"""The lessons: one idea a screen, a live figure, a guess before the answer."""

from pages.course.content import lessons
from pages.shared.frame import open_frame
from pages.shared.lecture import run_lecture
from pages.shared.lesson_list import show_lessons
from pages.shared.lesson_view import is_lecture, show_screen
from pages.shared.loading import warm_up
from pages.shared.messages import show_problem
from pages.shared.selection import choose, mirror_choices, open_choices, whole_number

PAGE = "learn"
IN_THE_LINK = ("lesson", "screen", "guess", "set", "view")

theme = open_frame("Learn")
chosen = open_choices(PAGE, IN_THE_LINK)
lesson = lessons().get(chosen.get("lesson", ""))
if "lesson" in chosen and lesson is None:
    show_problem(
        "There is no such lesson",
        f"the link asks for “{chosen['lesson'][:60]}”; these are the lessons that there are.",
    )
    choose(PAGE, **dict.fromkeys(IN_THE_LINK))
if lesson is None:
    show_lessons(PAGE)
else:
    number = 1 if "screen" not in chosen else whole_number(chosen, "screen")
    if number is None or not 1 <= number <= len(lesson.screens):
        show_problem(
            "There is no such screen",
            f"this lesson has screens 1 to {len(lesson.screens)}; the link asks for “{chosen['screen'][:60]}”. "
            "This is the first.",
        )
        choose(PAGE, screen=1, guess=None, set=None)
        number = 1
    if is_lecture(chosen):
        run_lecture(PAGE, chosen, lesson, number, theme)
    else:
        show_screen(PAGE, chosen, lesson, number, theme)
mirror_choices(PAGE, IN_THE_LINK)
warm_up()
