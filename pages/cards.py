"""Recall cards: think, reveal, say how well one knew it; each comes back when it is nearly forgotten."""

from datetime import datetime, timedelta, timezone

import streamlit as st

from engine.course.memory.cards import cards
from engine.course.memory.schedule import clock_problem, count_new_today, next_card
from pages.parts.cards.card import KEPT, show_card, show_undo
from pages.parts.cards.choice import check_choices, choose_which, chosen_cards, new_a_day
from pages.parts.cards.counts import show_counts, show_nothing_due
from pages.shared.choices import Choices
from pages.shared.frame import open_frame
from pages.shared.learner import progress, show_progress_file
from pages.shared.messages import show_problem

open_frame("Recall cards")
choices = Choices("cards", in_the_link=("level", "concept", "new", "seed"), kept=KEPT)
choices.follow_link()
st.title("Recall cards")
st.markdown("Think of the answer, then look, then say how well you knew it. Each card comes back before you forget it.")
check_choices(choices)
order = chosen_cards(choices)

now = datetime.now(timezone(timedelta(minutes=-(st.context.timezone_offset or 0))))
known = progress().cards
new_left = new_a_day(choices) + int(choices.get("more", "0")) - count_new_today(known, now)
if choices.get("card") not in order:
    choices.choose(card=next_card(order, known, now, new_left, choices.get("just asked") or None), revealed=None)

left, right = st.columns([2, 1], gap="large")
with left:
    if problem := clock_problem(now):
        show_problem("Cards cannot be asked now", problem)
    elif "card" in choices:
        show_card(choices, cards()[choices.get("card")], now)
    else:
        show_nothing_due(choices, order, known, now)
    show_undo(choices)
with right:
    show_counts(choices, order, known, now, new_left)
    choose_which(choices)
    show_progress_file(choices)

choices.write_link()
