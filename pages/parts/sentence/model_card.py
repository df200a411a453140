"""What is known of the model that reads."""

import streamlit as st

from engine.models.catalogue import CATALOGUE, ModelCard
from pages.shared.loading import model_loading
from pages.shared.messages import escape_markdown


def show_model_card(model: str) -> None:
    """One line about the model, and the rest of its card a click away."""
    card = CATALOGUE.get(model) or model_loading(model).card
    if card is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(escape_markdown(f"{card.title}: {card.what}. {_shape(card)}."), width="content")
        with st.popover("Model card", type="tertiary"):
            st.table(
                {escape_markdown(name): escape_markdown(value) for name, value in facts_of(card).items()},
                border="horizontal",
            )
    for note in card.notes:
        st.caption(escape_markdown(note))


def facts_of(card: ModelCard) -> dict[str, str]:
    """The rows of a model's card."""
    facts = {
        "Name": card.name,
        "Full name": card.title,
        "Architecture": card.architecture,
        "Layers": f"{card.layers:,}",
        "Heads in a layer": f"{card.heads:,}",
        "Key heads in a layer": f"{card.key_heads:,}",
        "Positions": "no limit of its own" if card.positions is None else f"{card.positions:,} tokens",
        "Parameters": f"{card.parameters:,}",
        "Size in memory": f"{card.megabytes:,} MB",
        "Licence": card.licence,
        "Source": card.source,
    }
    if card.encoder_decoder:
        facts["Layers"] = f"{card.layers:,} in the encoder, {card.decoder_layers:,} in the decoder"
    if card.sha256:
        facts["sha256"] = card.sha256
    return facts


def _shape(card: ModelCard) -> str:
    layers = f"{card.layers + card.decoder_layers} layers of {card.heads} heads"
    shared = f" over {card.key_heads} key heads" if card.key_heads != card.heads else ""
    positions = "" if card.positions is None else f", up to {card.positions:,} tokens"
    return f"{layers}{shared}{positions}"
