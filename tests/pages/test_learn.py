"""The lessons by AppTest."""

import pytest
from streamlit.testing.v1 import AppTest

from engine.course.conditions import fill, right_guess
from engine.course.loading import lessons
from pages.parts.learn.figures import states_of
from tests.patience import PATIENCE_S

FIRST = next(iter(lessons().values()))
MOVABLE, MOVABLE_AT = next(
    (lesson, number)
    for lesson in lessons().values()
    for number, screen in enumerate(lesson.screens, start=1)
    if any(not control.options for control in screen.numbers.control)
)


def run(**query):
    app = AppTest.from_file("../../pages/learn.py", default_timeout=PATIENCE_S)
    for name, value in query.items():
        app.query_params[name] = str(value)
    app.run()
    assert not app.exception
    return app


def shown(app):
    kinds = (app.markdown, app.caption, app.warning, app.header, app.title, app.success)
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "")


def button(app, label):
    return next(one for one in app.button if one.label == label)


def test_the_list_has_every_lesson():
    app = run()
    labels = [one.label for one in app.button]
    for number, lesson in enumerate(lessons().values(), start=1):
        assert f"{number}. {lesson.title}" in labels


@pytest.mark.parametrize("lesson", lessons().values(), ids=lessons().keys())
def test_every_screen_asks_and_then_tells(lesson):
    for number, screen in enumerate(lesson.screens, start=1):
        truth = right_guess(screen.numbers.prediction.right, states_of(screen))
        app = run(lesson=lesson.id, screen=number)
        assert screen.words.title in shown(app)
        assert button(app, "Show what happens").disabled
        assert not app.success
        for guess, words in ((truth, "As you guessed"), ((truth + 1) % len(screen.words.guesses), "What happens")):
            told = run(lesson=lesson.id, screen=number, guess=guess + 1)
            assert words in told.success[0].value


def test_a_guess_is_kept_beside_the_truth_and_the_figure_is_then_free():
    app = run(lesson=MOVABLE.id, screen=MOVABLE_AT)
    assert not app.slider
    screen = MOVABLE.screens[MOVABLE_AT - 1]
    states = states_of(screen)
    assert app.radio[0].options == [fill(screen.words.guesses[place].text, states) for place in screen.order]
    app.radio[0].set_value(1).run()
    button(app, "Show what happens").click().run()
    assert app.query_params["guess"] == "2"
    slider = app.slider[0]
    slider.set_value(slider.min).run()
    assert not app.exception
    assert ":" in app.query_params["set"]
    assert "guess" in app.query_params


def test_the_first_guess_is_remembered_through_the_course():
    app = run(lesson=FIRST.id, screen=1)
    app.radio[0].set_value(0).run()
    button(app, "Show what happens").click().run()
    button(app, "Next").click().run()
    assert "guess" not in app.query_params
    button(app, "Back").click().run()
    assert app.query_params["guess"] == "1"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"lesson": "alchemy"}, "There is no such lesson"),
        ({"lesson": "<img src=x>"}, "<img src=x>"),
        ({"lesson": FIRST.id, "screen": 99}, "There is no such screen"),
        ({"lesson": FIRST.id, "screen": "two"}, "the link asks for “two”"),
        ({"lesson": FIRST.id, "screen": 1, "guess": "7"}, "none of the options"),
        ({"lesson": MOVABLE.id, "screen": MOVABLE_AT, "guess": 1, "set": "nothing:1"}, "cannot be used"),
    ],
)
def test_a_link_that_cannot_be_followed_is_said(query, words):
    app = run(**query)
    titles = " ".join(str(one.proto.title) for one in app.warning if hasattr(one.proto, "title"))
    assert words in shown(app) + titles


def test_the_lecture_view_has_one_strip_and_the_same_screen():
    app = run(lesson=FIRST.id, screen=1, view="lecture")
    assert [one.label for one in app.button if one.label in ("Back", "Next", "Leave", "All lessons")] == [
        "Back", "Next", "Leave",
    ]  # fmt: skip
    assert FIRST.screens[0].words.title in shown(app)
