"""One recall card: think, reveal, say how well one knew it."""

from datetime import datetime

import streamlit as st

from pages.course.cards import Card
from pages.course.content import concepts, lessons
from pages.course.schedule import RATINGS, describe_wait, rate, waits
from pages.shared.navigation import link_to
from pages.shared.progress import last_rated, note_card, progress, take_back_rating
from pages.shared.selection import choose, keep, kept, widget_value

_JUST_ASKED = "card asked just now"


def show_card(page: str, card: Card, revealed: bool, now: datetime) -> None:
    """The question, and after it was thought about the answer with the ratings."""
    known = progress().cards.get(card.id)
    asked = "new" if known is None else f"asked {known.reviews} time{'s' if known.reviews > 1 else ''}"
    with st.container(border=True, key="card"):
        st.caption(f"{concepts()[card.concept].title} · {card.level} · {asked}")
        st.markdown(f"#### {card.question}")
        note = f"note {card.id} {known.reviews if known else 0}"
        if not revealed:
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
                args=(page, note),
            )
            return
        if kept("note on the card"):
            st.caption("You wrote")
            st.text(kept("note on the card"))
            st.caption("The answer")
        st.markdown(card.answer)
        st.space("small")
        st.markdown("**How well did you know it?**")
        _show_ratings(page, card.id, now)
    lesson = lessons()[concepts()[card.concept].lessons[0]]
    link_to("learn", f"Lesson: {lesson.title}", {"lesson": lesson.id}, icon=":material/menu_book:")


def show_undo(page: str) -> None:
    """Takes back the last rating, if there is one."""
    if last_rated():
        st.button(
            "Take back the last rating",
            type="tertiary",
            icon=":material/undo:",
            shortcut="U",
            on_click=_take_back,
            args=(page,),
        )


def asked_just_now() -> str | None:
    """The card that was rated last: it waits for the others."""
    name: str | None = kept(_JUST_ASKED)
    return name


def _show_ratings(page: str, name: str, now: datetime) -> None:
    away = waits(progress().cards.get(name), now)
    with st.container(horizontal=True, key="ratings"):
        for number, rating in enumerate(RATINGS, start=1):
            st.button(
                f"**{rating.capitalize()}**  \n{describe_wait(away[rating])}",
                key=f"rate {rating}",
                shortcut=str(number),
                on_click=_rate,
                args=(page, name, rating, now),
            )
    st.caption(
        "Again: not known. Hard: known in part, or slowly. Good: known. Easy: known at once. "
        "The time says when the card comes back."
    )


def _reveal(page: str, note: str) -> None:
    keep("note on the card", (widget_value(note) or "").strip())
    choose(page, revealed=1)


def _rate(page: str, name: str, rating: str, now: datetime) -> None:
    note_card(name, rate(progress().cards.get(name), rating, now))
    keep(_JUST_ASKED, name)
    choose(page, card=None, revealed=None)


def _take_back(page: str) -> None:
    name = last_rated()
    take_back_rating()
    choose(page, card=name, revealed=1)
