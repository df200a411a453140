"""What visitors share: readings of the same text or matrices, bounded in number."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from engine.examples import load_example
from engine.matrix_links import matrices_from_link
from engine.reading import Reading
from viz.atlas import atlas_data, thumbnails

if TYPE_CHECKING:
    from engine.matrices import MatrixSteps


@st.cache_resource(max_entries=64, show_spinner=False)
def example_reading(text: str, model: str) -> Reading | None:
    """The kept reading of a ready-made example; None for any other text."""
    return load_example(text, model)


@st.cache_resource(max_entries=48, show_spinner=False)
def sentence_reading(text: str, model: str) -> Reading:
    """Every head on this text. The model must be loaded; InputError where it cannot read the text."""
    from engine.readers import read  # Imports PyTorch, which the first picture does not wait for.

    return read(text, model)


@st.cache_resource(max_entries=48, show_spinner=False)
def sentence_atlas(text: str, model: str, kept: bool) -> dict[str, Any]:
    """The pictures of all heads on this text, packed for the browser."""
    reading = example_reading(text, model) if kept else sentence_reading(text, model)
    assert reading is not None
    return pack_atlas(reading)


def pack_atlas(reading: Reading) -> dict[str, Any]:
    """The pictures of all heads of a reading."""
    pictures = thumbnails(reading.layer_weights(layer) for layer in range(reading.n_layers))
    names = [[label.name for label in of_layer] for of_layer in reading.heads.labels]
    return atlas_data(pictures, reading.heads.relative_entropy, names)


@st.cache_resource(max_entries=48, show_spinner=False)
def matrices_reading(link: str) -> "tuple[Reading, MatrixSteps, dict[str, Any]]":
    """The measures, every step and the pictures of the matrices in a link."""
    from engine.matrices import capture_matrices, trace_matrices
    from engine.readers import read_capture

    matrices = matrices_from_link(link)
    reading = read_capture(capture_matrices(matrices))
    return reading, trace_matrices(matrices), pack_atlas(reading)
