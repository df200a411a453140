"""The continuation that a link asks for is read as the engine takes it."""

import pytest
from streamlit.testing.v1 import AppTest

from engine.errors import InputError
from engine.running.continuation import HOTTEST, LARGEST_SEED, MOST_NEW_TOKENS, Continuation


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ({}, None),
        ({"temperature": "1", "seed": "4"}, None),
        ({"more": "1"}, (1, 0.0, 0)),
        ({"more": " 500 "}, (500, 0.0, 0)),
        ({"more": "5", "seed": "9"}, (5, 0.0, 0)),  # the likeliest each time: no seed changes it
        ({"more": "5", "temperature": "0.01", "seed": "2147483647"}, (5, 0.01, LARGEST_SEED)),
        ({"more": "5", "temperature": "5"}, (5, 5.0, 0)),
    ],
)
def test_choices_are_read_as_the_engine_takes_them(chosen, wanted):
    app = AppTest.from_function(read_link)
    for name, value in chosen.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    assert app.session_state["found"] == wanted
    if wanted is not None:
        Continuation(*wanted)


def read_link():
    """A page that only keeps the continuation of its link."""
    from pages.parts.sentence.continuation import CHOICES, continuation_of
    from pages.shared.choices import Choices, keep

    choices = Choices("a page", CHOICES)
    choices.follow_link()
    keep("found", continuation_of(choices))


@pytest.mark.parametrize(
    "wrong", [(0,), (MOST_NEW_TOKENS + 1,), (5, HOTTEST + 0.01), (5, 1.0, LARGEST_SEED + 1)], ids=str
)
def test_the_limits_of_the_page_are_those_of_the_engine(wrong):
    with pytest.raises(InputError):
        Continuation(*wrong)
