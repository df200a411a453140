"""The challenge's page by AppTest: links that cannot be followed, the clock switched off, the way to the badge."""

import time
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from engine.course.sets.challenge import MOST, PASS, PROBLEMS, ChallengeRun, Turn, challenge_questions
from engine.course.sets.challenge_codes import pack_check, pack_run, unpack_run
from tests.patience import PATIENCE_S

SEED = 7
QUESTIONS = challenge_questions(SEED)
RIGHT = [question.answer for question in QUESTIONS]


def run(**query):
    app = AppTest.from_file("../../pages/challenge.py", default_timeout=PATIENCE_S)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def shown(app):
    kinds = (app.title, app.header, app.markdown, app.caption, app.warning, app.success, app.info)
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "")


def button(app, label):
    return next(one for one in app.button if one.label == label)


def link(turns, timed=True, finished=None):
    return pack_run(ChallengeRun(SEED, timed, tuple(turns), finished), QUESTIONS)


def finished_link(now):
    turns = [Turn(now - 100 + 10 * at, (place,)) for at, place in enumerate(RIGHT)]
    return link(turns, finished=now - 40)


def test_the_start_names_every_problem_and_a_seed():
    app = run(seed="7")
    assert not app.exception
    assert all(problem.title in shown(app) for problem in PROBLEMS)
    assert app.number_input[0].value == 7
    assert app.toggle[0].value is True


def test_without_a_seed_one_is_drawn_and_stands_in_the_link():
    app = run()
    assert app.number_input[0].value == int(app.query_params["seed"])


@pytest.mark.parametrize("seed", ["x", "-1", "1.5", "9999999", "7<b>"])
def test_a_seed_that_is_no_number_is_said_and_replaced(seed):
    app = run(seed=seed)
    assert not app.exception
    assert "whole number from 0 to 999,999" in shown(app)
    assert seed in shown(app)
    assert app.query_params["seed"].isdigit()


def test_a_broken_run_is_said_and_the_start_is_shown():
    app = run(seed="7", run="C.zzz")
    assert "cut short" in shown(app)
    assert button(app, "Start")
    assert "run" not in app.query_params


def test_start_opens_the_first_problem_and_keeps_it_in_the_link():
    app = run(seed="7")
    button(app, "Start").click().run()
    assert not app.exception
    assert "1. Predict the output" in shown(app)
    assert app.query_params["run"].startswith("C.")


def test_a_wrong_answer_says_why_and_leaves_a_try():
    app = run(seed="7", run=link([Turn(int(time.time()))]))
    wrong = next(place for place in range(4) if place != RIGHT[0])
    app.radio[0].set_value(wrong).run()
    button(app, "Answer").click().run()
    assert QUESTIONS[0].options[wrong].reason in shown(app)
    assert "1 try left" in shown(app)
    assert button(app, "Answer").disabled
    app.radio[0].set_value(RIGHT[0]).run()
    button(app, "Answer").click().run()
    assert "Right at the second try: 1 point." in shown(app)
    assert app.radio[0].disabled


def test_a_problem_whose_time_ran_out_while_nobody_looked_is_over():
    app = run(seed="7", run=link([Turn(int(time.time()) - 500)]))
    assert "The time is over: no points." in shown(app)
    assert QUESTIONS[0].right.text in shown(app)
    button(app, "Next problem").click().run()
    assert "2. Concept" in shown(app)


def test_without_the_clock_old_problems_stay_open():
    app = run(seed="7", run=link([Turn(int(time.time()) - 5000)], timed=False))
    assert button(app, "Answer")
    assert "without a clock" in shown(app)


def test_the_result_shows_score_code_and_downloads_and_its_check_agrees():
    app = run(seed="7", run=finished_link(int(time.time())))
    assert not app.exception
    assert app.title[0].value == "10 of 10 points"
    code = app.code[0].value
    assert code.startswith("7-C-")
    app.text_input[0].set_value("Zoë 中").run()
    assert "no letters for 中" in shown(app)
    button(app, "Check it").click().run()
    assert "10 of 10 points" in shown(app)
    assert dict(app.query_params) == {"check": code}


@pytest.mark.parametrize(("n_right", "is_earned"), [(0, False), (2, False), (3, True)])
def test_a_badge_is_given_from_the_pass_mark_on_and_its_check_says_the_same(n_right, is_earned):
    now = int(time.time())
    tries = [(place,) if at < n_right else () for at, place in enumerate(RIGHT)]
    turns = [Turn(now - 100 + at, one) for at, one in enumerate(tries)]
    app = run(seed="7", run=link(turns, timed=False, finished=now))
    assert not app.exception
    assert app.title[0].value == f"{2 * n_right} of {MOST} points"
    assert bool(app.text_input) == bool(app.code) == is_earned
    assert (f"A badge takes {PASS} points." in shown(app)) != is_earned
    assert button(app, "The same problems again")
    assert QUESTIONS[-1].right.text in shown(app)
    code = pack_check(ChallengeRun(SEED, False, tuple(turns), now), QUESTIONS, date(2026, 11, 21))
    assert (f"No badge has this code: a badge takes {PASS} points." in shown(run(check=code))) != is_earned


def test_a_check_link_replays_the_answers_of_its_seed():
    turns = tuple(Turn(1_800_000_000 + at, (place,) if at != 2 else ()) for at, place in enumerate(RIGHT))
    code = pack_check(ChallengeRun(SEED, False, turns, 1_800_000_100), QUESTIONS, date(2026, 11, 21))
    app = run(check=code)
    assert not app.exception
    assert "8 of 10 points" in shown(app)
    assert "21 November 2026 · without a clock · seed 7" in shown(app)
    assert "No answer was given." in shown(app)


def test_a_code_that_cannot_be_checked_is_quoted_as_text():
    app = run(check="**bold** <b>")
    assert not app.exception
    assert "looks like 7-C-" in shown(app)
    assert "**bold** <b>" in shown(app)
    button(app, "Back to the challenge").click().run()
    assert button(app, "Start")


def test_start_takes_the_seed_that_was_typed_before_the_click():
    app = run(seed="7")
    app.number_input[0].set_value(8)
    button(app, "Start").click().run()
    assert app.query_params["seed"] == "8"
    assert unpack_run(app.query_params["run"], 8, challenge_questions(8), time.time()).number == 0
