"""Readings of matrices that visitors share, bounded in number."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from engine.matrix_links import matrices_from_link
from engine.reading import Reading
from pages.shared.readings import pack_atlas

if TYPE_CHECKING:
    from engine.matrices import MatrixSteps


@st.cache_resource(max_entries=48, show_spinner=False)
def matrices_reading(link: str) -> "tuple[Reading, MatrixSteps, dict[str, Any]]":
    """The measures, every step and the pictures of the matrices in a link."""
    from engine.matrices import capture_matrices, trace_matrices
    from engine.readers import read_capture

    matrices = matrices_from_link(link)
    reading = read_capture(capture_matrices(matrices))
    return reading, trace_matrices(matrices), pack_atlas(reading)
