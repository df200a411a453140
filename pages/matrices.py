"""Small matrices in; every step of attention, and the same measures as for a sentence, out."""

import streamlit as st

from engine.errors import InputError
from engine.matrix_links import matrices_from_link, matrices_to_link
from engine.presets import PRESETS
from pages.shared import cache, head_view
from pages.shared.frame import open_frame
from pages.shared.matrix_draft import draft_of, parse_draft
from pages.shared.matrix_entry import choose_computation, enter_matrices
from pages.shared.messages import show_problem
from pages.shared.selection import choose, mirror_choices, open_choices
from pages.shared.step_view import show_steps

PAGE = "matrices"
IN_THE_LINK = ("m", "layer", "head", "query")
START = next(one for one in PRESETS if one.name == "one-match")

theme = open_frame("Matrices")
chosen = open_choices(PAGE, IN_THE_LINK)
if "kind" not in chosen:
    try:
        opened = matrices_from_link(chosen["m"]) if "m" in chosen else START.matrices
        opened.check_page_limits()
        choose(PAGE, **draft_of(opened), preset=None if "m" in chosen else START.name)
    except InputError as problem:
        choose(PAGE, **draft_of(START.matrices), preset=START.name, broken=str(problem))
choose_computation(PAGE, chosen)
if "broken" in chosen:
    show_problem("This link cannot be opened", f"{chosen['broken']} Below is a ready-made example instead.")
parsed = parse_draft(chosen)
enter_matrices(PAGE, chosen, parsed)

if parsed.matrices is None:
    st.caption("The pictures come back as soon as the matrices above can be read together.")
else:
    link = matrices_to_link(parsed.matrices)
    if "broken" not in chosen:
        choose(PAGE, m=link)
    with st.spinner("Computing …", show_time=False):
        reading, steps, atlas = cache.matrices_reading(link)
    head = head_view.chosen_head(PAGE, chosen, reading)
    query = head_view.chosen_query(chosen, reading)
    head_view.show_verdict(PAGE, reading)
    if steps.blind_queries:
        names = ", ".join(steps.matrices.query_tokens[row] for row in steps.blind_queries)
        show_problem(
            "A query sees no key", f"the mask hides every key from {names}: no weights, no entropy, no output."
        )
    left, right = st.columns([1, 2], gap="medium")
    with left:
        head_view.show_atlas(PAGE, atlas, head, theme)
    with right:
        head_view.show_heatmap(PAGE, reading, head, query, theme)
    show_steps(steps, head[1], theme)
    head_view.show_card(reading, head, "input")
    head_view.show_query(PAGE, reading, head, query, theme)

mirror_choices(PAGE, IN_THE_LINK)
