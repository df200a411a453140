"""A model that is none of the catalogue's: loaded only once somebody has said so, never because a link asks for it.

Any page of the web can send a visitor's browser to an address of this app. Without this question such a link would make
the server read a folder of its machine or fetch from the hub.
"""

import os

import streamlit as st

from engine.models.catalogue import CATALOGUE, MINILM, find_model, kind_of_name
from pages.shared.choices import Choices
from pages.shared.messages import escape_markdown
from viz.shown_text import plain_label

ONLY_CATALOGUE = "HEADLIGHT_ONLY_CATALOGUE"
"""The environment variable that, set to 1, keeps visitors to the catalogue: no folder of the server's, no hub."""

_MOST_NAMES = 1_000
_LONGEST_SHOWN = 300


def only_catalogue() -> bool:
    """Whether this server offers the models of the catalogue only."""
    return os.environ.get(ONLY_CATALOGUE, "").strip() not in ("", "0")


def must_ask(model: str) -> bool:
    """Whether nobody has typed this model or agreed to it since the server was started, though it could be loaded."""
    return not (model in CATALOGUE or only_catalogue() or model in _agreed())


def check_model(model: str) -> None:
    """InputError for a name that no model here can have. Looks at the disk only for a model that was agreed to."""
    if only_catalogue():
        find_model(model)
    if not must_ask(model):
        kind_of_name(model)


def agree(model: str) -> None:
    """Notes that a visitor wants this model, by a click or by typing it."""
    agreed = _agreed()
    while len(agreed) >= _MOST_NAMES:
        agreed.pop(next(iter(agreed)))
    agreed[model] = True


def ask_before_loading(choices: Choices, model: str) -> None:
    """Shows what the link asks for, and the two ways on; nothing of it has been looked up."""
    st.info(
        f"**{escape_markdown(plain_label(model, _LONGEST_SHOWN))}**\n\n"
        "A folder of the machine that runs Headlight, or a model of the Hugging Face hub. "
        "It is loaded only if you say so: a link by itself opens nothing.",
        title="This link asks for a model of its own",
        icon=":material/link:",
    )
    with st.container(horizontal=True):
        st.button("Load it", type="primary", on_click=agree, args=(model,), key=choices.key("load own model"))
        st.button(
            f"Read the text with {MINILM.name}",
            on_click=choices.choose,
            kwargs={"model": None, "kind": None, "layer": None, "head": None},
            key=choices.key("catalogue instead"),
        )


@st.cache_resource(show_spinner=False)
def _agreed() -> dict[str, bool]:
    """The names that were agreed to on this server, oldest first."""
    return {}
