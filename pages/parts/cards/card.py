"""One recall card: think, reveal, say how well one knew it."""

from datetime import datetime

import streamlit as st

from engine.course.loading import concepts, lessons
from engine.course.memory.cards import Card
from engine.course.memory.schedule import RATINGS, describe_wait, rate, waits
from engine.plain import count
from pages.shared.choices import Choices, keep, kept, widget_value
from pages.shared.learner import last_rated, note_card, progress, take_back_rating
from pages.shared.navigation import link_to

_JUST_ASKED, _NOTE = "card asked just now", "note on the card"


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
        if kept(_NOTE):
            st.caption("You wrote")
            st.text(kept(_NOTE))
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


def asked_just_now() -> str | None:
    """The card that was rated last: it waits for the others."""
    name: str | None = kept(_JUST_ASKED)
    return name


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
    keep(_NOTE, (widget_value(note) or "").strip())
    choices.choose(revealed=1)


def _rate(choices: Choices, name: str, rating: str, now: datetime) -> None:
    note_card(name, rate(progress().cards.get(name), rating, now))
    keep(_JUST_ASKED, name)
    choices.choose(card=None, revealed=None)


def _take_back(choices: Choices) -> None:
    name = last_rated()
    take_back_rating()
    choices.choose(card=name, revealed=1)
