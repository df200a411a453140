"""Seed, level, subject and kind: refused with the same words and chosen in the same way on every page that asks."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from engine.course.sets.handouts import LARGEST_SEED
from pages.parts.questions.choosers import drawn_seed, next_seed
from tests.patience import PATIENCE_S

LEFT_OUT = "Part of this link cannot be used"
WITH_A_SEED = ("practice", "strength", "challenge", "cards", "teach")
DRAWN = ("practice", "strength", "challenge")
"""Pages on which a seed is drawn where the link has none."""


def run(page, **link):
    app = AppTest.from_file(f"../../../../pages/{page}.py", default_timeout=PATIENCE_S)
    app.query_params.update(link)
    app.run()
    assert not app.exception
    return app


def said(app):
    """Every message with its title, as it is read."""
    return [f"{one.proto.title}: {one.value}".replace("\\", "") for one in app.warning]


@pytest.mark.parametrize("page", WITH_A_SEED)
@pytest.mark.parametrize("seed", ["seven", "-1", "1.5", "1000000", "٧", "7<b>"])
def test_what_is_no_seed_is_refused_in_the_same_words_everywhere(page, seed):
    (message,) = said(run(page, seed=seed))
    assert f"A seed is a whole number from 0 to 999,999; got “{seed}”." in message


@pytest.mark.parametrize("page", DRAWN)
def test_another_seed_is_drawn_for_one_that_is_none_and_the_message_names_it(page):
    app = run(page, seed="seven")
    (message,) = said(app)
    found = re.fullmatch(rf"{LEFT_OUT}: .* These are the questions of seed (\d+) instead\.", message)
    assert found[1] == app.query_params["seed"]


@pytest.mark.parametrize("page", DRAWN)
@pytest.mark.parametrize("seed", ["0", "999999"])
def test_the_smallest_and_the_largest_seed_are_taken_as_they_are(page, seed):
    app = run(page, seed=seed)
    assert said(app) == []
    assert app.query_params["seed"] in (seed, [seed])


@pytest.mark.parametrize("page", ["cards", "practice", "teach"])
@pytest.mark.parametrize(("name", "called"), [("level", "level"), ("concept", "subject")])
def test_a_level_or_subject_that_there_is_not_is_left_out_in_the_same_words_everywhere(page, name, called):
    app = run(page, **{"seed": "7", name: "<b>none</b>"})
    (message,) = said(app)
    assert message.startswith(f"{LEFT_OUT}: There is no {called} “<b>none</b>”; there are ")
    assert message.endswith(". It is left out.")
    assert name not in app.query_params


@pytest.mark.parametrize("page", ["practice", "teach"])
def test_a_kind_that_there_is_not_is_left_out_too(page):
    app = run(page, seed="7", kind="essay")
    (message,) = said(app)
    assert "There is no kind “essay”; there are concept, output" in message
    assert "kind" not in app.query_params


@pytest.mark.parametrize(
    ("page", "name", "called"),
    [
        ("learn", "lesson", "lesson"),
        ("lab", "exercise", "exercise"),
        ("practice", "recall", "task"),
        ("teach", "set", "set"),
    ],
)
def test_an_id_that_there_is_not_is_said_in_the_same_words_everywhere(page, name, called):
    app = run(page, **{name: "alchemy"})
    (message,) = said(app)
    assert message.startswith(f"There is no such {called}: The link asks for “alchemy”; ")
    assert name not in app.query_params


@pytest.mark.parametrize(("page", "number"), [("practice", "0"), ("practice", "9999"), ("strength", "11")])
def test_a_number_that_no_question_has_is_said_and_left_out(page, number):
    app = run(page, seed="7", n=number)
    (message,) = said(app)
    assert message.startswith("There is no such question: N is a whole number from 1 to ")
    assert f"got “{number}”. This is the first question." in message
    assert "n" not in app.query_params


@pytest.mark.parametrize("page", ["practice", "challenge"])
def test_a_seed_that_was_typed_is_asked_and_stands_in_the_link(page):
    app = run(page, seed="7")
    box = app.number_input(key=f"{page} seed")
    assert box.max == LARGEST_SEED
    box.set_value(0).run()
    assert not app.exception
    assert app.query_params["seed"] == "0"
    assert app.number_input(key=f"{page} seed").value == 0


def test_a_change_of_what_is_asked_begins_with_the_first_question():
    app = run("practice", seed="7", n="3")
    app.selectbox(key="practice concept").select("softmax").run()
    assert app.query_params["concept"] == "softmax"
    assert "n" not in app.query_params
    app.selectbox(key="practice concept").select("").run()
    assert "concept" not in app.query_params


def test_seeds_are_short_and_the_last_is_followed_by_the_first():
    assert all(1 <= drawn_seed() <= 9999 for _ in range(200))
    assert (next_seed(7), next_seed(LARGEST_SEED)) == (8, 0)
