"""How far one has come with the cards, and what there is to do when none is due."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import streamlit as st

from engine.course.memory.learner import CardProgress
from engine.course.memory.schedule import describe_wait
from pages.shared.choices import Choices


def show_counts(
    choices: Choices, order: Sequence[str], known: Mapping[str, CardProgress], now: datetime, new_left: int
) -> None:
    """The cards chosen, counted by what comes next."""
    asked = [known[name] for name in order if name in known]
    due = sum(one.due <= now for one in asked)
    new = len(order) - len(asked)
    with st.container(horizontal=True, key=choices.key("counts")):
        st.metric("Due now", due, width="content")
        st.metric("New today", min(new, max(new_left, 0)), width="content")
        st.metric("Asked", f"{len(asked)} of {len(order)}", width="content")


def show_nothing_due(choices: Choices, order: Sequence[str], known: Mapping[str, CardProgress], now: datetime) -> None:
    """Says when the next card is due, and offers more new ones."""
    new = sum(name not in known for name in order)
    following = min((known[name].due for name in order if name in known), default=None)
    with st.container(border=True, key=choices.key("card")):
        st.markdown("#### Nothing to ask now")
        if following:
            st.markdown(f"The next card comes back in {describe_wait(following - now)}. Until then, let them rest.")
        if new:
            more = min(new, 10)
            st.button(
                f"Ask {more} more new card{'s' if more > 1 else ''}",
                on_click=choices.choose,
                kwargs={"more": int(choices.get("more", "0")) + 10},
            )
