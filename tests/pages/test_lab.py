"""The code lab's page by AppTest."""

import pytest
from streamlit.testing.v1 import AppTest

from engine.course.lab.exercises import exercises
from tests.patience import PATIENCE_S


def run_page(**query):
    app = AppTest.from_file("../../pages/lab.py", default_timeout=PATIENCE_S)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def said(app) -> str:
    kinds = (app.markdown, app.warning, app.success, app.info, app.header, app.title, app.caption)
    return "\n".join(f"{getattr(one, 'label', '')} {one.value}" for kind in kinds for one in kind).replace("\\", "")


def test_the_page_lists_the_exercises_and_opens_one():
    app = run_page()
    assert not app.exception
    app.button(key="lab open causal-mask").click().run()
    assert not app.exception
    assert app.query_params["exercise"] in ("causal-mask", ["causal-mask"])
    assert app.header[0].value == "A causal mask"


def test_pieces_are_chosen_run_and_changed():
    app = run_page(exercise="complete-score")
    run = next(button for button in app.button if button.label == "Run the snippet")
    assert run.disabled
    app.radio[0].set_value(0).run()
    next(button for button in app.button if button.label == "Run the snippet").click().run()
    assert app.warning[0].proto.title == "No error, and wrong all the same"
    app.radio[0].set_value(2).run()
    assert not app.warning
    assert not app.success
    next(button for button in app.button if button.label == "Run the snippet").click().run()
    assert app.success[0].proto.title == "Right"


def test_a_link_opens_an_exercise_as_it_was_run():
    app = run_page(exercise="shape-mismatch", pieces="c", run="1")
    assert not app.exception
    assert "(1x3 and 2x3)" in "\n".join(code.value for code in app.code)
    assert app.radio[0].value == 2


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"exercise": "<b>none</b>"}, "the link asks for “<b>none</b>”"),
        ({"exercise": "missing-transpose", "pieces": "**x**"}, "it asks for “**x**”"),
        ({"exercise": "missing-transpose", "pieces": "_a", "run": "1"}, "do not fit"),
    ],
)
def test_a_link_that_does_not_fit_gets_its_message_and_the_page_goes_on(query, message):
    app = run_page(**query)
    assert not app.exception
    text = said(app) + " ".join(one.proto.title for one in app.warning)
    assert message.lower() in text.lower()
    assert not app.success


def test_pieces_that_were_shown_solve_nothing_and_those_that_were_run_do():
    app = run_page(exercise="complete-score", pieces="a", run="1")
    next(button for button in app.button if button.label == "Show the right pieces").click().run()
    assert app.success[0].proto.title == "Right"
    app.button[0].click().run()
    assert " solved." not in said(app)
    app.button(key="lab open complete-score").click().run()
    app.radio[0].set_value(2).run()
    next(button for button in app.button if button.label == "Run the snippet").click().run()
    app.button[0].click().run()
    assert f"1 of {len(exercises())} solved." in said(app)
