"""The pages of cards and for the teacher by AppTest, alone and through the entrypoint."""

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from engine.course.memory.cards import cards, choose_cards
from engine.course.memory.learner import LearnerProgress, write_progress
from engine.course.memory.schedule import rate
from engine.course.sets.handouts import HANDOUTS, Wish, make_worksheet
from tests.patience import PATIENCE_S

CARDS, TEACH = "pages/cards.py", "pages/teach.py"


def run(script, **query):
    app = AppTest.from_file(f"../../{script}", default_timeout=PATIENCE_S)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def button(app, words):
    return next(one for one in app.button if words in one.label)


def shown(app):
    kinds = (app.markdown, app.text, app.caption, app.warning, app.success)
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "")


def counts(app):
    return {metric.label: metric.value for metric in app.metric}


@pytest.mark.parametrize("script", [CARDS, TEACH])
def test_the_page_runs_through_the_entrypoint_too(script):
    app = run("streamlit_app.py").switch_page(script).run()
    assert not app.exception
    assert app.title[0].value in {"Recall cards", "For the teacher"}


def test_a_card_is_asked_then_shown_then_rated_and_the_next_one_comes():
    app = run(CARDS)
    first, second = choose_cards()[:2]
    assert cards()[first].question in shown(app)
    assert cards()[first].answer not in shown(app)
    button(app, "Show the answer").click().run()
    assert cards()[first].answer in shown(app)
    assert "1 minute" in button(app, "Again").label
    button(app, "Good").click().run()
    assert cards()[second].question in shown(app)
    assert counts(app) == {"Due now": "0", "New today": "9", "Asked": f"1 of {len(cards())}"}
    button(app, "Take back").click().run()
    assert cards()[first].answer in shown(app)
    assert counts(app)["Asked"] == f"0 of {len(cards())}"


def test_no_more_new_cards_a_day_than_chosen_unless_more_are_wanted():
    app = run(CARDS, new="5")
    for _ in range(5):
        button(app, "Show the answer").click().run()
        button(app, "Easy").click().run()
    assert "Nothing to ask now" in shown(app)
    assert "The next card comes back in 8 days" in shown(app)
    button(app, "more new cards").click().run()
    assert cards()[choose_cards()[5]].question in shown(app)


def test_a_card_that_was_brought_back_and_is_due_comes_first():
    last = choose_cards()[-1]
    brought = LearnerProgress().with_card(last, rate(None, "good", datetime.now(UTC) - timedelta(days=3)))
    app = run(CARDS)
    button(app, "Show the answer").click().run()
    app.file_uploader[0].set_value(("headlight-progress.json", write_progress(brought), "application/json")).run()
    assert not app.exception
    assert "Brought back: 1 card, 0 guesses in lessons." in shown(app)
    assert counts(app) == {"Due now": "1", "New today": "10", "Asked": f"1 of {len(cards())}"}
    button(app, "Good").click().run()  # The card that was being asked.
    assert cards()[last].question in shown(app)


def test_a_subject_and_a_level_are_kept_to_and_stand_in_the_link():
    app = run(CARDS, level="easy")
    app.selectbox(key="cards concept").select("masks").run()
    (only,) = choose_cards(("easy",), "masks")
    assert cards()[only].question in shown(app)
    assert dict(app.query_params) == {"level": "easy", "concept": "masks"}


def test_each_set_shows_its_link_and_its_questions():
    app = run(TEACH, seed="7")
    for name in HANDOUTS:
        app.radio(key="teach set").set_value(name).run()
        assert not app.exception
        assert app.code[0].value.endswith(f"/{HANDOUTS[name].page}?seed=7")
        items = make_worksheet(name, Wish(7)).items
        assert items[0].prompt.strip() in "\n".join(element.value for element in app.markdown)


def test_a_link_to_what_does_not_exist_says_so():
    app = run(TEACH, seed="seven", set="exam")
    for words in ("got “seven”", "asks for “exam”"):
        assert words in shown(app)
    assert app.text_input(key="teach seed").value == "seven"


def test_a_set_that_is_empty_or_short_says_so():
    app = run(TEACH, set="cards", level="easy", concept="masks")
    assert "There is only 1 question for this choice." in shown(app)


def test_a_machine_whose_clock_stands_in_1970_is_told_so_and_keeps_the_progress(monkeypatch):
    class Stopped(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(1970, 1, 1, 12, tzinfo=tz)

    monkeypatch.setattr("datetime.datetime", Stopped)
    last = choose_cards()[-1]
    brought = LearnerProgress().with_card(last, rate(None, "good", datetime(2026, 3, 1, tzinfo=UTC)))
    app = run(CARDS)
    assert "says that this is the year 1970; cards come back by the date" in shown(app)
    app.file_uploader[0].set_value(("headlight-progress.json", write_progress(brought), "application/json")).run()
    assert not app.exception
    assert "Brought back: 1 card" in shown(app)
    assert counts(app)["Asked"] == f"1 of {len(cards())}"
