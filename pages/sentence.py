"""A text in; every head's weights and honest entropy out."""

import streamlit as st

from engine.catalogue import MINILM
from engine.errors import InputError
from engine.examples import EXAMPLES
from engine.text import check_text
from pages.shared import head_view, long_view, model_card, readings
from pages.shared.frame import open_frame
from pages.shared.generation import continuation_of, show_generation
from pages.shared.loading import show_loading, start_loading
from pages.shared.messages import show_problem
from pages.shared.selection import mirror_choices, open_choices
from pages.shared.sentence_input import check_model, choose_input, refuse_text, show_hint

PAGE = "sentence"
IN_THE_LINK = ("text", "model", "kind", "more", "temperature", "seed", "row", "layer", "head", "query", "window")
# Seconds that a ready-made example gets to be drawn before the model begins to load.
PAGE_DRAWN = 1.0

theme = open_frame("Sentence")
chosen = open_choices(PAGE, IN_THE_LINK)
text = chosen.get("text", EXAMPLES[0].text)
model = chosen.get("model", MINILM.name)
choose_input(PAGE, text, model)
more = continuation_of(chosen)
job, loading, found = None, None, None

try:
    check_model(model)
    check_text(text)
    found = None if more else readings.example_reading(text, model)
    if found is None:
        loading = start_loading(model)
        if loading.error:
            raise InputError(loading.error)
        if loading.done:
            job = readings.all_readings().ask(readings.Wanted(text, model, more))
            if job.error is not None:
                raise job.error
            found = job.reading
except InputError as problem:
    of_model = loading is not None and bool(loading.error)
    refuse_text(PAGE, model, problem, of_model=of_model, continued=more is not None)
else:
    if found is None:
        if job is None:
            show_loading(model)
        else:
            readings.show_progress(job)
        head_view.show_skeleton()

if found is not None:
    reading = found.reading(head_view.choose_kind(PAGE, chosen, found))
    head = head_view.chosen_head(PAGE, chosen, reading)
    query = head_view.chosen_query(chosen, reading)
    head_view.show_verdict(PAGE, reading)
    left, right = st.columns([1, 2], gap="medium")
    with left:
        atlas = readings.example_atlas(text, model) if job is None else readings.atlas_of(job, reading.kind)
        head_view.show_atlas(PAGE, atlas, head, theme)
        show_hint(text, model)
        model_card.show_card(model)
    if reading.is_long and job is not None:
        window = long_view.chosen_window(chosen, reading, query, head)
        with right:
            long_view.show_long_head(PAGE, job, reading, head, window, theme)
        long_view.show_window(PAGE, job, reading, head, window, query, theme)
        long_view.show_text_strip(PAGE, job, reading, head, query, theme)
    else:
        with right:
            head_view.show_heatmap(PAGE, reading, head, query, theme)
    head_view.show_card(reading, head, "text")
    head_view.show_query(PAGE, reading, head, query, theme)
    show_generation(PAGE, chosen, found, query, theme)

if "text" in mirror_choices(PAGE, IN_THE_LINK):
    show_problem("This text is too long for a link", "Copy the text itself to share it; the address leaves it out.")
start_loading(MINILM.name, delay=PAGE_DRAWN)
