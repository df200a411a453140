"""The model, loaded in the background while the page already shows something."""

import gc
import threading
import time
from dataclasses import dataclass, field
from importlib import import_module

import streamlit as st

from engine.errors import InputError
from engine.failures import failures_told
from engine.importing import importing
from engine.models.catalogue import CATALOGUE, ModelCard
from pages.shared.messages import escape_markdown

_STEPS = (
    ("Starting PyTorch", "torch"),
    ("Starting Transformers", "transformers"),
    ("Preparing the model's code", "engine.reading.readers"),
)


_SHOWN_AFTER_S = 0.3
"""By then the browser has drawn what a run sent."""


@dataclass
class Loading:
    """How far one model is. share: 0 to 1. problem: why it could not be loaded."""

    step: str = "Waiting to load the model"
    share: float = 0.0
    problem: InputError | None = None
    card: ModelCard | None = None
    """What is known of the model once it is loaded."""
    ready: threading.Event = field(default_factory=threading.Event)
    started: threading.Lock = field(default_factory=threading.Lock)

    @property
    def error(self) -> str:
        """Why it could not be loaded, for the person; "" otherwise."""
        return str(self.problem or "")

    @property
    def done(self) -> bool:
        return self.ready.is_set()

    def check(self) -> None:
        """Raises what it failed with."""
        if self.problem is not None:
            raise self.problem


@st.cache_resource(max_entries=8, show_spinner=False)
def model_loading(model: str) -> Loading:
    """The state of loading a model, shared by all visitors."""
    return Loading()


@st.cache_resource(show_spinner=False)
def warm_up() -> threading.Thread:
    """Imports PyTorch in the background, once: the first figure or snippet that needs it does not wait as long."""
    thread = threading.Thread(target=_import_torch, name="importing torch", daemon=True)
    thread.start()
    return thread


def _import_torch() -> None:
    # One thread a visitor: with more, a class of visitors wait for each other's threads.
    with importing():
        import_module("torch").set_num_threads(1)


def load_again(model: str) -> None:
    """Forgets that a model could not be loaded, so that the next run of a page tries again."""
    model_loading.clear(model)


def start_loading(model: str, delay: float = 0.0) -> Loading:
    """Begins to load a model in a thread of its own, unless somebody has; delay in seconds lets a page draw first."""
    loading = model_loading(model)
    if loading.started.acquire(blocking=False):
        threading.Thread(target=_load, args=(model, loading, delay), name=f"loading {model}", daemon=True).start()
    return loading


def _load(model: str, loading: Loading, delay: float) -> None:
    time.sleep(delay)
    try:
        # Whatever happens ends the wait: a thread that dies without a word would leave every visitor's bar for ever.
        with failures_told(model, "load", "Try again, or choose another model."):
            loading.card = _load_in_steps(model, loading)
    except InputError as error:
        loading.problem = error
    if model in CATALOGUE:
        # What is loaded now stays for good: left out of every later collection, it does not hold up a visitor's run.
        gc.collect()
        gc.freeze()
    loading.share = 1.0
    loading.ready.set()


def _load_in_steps(model: str, loading: Loading) -> ModelCard:
    """The card of the model, once it is loaded; keeps in `loading` how far it is."""
    for number, (step, module) in enumerate(_STEPS):
        loading.step, loading.share = step, number / (len(_STEPS) + 1)
        with importing():
            import_module(module)
    start = len(_STEPS) / (len(_STEPS) + 1)
    loading.step, loading.share = "Loading the model's weights", start
    _import_torch()

    def report(share: float, step: str) -> None:
        loading.step, loading.share = step, start + share * (1 - start)

    card: ModelCard = import_module("engine.models.loading").load_model(model, report).card
    return card


def run_page_again(drawn: float) -> None:
    """Runs the whole page again from a fragment that waits, but not at once after it was drawn (time.monotonic).

    Two runs whose messages reach the browser together are one to it: what the first set its widgets to would be lost.
    """
    if time.monotonic() - drawn > _SHOWN_AFTER_S:
        st.rerun(scope="app")


def show_loading(model: str) -> None:
    """A progress bar until the model is ready; then the page runs again."""
    _loading_bar(model, time.monotonic())


@st.fragment(run_every=0.4)
def _loading_bar(model: str, drawn: float) -> None:
    loading = model_loading(model)
    if loading.done:
        run_page_again(drawn)
    st.progress(loading.share, text=escape_markdown(f"{loading.step} …"))
