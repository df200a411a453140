"""Progress that a browser has kept: joined with what there is, and forgotten where another tab forgot it."""

from streamlit.testing.v1 import AppTest

from tests.patience import PATIENCE_S


def a_session():
    from datetime import UTC, datetime

    import streamlit as st

    from engine.course.memory.learner import LearnerProgress, write_progress
    from engine.course.memory.schedule import rate
    from pages.shared.learner import bring_progress, forgotten, note_card, progress, take_forgotten, written_progress

    card = rate(None, "good", datetime(2026, 5, 1, tzinfo=UTC))
    assert written_progress() == ""
    note_card("mine", card)
    bring_progress(write_progress(LearnerProgress().with_card("theirs", card)))
    st.text(",".join(sorted(progress().cards)))
    take_forgotten("")
    bring_progress(written_progress().encode())
    st.text(",".join(sorted(progress().cards)))
    take_forgotten("a mark")
    st.text(f"{len(progress().cards)} {forgotten()}")
    note_card("later", card)
    take_forgotten("a mark")
    st.text(",".join(progress().cards))


def test_progress_is_joined_and_forgotten_once_for_every_mark():
    app = AppTest.from_function(a_session, default_timeout=PATIENCE_S).run()
    assert not app.exception
    assert [one.value for one in app.text] == ["mine,theirs", "mine,theirs", "0 a mark", "later"]
