"""A sentence in; every head's weights and honest entropy out."""

import streamlit as st

from engine.catalogue import MINILM, find_model
from engine.errors import InputError
from engine.examples import EXAMPLES
from engine.text import check_text
from pages.shared import cache, head_view
from pages.shared.frame import open_frame
from pages.shared.loading import show_loading, start_loading
from pages.shared.messages import show_problem
from pages.shared.selection import mirror_choices, open_choices
from pages.shared.sentence_input import choose_input, refuse_text, show_hint

PAGE = "sentence"
IN_THE_LINK = ("text", "model", "layer", "head", "query")
# Seconds that a ready-made example gets to be drawn before the model begins to load.
PAGE_DRAWN = 1.0

theme = open_frame("Sentence")
chosen = open_choices(PAGE, IN_THE_LINK)
text = chosen.get("text", EXAMPLES[0].text)
model = chosen.get("model", MINILM.name)
choose_input(PAGE, text, model)

try:
    find_model(model)
    check_text(text)
    reading = cache.example_reading(text, model)
    kept = reading is not None
    if reading is None:
        loading = start_loading(model)
        if loading.error:
            raise InputError(loading.error)
        if loading.done:
            reading = cache.sentence_reading(text, model)
except InputError as problem:
    reading = None
    refuse_text(PAGE, problem)
else:
    if reading is None:
        show_loading(model)
        head_view.show_skeleton()

if reading is not None:
    head = head_view.chosen_head(PAGE, chosen, reading)
    query = head_view.chosen_query(chosen, reading)
    head_view.show_verdict(PAGE, reading)
    left, right = st.columns([1, 2], gap="medium")
    with left:
        head_view.show_atlas(PAGE, cache.sentence_atlas(text, model, kept), head, theme)
        show_hint(text)
    with right:
        head_view.show_heatmap(PAGE, reading, head, query, theme)
    head_view.show_card(reading, head, "text")
    head_view.show_query(PAGE, reading, head, query, theme)

if "text" in mirror_choices(PAGE, IN_THE_LINK):
    show_problem("This text is too long for a link", "Copy the text itself to share it; the address leaves it out.")
start_loading(MINILM.name, delay=PAGE_DRAWN)
