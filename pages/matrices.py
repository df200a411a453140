"""Small matrices in; every step of attention, and the same measures as for a sentence, out."""

import streamlit as st

from engine.errors import InputError
from engine.matrices.links import matrices_from_link, matrices_to_link
from engine.matrices.presets import PRESETS
from pages.parts.matrices.draft import FIELDS, KEPT, MATRICES, draft_of, parse_draft
from pages.parts.matrices.entry import choose_computation, enter_matrices
from pages.parts.matrices.readings import matrices_reading
from pages.parts.matrices.steps import show_steps
from pages.parts.reading.chosen import chosen_head, chosen_query
from pages.parts.reading.head import show_atlas, show_card, show_heatmap
from pages.parts.reading.query import show_query
from pages.parts.reading.verdict import show_verdict
from pages.shared.choices import Choices
from pages.shared.frame import open_frame
from pages.shared.messages import show_problem

START = next(one for one in PRESETS if one.name == "one-match")

theme = open_frame("Matrices")
choices = Choices("matrices", in_the_link=("m", "layer", "head", "query"), kept=KEPT, typed=MATRICES)
choices.follow_link()
if "kind" not in choices:
    try:
        opened = matrices_from_link(choices.get("m")) if "m" in choices else START.matrices
        opened.check_page_limits()
        choices.choose(**draft_of(opened), preset=None if "m" in choices else START.name)
    except InputError as problem:
        choices.choose(**draft_of(START.matrices), preset=START.name, broken=str(problem))
choose_computation(choices)
if "broken" in choices:
    show_problem("This link cannot be opened", f"{choices.get('broken')} Below is a ready-made example instead.")
parsed = parse_draft(choices.among(FIELDS))
enter_matrices(choices, parsed)

if parsed.matrices is None:
    st.caption("The pictures come back as soon as the matrices above can be read together.")
else:
    link = matrices_to_link(parsed.matrices)
    if "broken" not in choices:
        choices.choose(m=link)
    with st.spinner("Computing …", show_time=False):
        reading, steps, atlas = matrices_reading(link, parsed.matrices)
    head, query = chosen_head(choices, reading), chosen_query(choices, reading)
    show_verdict(choices, reading)
    if steps.blind_queries:
        names = ", ".join(steps.matrices.query_tokens[row] for row in steps.blind_queries)
        show_problem(
            "A query sees no key", f"the mask hides every key from {names}: no weights, no entropy, no output."
        )
    left, right = st.columns([1, 2], gap="medium")
    with left:
        show_atlas(choices, atlas, head, theme)
    with right:
        show_heatmap(choices, reading, head, query, theme)
    show_steps(choices, steps, head[1], theme)
    show_card(reading, head, "input")
    show_query(choices, reading, head, query, theme)

choices.write_link()
