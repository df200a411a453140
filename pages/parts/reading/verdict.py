"""What the page says first of a reading: the verdict, and which attention of the model it is about."""

import streamlit as st

from engine.plain import head_name
from engine.reading.reading import Reading
from engine.reading.text_reading import TextReading
from engine.text.tokens import doubled_sentence, unknown_sentence
from pages.shared.choices import Choices, seed_widget, widget_value
from pages.shared.messages import escape_markdown, show_problem
from viz.shown_text import plain_label
from viz.words.verdict import LABELS_AND_CHANCE, give_verdict


def show_verdict(choices: Choices, reading: Reading, text: str = "") -> None:
    """What the heads do, in words, and links to what is worth a look. text: what was typed, where it was a text."""
    verdict = give_verdict(reading)
    link = verdict.link
    links = [
        ("Most at other words", verdict.at_words, None),
        ("Largest weight between two words", None if link is None else link.head, None if link is None else link.query),
        ("Most even", verdict.most_even, None),
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(escape_markdown(verdict.text), width="content", help=LABELS_AND_CHANCE)
        for words, head, query in links:
            if head is not None:
                st.button(
                    f"{words}: {head_name(*head)}",
                    key=choices.key(words),
                    type="tertiary",
                    on_click=choices.choose,
                    kwargs={"layer": head[0], "head": head[1], "query": query},
                )
    notes = unknown_sentence(reading.key_tokens), doubled_sentence(reading.key_tokens, text)
    for words in (verdict.link_words, *notes):
        if words:
            st.caption(escape_markdown(words))


_KINDS = {
    "self": "Each token at the text",
    "cross": "Translation at source",
    "encoder": "Source at itself",
    "decoder": "Translation at itself",
}


def choose_kind(choices: Choices, found: TextReading) -> str:
    """Which attention of the model is shown; a chooser where it has several kinds, with what it wrote."""
    kinds = found.kinds
    kind = choices.get("kind", kinds[0])
    if kind not in kinds:
        show_problem(
            "There is no such attention",
            f"The link asks for {plain_label(kind, 30)}. There is: {', '.join(kinds)}. Shown instead: {kinds[0]}.",
        )
        kind = kinds[0]
    if len(kinds) == 1:
        return kind
    key = choices.key("kind")

    def pick_kind() -> None:
        choices.choose(kind=widget_value(key) or kinds[0], layer=None, head=None, query=None, window=None)

    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.segmented_control(
            "Attention",
            kinds,
            default=kind,
            key=seed_widget(key, kind),
            format_func=lambda name: _KINDS[name],
            on_change=pick_kind,
            label_visibility="collapsed",
            required=True,
        )
        st.text("Translation:", width="content")
        st.code(found.written or "(nothing)", language=None, width="content")
        if not found.ended:
            st.caption("It did not end by itself: this is its beginning.", width="content")
    if kind == "cross":
        st.caption(
            "A query is named by the token that the decoder reads and, after the arrow, the one that it writes next: "
            "its row shows where in the source it looks to choose that one."
        )
    return kind
