"""The settings of a lesson's figure in a link."""

import pytest

from engine.course.loading import lessons
from engine.course.schema import Control, Prediction, Screen, ScreenNumbers, ScreenWords
from engine.course.settings import pack_settings, unpack_settings
from engine.errors import InputError

SCREEN = Screen(
    lesson="the-name",
    words=ScreenWords(id="one", title="", text="", question="", guesses=(), explanation=""),
    numbers=ScreenNumbers(
        id="one",
        figure="none",
        settings={"width": 4, "share": 0.5, "way": "soft", "fixed": "x"},
        control=(
            Control(name="width", label="Width", low=1, high=64, step=1),
            Control(name="share", label="Share", low=0.0, high=1.0, step=0.1),
            Control(name="way", label="Way", options=("soft", "hard")),
        ),
        prediction=Prediction(after={"width": 16}, right=("True", "False")),
    ),
)


def test_what_was_moved_comes_back_from_the_link():
    settings = SCREEN.after | {"width": 64, "share": 0.3, "way": "hard"}
    packed = pack_settings(SCREEN, settings)
    assert unpack_settings(SCREEN, packed) == settings
    assert isinstance(unpack_settings(SCREEN, packed)["width"], int)


def test_what_was_not_moved_is_not_in_the_link():
    assert pack_settings(SCREEN, SCREEN.after) == ""
    assert unpack_settings(SCREEN, "") == SCREEN.after


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        ("fixed:1", "nothing on this screen is called 'fixed'; it can set width, share, way"),
        ("width:65", "Width goes from 1 to 64; got '65'"),
        ("width:nan", "Width goes from 1 to 64"),
        ("share:much", "Share goes from 0 to 1; got 'much'"),
        ("way:2", "Way has the options 0 to 1"),
        ("way:-1", "Way has the options 0 to 1"),
        ("way", "Way has the options 0 to 1"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(packed, words):
    with pytest.raises(InputError, match=words):
        unpack_settings(SCREEN, packed)


def test_the_starting_states_of_all_lessons_go_through_a_link():
    for lesson in lessons().values():
        for screen in lesson.screens:
            moved = screen.after | {control.name: screen.before[control.name] for control in screen.numbers.control}
            assert unpack_settings(screen, pack_settings(screen, moved)) == moved
