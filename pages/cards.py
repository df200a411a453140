"""Recall cards: think, reveal, say how well one knew it; each comes back when it is nearly forgotten."""

from datetime import datetime, timedelta, timezone

import streamlit as st

from pages.course.cards import cards
from pages.course.schedule import count_new_today, next_card
from pages.shared.card_choice import check_choices, choose_which, chosen_cards, new_a_day
from pages.shared.card_counts import show_counts, show_nothing_due
from pages.shared.card_view import asked_just_now, show_card, show_undo
from pages.shared.frame import open_frame
from pages.shared.progress import progress, show_progress_file
from pages.shared.selection import choose, mirror_choices, open_choices

PAGE = "cards"
IN_THE_LINK = ("level", "concept", "new", "seed")

open_frame("Recall cards")
chosen = open_choices(PAGE, IN_THE_LINK)
st.title("Recall cards")
st.markdown("Think of the answer, then look, then say how well you knew it. Each card comes back before you forget it.")
check_choices(PAGE, chosen)
order = chosen_cards(chosen)

now = datetime.now(timezone(timedelta(minutes=-(st.context.timezone_offset or 0))))
known = progress().cards
new_left = new_a_day(chosen) + int(chosen.get("more", 0)) - count_new_today(known, now)
if chosen.get("card") not in order:
    choose(PAGE, card=next_card(order, known, now, new_left, asked_just_now()), revealed=None)

left, right = st.columns([2, 1], gap="large")
with left:
    if "card" in chosen:
        show_card(PAGE, cards()[chosen["card"]], "revealed" in chosen, now)
    else:
        show_nothing_due(PAGE, chosen, order, known, now)
    show_undo(PAGE)
with right:
    show_counts(order, known, now, new_left)
    choose_which(PAGE, chosen)
    show_progress_file()

mirror_choices(PAGE, IN_THE_LINK)
