"""The atlas of all heads, and one head: its weights, its numbers."""

from typing import Any

import streamlit as st

from engine.plain import HeadName, head_name
from engine.reading.reading import Reading
from pages.shared.choices import Choices, widget_value
from pages.shared.elements.atlas import head_atlas
from pages.shared.lesson_links import link_to_lesson
from viz.figures.axes import GENERATED_SENTENCE
from viz.figures.heatmap import clicked_query
from viz.figures.reading_figure import head_figure
from viz.shown_text import plain_label
from viz.theme import CHART_CONFIG, Theme
from viz.words import label_words, meanings

_NUMBER, _WIDE_NUMBER = 150, 195
_LONGEST_NAME = 21
"""A longer one would be cut off in the width of a number."""


def show_atlas(choices: Choices, atlas: dict[str, Any], head: HeadName, theme: Theme) -> None:
    """All heads as small pictures; a click or the arrow keys choose one."""
    head_atlas(
        atlas,
        head,
        key=choices.key("atlas"),
        on_pick=lambda layer, head: choices.choose(layer=layer, head=head),
        theme=theme.name,
    )


def show_heatmap(choices: Choices, reading: Reading, head: HeadName, query: int | None, theme: Theme) -> None:
    """The selected head's weights, with every row's normalised entropy; a click chooses the query."""
    key = choices.key("heatmap")

    def pick_query() -> None:
        picked = clicked_query((widget_value(key) or {}).get("selection", {}).get("points"))
        if picked is not None:
            choices.choose(layer=head[0], head=head[1], query=picked)

    # Over the figure and not in it: on a phone Plotly would write it across the axis.
    st.markdown(f"**{label_words.head_title(reading, *head)}**")
    figure = head_figure(reading, *head, query=query, title="", theme=theme)
    st.plotly_chart(
        figure,
        key=key,
        on_select=pick_query,
        selection_mode="points",
        config=CHART_CONFIG,
        alt=f"Weights of {head_name(*head)}: queries down, keys across",
    )
    stronger = "brighter" if theme.name == "dark" else "darker"
    st.caption(
        f"Each row is a query: the {stronger} a cell, the more of its weight lies on that key. Right: its normalised "
        "entropy, 0 focused to 1 uniform; the grey band holds 95% of random rows. Click a row to look closer."
        + (f" {GENERATED_SENTENCE}" if reading.generated_from is not None else "")
    )


def show_card(reading: Reading, head: HeadName, noun: str) -> None:
    """The selected head's label, why it has it on this text (or other noun), how sure that is, and its numbers."""
    label = reading.heads.labels[head[0]][head[1]]
    shared = meanings.shared_key_head(reading, head[1])
    st.subheader(f"{head_name(*head)} on this {noun}: {label_words.label_title(label)}", anchor=False)
    st.text(label.reason)
    st.text(label_words.label_caution(label))
    show_numbers(meanings.head_numbers(reading, *head))
    if shared:
        st.text(shared)
    place = meanings.largest_weight_place(reading, *head)
    if place is not None:
        query, key = (plain_label(token, 24) for token in place)
        st.text(f"Its largest weight goes from “{query}” to “{key}”. Point at a number's name for its meaning.")
    link_to_lesson(label)


def show_numbers(numbers: list[meanings.ShownNumber], last: meanings.ShownNumber | None = None) -> None:
    """The numbers of a head or of a row under their headings; a longer one last."""
    for group in meanings.GROUPS:
        st.caption(f"**{group}**")
        with st.container(horizontal=True, gap="medium"):
            for number in numbers:
                if number.group == group:
                    width = _NUMBER if len(number.name) <= _LONGEST_NAME else _WIDE_NUMBER
                    st.metric(number.name, number.shown, help=number.meaning, width=width)
            if last is not None and last.group == group:
                st.metric(last.name, last.shown, help=last.meaning, width="content")


def show_skeleton() -> None:
    """Frames where the pictures will be, so that nothing jumps when they come."""
    left, right = st.columns([1, 2], gap="medium")
    for column, what in ((left, "All heads appear"), (right, "The selected head appears")):
        with column.container(height=420, border=True):
            st.caption(f"{what} here as soon as the model has read the text.")
