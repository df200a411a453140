"""What visitors share: readings of texts, made in the background, bounded by the memory that they hold.

A visitor who waits for a long text asks for it every half second. When the input is changed, it is cancelled.
"""

import os
import time
from typing import Any

import streamlit as st

from engine.attention.overview import Overview
from engine.reading.examples import load_example
from engine.reading.job import Job, Wanted
from engine.reading.jobs import MEMORY, Readings, memory_limit
from engine.reading.text_reading import TextReading
from pages.parts.reading.head import show_skeleton
from pages.shared.loading import run_page_again, show_loading
from pages.shared.messages import escape_markdown
from pages.shared.visitors import is_here, this_visitor
from viz.components.head_atlas.pack import pack_atlas


@st.cache_resource(show_spinner=False)
def all_readings() -> Readings:
    """The readings of this server."""
    return Readings(memory_limit(os.environ.get(MEMORY)), is_here)


def ask_for(wanted: Wanted) -> Job:
    """The reading that this visitor now waits for, in the place of any other one."""
    return all_readings().ask(wanted, this_visitor())


def ask_for_none() -> None:
    """Notes that this visitor waits for no reading any more."""
    all_readings().withdraw(this_visitor())


@st.cache_resource(max_entries=64, show_spinner=False)
def example_reading(text: str, model: str) -> TextReading | None:
    """The kept reading of a ready-made example; None for any other text."""
    reading = load_example(text, model)
    return None if reading is None else TextReading({reading.kind: reading})


@st.cache_resource(max_entries=64, show_spinner=False)
def example_atlas(text: str, model: str) -> dict[str, Any]:
    """The pictures of all heads on a ready-made example."""
    reading = example_reading(text, model)
    assert reading is not None
    return pack_atlas(reading.reading())


def atlas_of(job: Job | None, wanted: Wanted, kind: str) -> dict[str, Any]:
    """The pictures of all heads of one kind of attention, packed for the browser; without a job, of an example."""
    if job is None:
        return example_atlas(wanted.text, wanted.model)
    return job.keep(("atlas", kind), lambda: pack_atlas(_reading_of(job).reading(kind)))


def overview_of(job: Job, kind: str, layer: int, head: int) -> Overview:
    """One long head in a small picture."""
    return job.keep(("overview", kind, layer, head), lambda: _reading_of(job).reading(kind).overview(layer, head))


def _reading_of(job: Job) -> TextReading:
    assert job.reading is not None
    return job.reading


def show_waiting(model: str, job: Job | None) -> None:
    """A progress bar until the model is loaded, and then until the text is read; then the page runs again.

    Drawing it is what keeps the work going.
    """
    if job is None:
        show_loading(model)
    else:
        _progress_bar(job, time.monotonic())
    show_skeleton()


@st.fragment(run_every=0.5)
def _progress_bar(job: Job, drawn: float) -> None:
    job.asked_by(this_visitor())
    if job.done or job.cancelled:
        run_page_again(drawn)
    st.progress(
        min(max(job.share, 0.0), 1.0), text=f"{escape_markdown(job.step)} … Change the text or the model to cancel."
    )
