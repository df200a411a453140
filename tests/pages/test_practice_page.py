"""Practice, free recall and the strength test by AppTest."""

import pytest
from streamlit.testing.v1 import AppTest

from engine.course.memory.free_recall import recall_tasks
from engine.course.questions.bank import find_question
from engine.course.sets.practice import practice_ids
from engine.course.sets.strength import pack_answers, strength_questions
from tests.patience import PATIENCE_S


def run(page, **query):
    app = AppTest.from_file(f"../../pages/{page}.py", default_timeout=PATIENCE_S)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def shown(app):
    """All the words on the screen."""
    kinds = (app.markdown, app.caption, app.warning, app.subheader, app.success, app.info)
    alerts = [kind.proto.title for alert in (app.warning, app.success, app.info) for kind in alert]
    words = [str(element.value) for kind in kinds for element in kind]
    return "\n".join([*alerts, *words, *(button.label for button in app.button)]).replace("\\", "")


def button(app, label):
    return next(one for one in app.button if one.label == label)


def first_question(seed=7, **choice):
    return find_question(practice_ids(seed, **choice)[0], seed)


def answer(app, place):
    """Chooses an option and checks it."""
    app.radio[0].set_value(place).run()
    button(app, "Check").click().run()
    assert not app.exception
    return app


def test_a_right_answer_is_said_to_be_right_with_its_solution():
    question = first_question(concept="softmax")
    app = answer(run("practice", seed="7", concept="softmax"), question.answer)
    words = shown(app)
    assert "Right" in words
    for step in question.steps:
        assert step in words
    assert question.check in words
    assert "1 of 1 right so far" in words
    assert app.radio[0].disabled


def test_an_option_that_is_changed_right_before_the_click_is_the_answer():
    question = first_question(concept="softmax")
    app = run("practice", seed="7", concept="softmax")
    app.radio[0].set_value((question.answer + 1) % len(question.options)).run()
    app.radio[0].set_value(question.answer)
    button(app, "Check").click().run()
    assert "1 of 1 right so far" in shown(app)


def test_a_wrong_answer_stands_beside_the_truth_with_its_own_reason():
    question = first_question(concept="softmax")
    place = (question.answer + 1) % len(question.options)
    words = shown(answer(run("practice", seed="7", concept="softmax"), place))
    assert "Your answer" in words
    assert question.options[place].reason in words
    assert question.right.reason in words
    assert "0 of 1 right so far" in words


def test_nothing_of_the_solution_is_shown_before_an_answer():
    question = first_question(concept="masks")
    words = shown(run("practice", seed="7", concept="masks"))
    assert question.check not in words
    assert question.right.reason not in words
    assert question.hint in words  # Folded away.


def test_the_solution_can_be_asked_for_without_a_guess():
    question = first_question(concept="masks")
    app = run("practice", seed="7", concept="masks")
    button(app, "Show the solution").click().run()
    assert "You chose none." in shown(app)
    assert question.right.reason in shown(app)


def test_next_goes_on_and_back_finds_the_answer_again():
    app = answer(run("practice", seed="7", level="easy"), 0)
    button(app, "Next question").click().run()
    assert app.query_params["n"] == "2"
    assert app.radio[0].value is None
    button(app, "Back").click().run()
    assert "n" not in app.query_params
    assert app.radio[0].value == 0
    assert app.radio[0].disabled


def test_after_the_last_question_others_begin():
    ids = practice_ids(7, level="hard", concept="purpose")
    app = run("practice", seed="7", level="hard", concept="purpose", n=str(len(ids)))
    button(app, "Start again with other numbers").click().run()
    assert app.query_params["seed"] == "8"
    assert not app.exception


def test_a_choice_of_level_lives_in_the_link_and_begins_anew():
    app = run("practice", seed="7", n="3")
    app.selectbox(key="practice level").select("hard").run()
    assert app.query_params["level"] == "hard"
    assert "n" not in app.query_params
    assert "· Hard ·" in shown(app)


