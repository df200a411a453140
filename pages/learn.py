"""The lessons: one idea a screen, a live figure, a guess before the answer."""

from engine.course.loading import lessons
from pages.parts.learn.lecture import run_lecture
from pages.parts.learn.lesson_list import show_lessons
from pages.parts.learn.places import check_screen
from pages.parts.learn.screen import is_lecture, show_screen
from pages.parts.questions.choosers import find_asked
from pages.shared.choices import Choices
from pages.shared.frame import open_frame
from pages.shared.loading import warm_up

theme = open_frame("Learn")
choices = Choices("learn", in_the_link=("lesson", "screen", "guess", "set", "view"))
choices.follow_link()
lesson = find_asked(
    choices, "lesson", lessons(), instead="these are the lessons that there are.", takes_back=choices.in_the_link
)
if lesson is None:
    show_lessons(choices)
else:
    number = check_screen(choices, lesson)
    if is_lecture(choices):
        run_lecture(choices, lesson, number, theme)
    else:
        show_screen(choices, lesson, number, theme)
choices.write_link()
warm_up()
