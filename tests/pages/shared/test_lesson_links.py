"""From a head's label to the lesson that explains it."""

import pytest

from engine.course.loading import lessons
from pages.shared.lesson_links import LESSON_OF
from viz.words.label_words import _CAUTIONS


def test_every_label_has_its_lesson():
    assert set(LESSON_OF) == set(_CAUTIONS)


@pytest.mark.parametrize("label", LESSON_OF)
def test_the_screen_that_a_label_leads_to_exists(label):
    lesson, screen = LESSON_OF[label]
    assert 1 <= screen <= len(lessons()[lesson].screens)
