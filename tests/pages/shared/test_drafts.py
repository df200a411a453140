"""What a browser brings back is checked like anything else from outside."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared.drafts import LARGEST_CHARACTERS, MOST_CHOICES, read_choices
from tests.patience import PATIENCE_S

GOOD = {"sentence": {"text": "a cat"}, "cards": {"card": "softmax-sum", "seed": "7"}}


@pytest.mark.parametrize(
    ("brought", "found", "is_whole"),
    [
        (None, {}, True),
        (GOOD, GOOD, True),
        ("text", {}, False),
        ([1], {}, False),
        (GOOD | {"../x": {}}, GOOD, False),
        (GOOD | {"lab": {"run": 1}}, GOOD | {"lab": {}}, False),
        ({"lab": {"x" * 300: "1"}}, {"lab": {}}, False),
        ({"lab": {str(number): "1" for number in range(MOST_CHOICES + 1)}}, {}, False),
        ({"sentence": {"text": "x" * (LARGEST_CHARACTERS + 1)}}, {}, False),
    ],
)
def test_only_texts_by_name_and_page_of_a_bearable_size_are_taken(brought, found, is_whole):
    assert read_choices(brought) == (found, is_whole)


def a_visit(brought, address):
    """The page of a session that the browser brings this to, after its first run."""
    import streamlit as st

    from pages.shared.choices import ANYTHING, Choices, bring_choices, keep, kept

    choices = Choices(
        "sheet", in_the_link=("text", "n"), kept={"note [a-z]+": ANYTHING, "mask": "none|causal"}, typed=("text",)
    )
    if kept("is second"):
        bring_choices(brought, address)
    keep("is second", True)
    choices.follow_link()
    st.text(repr(choices.among(["text", "n", "note a", "note 1", "mask"])))
    st.text(repr(choices.offered()))
    st.button("Mine", on_click=choices.take_offer, kwargs={"is_wanted": True})
    choices.write_link()


MINE = {"sheet": {"text": "mine", "n": "3", "note a": "of mine", "note 1": "no such name", "mask": "<b>"}}
TAKEN = {"text": "mine", "n": "3", "note a": "of mine"}


@pytest.mark.parametrize(
    ("link", "address", "chosen", "is_offered"),
    [
        ({"text": "mine", "n": "2"}, "/sheet?text=mine&n=2", TAKEN, False),  # Loaded again.
        ({}, "/sheet?text=mine", TAKEN, False),  # No link to anything.
        ({"text": "the teacher's"}, "/sheet?text=mine", {"text": "the teacher's"}, True),
        ({"text": "the teacher's"}, "/other?text=the+teacher%27s", {"text": "the teacher's"}, True),
    ],
)
def test_a_link_to_something_else_wins_over_what_was_brought_back(link, address, chosen, is_offered):
    app = AppTest.from_function(a_visit, kwargs={"brought": MINE, "address": address}, default_timeout=PATIENCE_S)
    for name, value in link.items():
        app.query_params[name] = value
    app.run().run()
    assert [one.value for one in app.text] == [repr(chosen), repr(is_offered)]
    if is_offered:
        app.session_state["is second"] = False  # The browser brings it once.
        app.button[0].click().run()
        assert [one.value for one in app.text] == [repr(TAKEN), "False"]
