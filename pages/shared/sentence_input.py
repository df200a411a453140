"""The one line of input of the Sentence page: the text, the examples, the model."""

import streamlit as st

from engine.catalogue import CATALOGUE
from engine.examples import EXAMPLES, find_example
from engine.text import TextTooLong
from pages.shared.messages import show_problem
from pages.shared.selection import choose, seed_widget, widget_value


def choose_input(page: str, text: str, model: str) -> None:
    """Draws the three choosers; a change is kept as the choices text and model."""
    columns = st.columns([6, 3, 2], vertical_alignment="bottom")
    with columns[0]:
        st.text_input("Text", key=seed_widget("text box", text), on_change=_text_typed, args=(page,))
    with columns[1]:
        names = [example.text for example in EXAMPLES]
        st.selectbox(
            "Examples",
            names,
            key=seed_widget("example picked", text if text in names else None),
            index=None,
            placeholder="Pick a sentence",
            on_change=_example_picked,
            args=(page,),
        )
    with columns[2]:
        st.selectbox(
            "Model",
            list(CATALOGUE),
            key=seed_widget("model picked", model if model in CATALOGUE else None),
            index=None,
            placeholder="Pick a model",
            on_change=_model_picked,
            args=(page,),
            help="; ".join(f"{card.name}: {card.what}" for card in CATALOGUE.values()),
        )


def show_hint(text: str) -> None:
    """What to look for in a ready-made example; nothing for any other text."""
    example = find_example(text)
    if example is not None:
        st.caption(f"**Try this.** {example.look_for}")


def offer_part(page: str, problem: TextTooLong) -> None:
    """A button that takes the beginning that fits; nothing is cut unless it is pressed."""
    st.button(
        f"Read the first {len(problem.part):,} characters only",
        on_click=choose,
        args=(page,),
        kwargs={"text": problem.part, "query": None},
        key=f"{page} part",
    )


def refuse_text(page: str, problem: Exception) -> None:
    """Says why the text cannot be read; it stays in its box."""
    show_problem("This text cannot be read", str(problem))
    if isinstance(problem, TextTooLong):
        offer_part(page, problem)


def _text_typed(page: str) -> None:
    choose(page, text=widget_value("text box"), query=None)


def _example_picked(page: str) -> None:
    picked = widget_value("example picked")
    if picked is not None:
        choose(page, text=picked, layer=None, head=None, query=None)


def _model_picked(page: str) -> None:
    picked = widget_value("model picked")
    if picked is not None:
        choose(page, model=picked, layer=None, head=None, query=None)