def test_a_choice_without_questions_says_so():
    app = run("practice", seed="7", kind="heads", concept="purpose")
    assert not app.exception
    assert "No question fits" in shown(app)


@pytest.mark.parametrize(
    ("page", "query", "words"),
    [
        ("practice", {"seed": "seven"}, "a seed is a whole number"),
        ("practice", {"seed": "-1"}, "a seed is a whole number"),
        ("practice", {"seed": "7", "level": "<b>"}, "there is no level “<b>”"),
        ("practice", {"seed": "7", "concept": "nothing"}, "there is no subject “nothing”"),
        ("practice", {"seed": "7", "kind": "x"}, "there is no kind “x”"),
        ("practice", {"seed": "7", "recall": "x"}, "the link asks for “x”; there are step-by-step"),
        ("practice", {"seed": "7", "n": "0"}, "n is a whole number from 1"),
        ("practice", {"seed": "7", "n": "9999"}, "n is a whole number from 1"),
        ("strength", {"seed": "1.5"}, "a seed is a whole number"),
        ("strength", {"seed": "7", "n": "11"}, "n is a whole number from 1 to 10"),
        ("strength", {"seed": "7", "answers": "<i>"}, "they should be 10 marks"),
    ],
)
def test_a_link_that_cannot_be_used_says_so_and_asks_something_else(page, query, words):
    app = run(page, **query)
    assert not app.exception
    assert words.lower() in shown(app).lower()
    assert app.radio


@pytest.mark.parametrize("task", recall_tasks())
def test_a_task_is_written_about_and_ticked_off(task):
    points = recall_tasks()[task].point
    app = run("practice", seed="7", recall=task)
    assert not app.checkbox
    app.text_area[0].set_value("**My** <b>words</b>").run()
    button(app, "Compare with the checklist").click().run()
    assert not app.exception
    assert len(app.checkbox) == len(points)
    assert app.text_area[0].value == "**My** <b>words</b>"
    assert f"0 of {len(points)} points" in shown(app)
    for place in range(len(points)):
        app.checkbox[place].check().run()
    assert "Every point." in shown(app)
    button(app, "Start afresh").click().run()
    assert app.text_area[0].value == ""
    assert not app.checkbox


def test_the_way_to_practise_lives_in_the_link():
    app = run("practice", seed="7")
    app.segmented_control[0].set_value("recall").run()
    assert app.query_params["recall"] == "step-by-step"
    app.segmented_control[0].set_value("choose").run()
    assert "recall" not in app.query_params


def test_the_strength_test_from_the_first_question_to_its_result():
    questions = strength_questions(7)
    app = run("strength", seed="7")
    for number, question in enumerate(questions, 1):
        assert f"Question {number} of 10" in app.get("progress")[0].proto.text
        place = question.answer if number % 2 else (question.answer + 1) % len(question.options)
        app.radio[0].set_value(place).run()
        assert question.right.reason not in shown(app)
        button(app, "See the result" if number == 10 else "Next question").click().run()
        assert not app.exception
    words = shown(app)
    assert "5 of 10 right" in words
    assert "To go back to" in words
    assert questions[1].right.reason in words


def test_answers_live_in_the_link_so_that_a_reload_keeps_them():
    questions = strength_questions(7)
    app = run("strength", seed="7")
    app.radio[0].set_value(1).run()
    button(app, "Next question").click().run()
    link = dict(app.query_params)
    assert link["answers"] == "1---------"
    again = run("strength", **link)
    assert "Question 2 of 10" in again.get("progress")[0].proto.text
    button(again, "Back").click().run()
    assert again.radio[0].value == 1
    right = pack_answers([question.answer for question in questions])
    assert "10 of 10 right" in shown(run("strength", seed="7", answers=right, done="1"))


def test_another_test_asks_other_questions():
    right = pack_answers([question.answer for question in strength_questions(7)])
    app = run("strength", seed="7", answers=right, done="1")
    button(app, "Another test").click().run()
    assert not app.exception
    assert "answers" not in app.query_params
    assert app.radio[0].value is None
