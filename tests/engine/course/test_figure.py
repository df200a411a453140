"""A figure is found by the id of its lesson and its own name."""

import pytest

from engine.course.figure import figure_of, find_figure
from engine.course.lessons.soft_hard import figures
from engine.course.loading import lessons


def test_a_figure_is_the_function_of_that_name_in_the_lessons_room():
    assert find_figure("soft-hard", "slope") is figures.slope


@pytest.mark.parametrize(("lesson", "figure"), [("soft-hard", "nothing"), ("no-lesson", "slope")])
def test_a_figure_that_does_not_exist_is_refused_with_both_names(lesson, figure):
    with pytest.raises(ValueError, match=f"no figure '{figure}' of {lesson}"):
        find_figure(lesson, figure)


def test_every_screen_has_its_figure():
    for lesson in lessons().values():
        for screen in lesson.screens:
            assert figure_of(screen).__module__ == f"engine.course.lessons.{lesson.id.replace('-', '_')}.figures"
