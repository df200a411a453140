"""A text in; every head's weights and honest entropy out."""

import streamlit as st

from engine.errors import InputError
from engine.models.catalogue import MINILM
from engine.reading.examples import EXAMPLES
from engine.reading.job import Wanted
from engine.text.typed import check_text
from pages.parts.reading.chosen import chosen_head, chosen_query
from pages.parts.reading.head import show_atlas, show_card, show_heatmap
from pages.parts.reading.query import show_query
from pages.parts.reading.verdict import choose_kind, show_verdict
from pages.parts.sentence.continuation import CHOICES, continuation_of
from pages.parts.sentence.generation import show_generation
from pages.parts.sentence.input import choose_input, refuse_text, show_hint
from pages.parts.sentence.long_head import show_long_text
from pages.parts.sentence.model_card import show_model_card
from pages.parts.sentence.own_model import ask_before_loading, check_model, must_ask
from pages.parts.sentence.readings import ask_for, ask_for_none, atlas_of, example_reading, show_waiting
from pages.shared.choices import Choices
from pages.shared.frame import open_frame
from pages.shared.loading import start_loading
from pages.shared.messages import show_problem

theme = open_frame("Sentence")
choices = Choices(
    "sentence", in_the_link=("text", "model", "kind", *CHOICES, "layer", "head", "query", "window"), typed=("text",)
)
choices.follow_link()
text = choices.get("text", EXAMPLES[0].text)
model = choices.get("model", MINILM.name)
choose_input(choices, text, model)
wanted = Wanted(text, model, continuation_of(choices))
job, loading, found, waits = None, None, None, must_ask(model)

try:
    check_model(model)
    check_text(text)
    found = None if wanted.more or waits else example_reading(text, model)
    if found is None and not waits:
        loading = start_loading(model)
        loading.check()
        if loading.done:
            job = ask_for(wanted)
            if job.error is not None:
                raise job.error
            found = job.reading
except InputError as problem:
    of_model = loading is not None and problem is loading.problem
    refuse_text(choices, model, problem, of_model=of_model, continued=wanted.more is not None)
else:
    if waits:
        ask_before_loading(choices, model)
    elif found is None:
        show_waiting(model, job)

if found is not None:
    reading = found.reading(choose_kind(choices, found))
    head, query = chosen_head(choices, reading), chosen_query(choices, reading)
    show_verdict(choices, reading, text)
    left, right = st.columns([1, 2], gap="medium")
    with left:
        show_atlas(choices, atlas_of(job, wanted, reading.kind), head, theme)
        show_hint(text, model)
        show_model_card(model)
    if reading.is_long and job is not None:
        show_long_text(choices, job, reading, head, query, theme, beside=right)
    else:
        with right:
            show_heatmap(choices, reading, head, query, theme)
    show_card(reading, head, "text")
    show_query(choices, reading, head, query, theme)
    show_generation(choices, found, query, theme)

if job is None:
    ask_for_none()
if "text" in choices.write_link():
    show_problem("This text is too long for a link", "Copy the text itself to share it; the address leaves it out.")
start_loading(MINILM.name, delay=1.0)  # Seconds in which a ready-made example is drawn.
