"""Readings of matrices that visitors share, bounded in number."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from engine.importing import importing
from engine.matrices.input import MatrixInput
from engine.reading.reading import Reading
from viz.components.head_atlas.pack import pack_atlas

if TYPE_CHECKING:
    from engine.matrices.steps import MatrixSteps


@st.cache_resource(max_entries=48, show_spinner=False)
def matrices_reading(link: str, _matrices: MatrixInput) -> "tuple[Reading, MatrixSteps, dict[str, Any]]":
    """The measures, every step and the pictures of matrices.

    They are kept under the link of the matrices: it holds all of them, so that equal links are equal matrices.
    """
    with importing():
        from engine.matrices.steps import trace_matrices
        from engine.reading.captures import read_capture

    steps = trace_matrices(_matrices)
    reading = read_capture(steps.capture)
    return reading, steps, pack_atlas(reading)
