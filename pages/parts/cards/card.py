"""One recall card: think, reveal, say how well one knew it."""

from datetime import datetime

import streamlit as st

from engine.course.loading import concepts, lessons
from engine.course.memory.cards import Card
from engine.course.memory.schedule import RATINGS, describe_wait, rate, waits
from engine.plain import count
from pages.shared.choices import ANYTHING, Choices, widget_value
from pages.shared.learner import last_rated, note_card, progress, take_back_rating
from pages.shared.navigation import link_to

_NAME = "[a-z0-9-]{1,60}"
KEPT = {"card": _NAME, "just asked": _NAME, "revealed": "1", "more": "[0-9]{1,3}", "note": ANYTHING}
"""The card that is on, the one rated last, which waits for the others, how many more new ones, what was written."""


def show_card(choices: Choices, card: Card, now: datetime) -> None:
    """The question, and after it was thought about the answer with the ratings."""
    known = progress().cards.get(card.id)
    asked = "new" if known is None else f"asked {count(known.reviews, 'time')}"
    with st.container(border=True, key=choices.key("card")):
        st.caption(f"{concepts()[card.concept].title} · {card.level} · {asked}")
        st.markdown(f"#### {card.question}")
        note = choices.key(f"note {card.id} {known.reviews if known else 0}")
        if "revealed" not in choices:
            st.text_area(
                "Your answer",
                key=note,
                height=70,
                max_chars=2000,
                placeholder="Say it to yourself, or write it down here. Nobody marks it.",
            )
            st.button(
                "Show the answer",
                type="primary",
                shortcut="Space",
                on_click=_reveal,
                args=(choices, note),
            )
            return
        if choices.get("note"):
            st.caption("You wrote")
            st.text(choices.get("note"))
            st.caption("The answer")
        st.markdown(card.answer)
        st.space("small")
        st.markdown("**How well did you know it?**")
        _show_ratings(choices, card.id, now)
    lesson = lessons()[concepts()[card.concept].lessons[0]]
    link_to("learn", f"Lesson: {lesson.title}", {"lesson": lesson.id}, icon=":material/menu_book:")


def show_undo(choices: Choices) -> None:
    """Takes back the last rating, if there is one."""
    if last_rated():
        st.button(
            "Take back the last rating",
            type="tertiary",
            icon=":material/undo:",
            shortcut="U",
            on_click=_take_back,
            args=(choices,),
        )


def _show_ratings(choices: Choices, name: str, now: datetime) -> None:
    away = waits(progress().cards.get(name), now)
    with st.container(horizontal=True, key=choices.key("ratings")):
        for number, rating in enumerate(RATINGS, start=1):
            st.button(
                f"**{rating.capitalize()}**  \n{describe_wait(away[rating])}",
                key=choices.key(f"rate {rating}"),
                shortcut=str(number),
                on_click=_rate,
                args=(choices, name, rating, now),
            )
    st.caption(
        "Again: not known. Hard: known in part, or slowly. Good: known. Easy: known at once. "
        "The time says when the card comes back."
    )


def _reveal(choices: Choices, note: str) -> None:
    choices.choose(revealed=1, note=(widget_value(note) or "").strip())


def _rate(choices: Choices, name: str, rating: str, now: datetime) -> None:
    note_card(name, rate(progress().cards.get(name), rating, now))
    choices.choose(**{"card": None, "revealed": None, "note": None, "just asked": name})


def _take_back(choices: Choices) -> None:
    name = last_rated()
    take_back_rating()
    choices.choose(card=name, revealed=1, note=None)
