"""The likeliest next tokens after a place in a text, in words and as bars."""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import streamlit as st

from engine.errors import InputError
from engine.plain import percent
from engine.reading.text_reading import TextReading
from engine.running.continuation import NextToken
from pages.shared.choices import Choices
from pages.shared.messages import show_problem
from viz.figures.next_tokens import CAME_MARK, next_tokens_figure
from viz.shown_text import plain_label
from viz.theme import CHART_CONFIG, Theme

SHOWN = 10
"""So many of the likeliest tokens are shown."""

_LABEL = 24
_KEPT_POSITIONS = 100
_foretold: "WeakKeyDictionary[TextReading, dict[int, list[NextToken]]]" = WeakKeyDictionary()


def show_next_tokens(choices: Choices, reading: TextReading, position: int, theme: Theme) -> None:
    """What the model would write after a position, counted from 0, and what the text really goes on with."""
    tokens = reading.reading().query_tokens
    try:
        likeliest = likeliest_tokens(reading, position)
    except InputError as problem:
        show_problem("What comes next cannot be said", str(problem), choices.get("model", ""))
        return
    came = reading.token_ids[position + 1] if position + 1 < len(reading.token_ids) else None
    first = likeliest[0]
    st.text(
        f"After “{plain_label(tokens[position], _LABEL)}” the model would write “{plain_label(first.text, _LABEL)}”, "
        f"with a probability of {percent(first.probability)}.{_what_came(likeliest, came, reading.ended)}"
    )
    st.plotly_chart(
        next_tokens_figure(likeliest, tokens[position], theme, came=came),
        key=choices.key("next tokens"),
        config=CHART_CONFIG,
        alt=f"The {len(likeliest)} likeliest next tokens with their probabilities",
    )
    marks = (
        (f"{CAME_MARK} follows in the text.", any(token.token_id == came for token in likeliest)),
        ("␣ is a space.", any(token.text != token.text.strip(" ") for token in likeliest)),
        ("↵ is the end of a line.", any("\n" in token.text for token in likeliest)),
    )
    share = percent(min(1.0, sum(token.probability for token in likeliest)))
    st.caption(
        " ".join(
            (
                f"These {len(likeliest)} tokens have {share} of the probability; all others share the rest.",
                *(words for words, there in marks if there),
            )
        )
    )


def likeliest_tokens(reading: TextReading, position: int) -> list[NextToken]:
    """The likeliest tokens after a position; the model is asked once, not in every run of the page."""
    assert reading.likeliest is not None
    known = _foretold.setdefault(reading, {})
    if position not in known:
        if len(known) >= _KEPT_POSITIONS:
            known.clear()
        known[position] = reading.likeliest(position, SHOWN)
    return known[position]


def _what_came(likeliest: Sequence[NextToken], came: int | None, ended: bool) -> str:
    """Which of these tokens the text goes on with, or that the model has ended it; "" where it just stops."""
    if came is None:
        return " But here it ended the text." if ended else ""
    for place, token in enumerate(likeliest, start=1):
        if token.token_id == came:
            rank = {1: "", 2: "2nd ", 3: "3rd "}.get(place, f"{place}th ")
            said = "" if place == 1 else f", “{plain_label(token.text, _LABEL)}” ({percent(token.probability)})"
            return f" The text goes on with the {rank}likeliest{said}."
    return f" The text goes on with a token that is not among the {len(likeliest)} likeliest."
