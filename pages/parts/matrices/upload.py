"""Matrices from a file on the Matrices page."""

from collections.abc import Mapping

import streamlit as st

from engine.errors import InputError
from engine.matrices.checks import MaskQuestion
from engine.matrices.files import read_csv_matrix, read_matrices
from engine.matrices.input import MAX_COLUMNS
from engine.matrices.typed import format_matrix
from pages.parts.matrices.draft import KINDS, SYMBOLS, draft_of, most_rows
from pages.shared.choices import Choices, count_up, widget_value
from pages.shared.messages import show_problem

_ONES = {"visible": "may look at the key", "hidden": "may not"}


def open_file(choices: Choices) -> None:
    """A place for a file, and what came of it; a mask of zeros and ones is asked about."""
    kind = choices.get("kind", "qkv")
    target = st.selectbox(
        "A .csv file holds", list(KINDS[kind]), format_func=SYMBOLS.__getitem__, key=choices.key("csv target")
    )
    number = count_up("files opened", 0)
    file = st.file_uploader(
        "A .csv of one matrix, or a .npz or .json of all",
        type=["csv", "npz", "json", "npy", "pt", "pth"],
        key=choices.key(f"file {number}"),
        max_upload_size=2,
    )
    if file is None:
        return
    ones = widget_value(choices.key(f"ones {number}"))
    try:
        if file.name.lower().endswith(".csv"):
            array = read_csv_matrix(file.getvalue(), file.name, most_rows(target), MAX_COLUMNS)
            choices.choose(**{target: format_matrix(array), "preset": None, "broken": None})
        else:
            matrices = read_matrices(file.getvalue(), file.name, ones)
            matrices.check_page_limits()
            replace_draft(choices, draft_of(matrices))
    except MaskQuestion:
        st.segmented_control(
            "The mask of this file holds zeros and ones. A 1 means that the query",
            list(_ONES),
            format_func=_ONES.__getitem__,
            key=choices.key(f"ones {number}"),
        )
        return
    except InputError as problem:
        show_problem("This file cannot be used", str(problem))
        return
    count_up("files opened")
    st.rerun()


def replace_draft(choices: Choices, draft: Mapping[str, str]) -> None:
    """Puts a whole draft in the place of the one there is."""
    fields = {name: None for names in KINDS.values() for name in names}
    fields |= {"query_names": None, "key_names": None, "preset": None, "broken": None, "query": None}
    choices.choose(**(fields | {"layer": None, "head": None} | dict(draft)))
