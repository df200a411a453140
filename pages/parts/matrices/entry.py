"""The input of the Matrices page: presets, text areas, single cells, files, and how attention is to be computed."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from engine.matrices.pasted import plain
from engine.matrices.presets import PRESETS, preset
from engine.matrices.typed import format_matrix
from pages.parts.matrices.draft import (
    KINDS,
    SYMBOLS,
    TITLES,
    Parsed,
    draft_of,
    mask_shape,
    read_cells,
    understood,
    write_cells,
    written_names,
)
from pages.parts.matrices.upload import open_file, replace_draft
from pages.shared.choices import Choices, seed_widget, widget_value
from pages.shared.drafts import show_offer
from pages.shared.messages import escape_markdown, show_problem
from viz.shown_text import plain_label

_KIND_NAMES = {"qkv": "Q, K and V", "x": "X and projections"}
_SCALE_NAMES = {"on": "÷ √width", "off": "none", "own": "÷ my number"}
_NAMED_BY = {"queries": "query_names", "x": "query_names", "keys": "key_names", "values": "key_names"}
"""Whose names stand before the rows of a matrix."""

_MASK_NAMES = {"none": "none", "causal": "causal", "drawn": "drawn"}


def choose_computation(choices: Choices) -> None:
    """One row: the preset, what is entered, heads, scale and mask."""
    show_offer(choices)
    columns = st.columns([3, 3, 1, 3, 3], vertical_alignment="bottom")
    with columns[0]:
        titles = {one.name: one.title for one in PRESETS}
        st.selectbox(
            "Presets",
            list(titles),
            format_func=lambda name: titles.get(name, name),
            key=seed_widget(choices.key("preset picked"), choices.get("preset") or None),
            index=None,
            placeholder="Your own matrices",
            on_change=_preset_picked,
            args=(choices,),
        )
    with columns[1]:
        _choice(choices, "kind", "Enter", _KIND_NAMES)
    with columns[2]:
        st.text_input(
            "Heads",
            choices.get("heads", "1"),
            key=seed_widget(choices.key("heads"), choices.get("heads", "1")),
            on_change=_changed,
            args=(choices, "heads"),
            help="Splits the columns of Q, K and V evenly, in blocks of neighbours.",
        )
    with columns[3]:
        _choice(choices, "scale", "Scale scores", _SCALE_NAMES)
        if choices.get("scale") == "own":
            st.text_input(
                "Divide by",
                choices.get("divisor"),
                key=seed_widget(choices.key("divisor"), choices.get("divisor")),
                on_change=_changed,
                args=(choices, "divisor"),
            )
    with columns[4]:
        _choice(choices, "mask", "Mask", _MASK_NAMES)
    one = preset(choices.get("preset"))
    with st.container():  # It holds the place: what moves below is drawn anew, without what is being typed.
        if one is not None:
            st.caption(one.sentence)


def enter_matrices(choices: Choices, parsed: Parsed) -> None:
    """The text areas, each with what was understood or what is wrong; beside them cells, names, mask and files."""
    names = KINDS[choices.get("kind", "qkv")]
    for column, name in zip(st.columns(len(names)), names, strict=True):
        with column:
            st.text_area(
                TITLES[name],
                choices.get(name),
                key=seed_widget(choices.key(name), choices.get(name)),
                height=120,
                on_change=_changed,
                args=(choices, name),
            )
            if name in parsed.problems:
                show_problem(f"{SYMBOLS[name]} cannot be read", parsed.problems[name])
            elif name in parsed.arrays:
                st.caption(understood(parsed.arrays[name]))
                _offer_names(choices, name)
            else:
                st.caption("None: the heads are joined and not projected")
    if parsed.problem:
        show_problem("These do not go together", parsed.problem)
    with st.container(horizontal=True):
        with st.popover("Change single cells", icon=":material/edit:"):
            _edit_cells(choices, parsed)
        if choices.get("mask") == "drawn":
            with st.popover("Draw the mask", icon=":material/grid_on:"):
                _draw_mask(choices, parsed)
        with st.popover("Name the tokens", icon=":material/label:"):
            _name_tokens(choices)
        with st.popover("Open a file", icon=":material/upload_file:"):
            open_file(choices)


def _offer_names(choices: Choices, name: str) -> None:
    """What stands before the rows of a paste, as the names of the tokens, if somebody wants them."""
    names = plain(choices.get(name)).names
    side = _NAMED_BY.get(name)
    if names and side is not None and choices.get(side) != (written := written_names(names)):
        st.button(
            f"Name them {escape_markdown(plain_label(', '.join(names), 40))}",
            key=choices.key(f"names of {name}"),
            type="tertiary",
            icon=":material/label:",
            on_click=choices.choose,
            kwargs={side: written, "preset": None, "broken": None},
        )


def _choice(choices: Choices, name: str, label: str, titles: Mapping[str, str]) -> None:
    chosen = choices.get(name, next(iter(titles)))
    st.segmented_control(
        label,
        list(titles),
        format_func=titles.__getitem__,
        default=chosen,
        key=seed_widget(choices.key(name), chosen),
        on_change=_changed,
        args=(choices, name),
    )


def _changed(choices: Choices, name: str) -> None:
    value = widget_value(choices.key(name))
    # A second click on a segment clears it: that is no choice, and the old one stays.
    if value is not None:
        choices.choose(**{name: value, "preset": None, "broken": None})


def _preset_picked(choices: Choices) -> None:
    one = preset(widget_value(choices.key("preset picked")) or "")
    if one is not None:
        replace_draft(choices, draft_of(one.matrices) | {"preset": one.name})


def _edit_cells(choices: Choices, parsed: Parsed) -> None:
    if not parsed.arrays:
        st.caption("A matrix that can be read can be changed here cell by cell.")
        return
    name = st.segmented_control(
        "Matrix",
        list(parsed.arrays),
        format_func=SYMBOLS.__getitem__,
        default=next(iter(parsed.arrays)),
        key=choices.key("edited"),
    )
    if name not in parsed.arrays:
        return
    array = parsed.arrays[name]
    text = format_matrix(array)
    table = pd.DataFrame(array, columns=[str(column + 1) for column in range(array.shape[1])])
    # The key holds the numbers, so that an edit, once taken over, starts a fresh grid.
    edited = st.data_editor(table, key=choices.key(f"cells of {name} {text}"), hide_index=True)
    cells = edited.to_numpy(dtype=np.float64)
    if cells.shape == array.shape and np.isfinite(cells).all() and not np.array_equal(cells, array):
        choices.choose(**{name: format_matrix(cells), "preset": None, "broken": None})
        st.rerun()
    if not np.isfinite(cells).all():
        show_problem("A cell is empty", "every cell needs a number; the matrix is unchanged until it has one.")
    st.caption("The text above is the record: each change is written there. The grid reads 1,5 as 15, so use a point.")


def _draw_mask(choices: Choices, parsed: Parsed) -> None:
    n_queries, n_keys = mask_shape(parsed.arrays)
    if not n_queries or not n_keys:
        st.caption("Enter the matrices first: the mask has a row for each query and a column for each key.")
        return
    cells = read_cells(choices.get("cells"), n_queries, n_keys)
    table = pd.DataFrame(
        cells,
        index=[f"query {row + 1}" for row in range(n_queries)],
        columns=[f"key {key + 1}" for key in range(n_keys)],
    )
    edited = st.data_editor(table, key=choices.key(f"mask {write_cells(cells)}"))
    drawn = edited.to_numpy(dtype=bool)
    if not np.array_equal(drawn, cells):
        choices.choose(cells=write_cells(drawn), preset=None, broken=None)
        st.rerun()
    st.caption("A tick means that the query may look at the key. A row without a tick sees nothing and has no weights.")


def _name_tokens(choices: Choices) -> None:
    for side, label in (("query_names", "Names of the queries"), ("key_names", "Names of the keys")):
        st.text_input(
            label,
            choices.get(side),
            key=seed_widget(choices.key(side), choices.get(side)),
            placeholder="the, cat, sat",
            on_change=_changed,
            args=(choices, side),
        )
    st.caption("Commas between names. Without names for the keys, equally many keys take the names of the queries.")
