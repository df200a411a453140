"""What every page shows of a reading: the verdict, the atlas of heads, one head, one query."""

from typing import Any

import numpy as np
import streamlit as st

from engine.reading import Reading
from engine.rows import row_flag
from engine.text_reading import TextReading
from pages.shared import meanings
from pages.shared.head_atlas import head_atlas
from pages.shared.label_lessons import link_to_lesson
from pages.shared.messages import escape_markdown, show_problem
from pages.shared.selection import choose, seed_widget, whole_number, widget_value
from pages.shared.verdict import HeadName, give_verdict, head_name
from viz.axes import GENERATED_SENTENCE
from viz.heatmap import clicked_query
from viz.labels import plain_label
from viz.query_bars import query_figure
from viz.reading_figure import head_figure
from viz.theme import CHART_CONFIG, Theme

MOST_BARS = 128
"""Up to so many keys all have a bar; of more, the ones with the largest weights."""


def show_verdict(page: str, reading: Reading) -> None:
    """How spread out the heads are, in words, and links to the two that stand out."""
    verdict = give_verdict(reading)
    links = [
        ("Most focused on content", verdict.most_focused_on_content),
        ("Most uniform", verdict.most_uniform),
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(escape_markdown(verdict.text), width="content")
        for words, head in links:
            if head is not None:
                st.button(
                    f"{words}: {head_name(*head)}",
                    key=f"{page} {words}",
                    type="tertiary",
                    on_click=choose,
                    args=(page,),
                    kwargs={"layer": head[0], "head": head[1]},
                )
        if reading.n_layers * reading.n_heads > 1 and verdict.most_focused_on_content is None:
            st.caption("No head is focused on content here.", width="content")


_KINDS = {
    "self": "Each token at the text",
    "cross": "Translation at source",
    "encoder": "Source at itself",
    "decoder": "Translation at itself",
}


def choose_kind(page: str, chosen: dict[str, str], found: TextReading) -> str:
    """Which attention of the model is shown; a chooser where it has several kinds, with what it wrote."""
    kinds = found.kinds
    kind = chosen.get("kind", kinds[0])
    if kind not in kinds:
        show_problem(
            "There is no such attention",
            f"The link asks for {plain_label(kind, 30)}. There is: {', '.join(kinds)}. Shown instead: {kinds[0]}.",
        )
        kind = kinds[0]
    if len(kinds) == 1:
        return kind
    key = f"{page} kind"

    def pick_kind() -> None:
        choose(page, kind=widget_value(key) or kinds[0], layer=None, head=None, query=None, window=None)

    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.segmented_control(
            "Attention",
            kinds,
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


def chosen_head(page: str, chosen: dict[str, str], reading: Reading) -> HeadName:
    """The head that was chosen; where it does not exist that is said, and the head worth a first look is shown."""
    verdict = give_verdict(reading)
    default = verdict.most_focused_on_content or verdict.most_uniform or (0, 0)
    if "layer" not in chosen and "head" not in chosen:
        return default
    layer, head = whole_number(chosen, "layer"), whole_number(chosen, "head")
    if layer is not None and head is not None and layer < reading.n_layers and head < reading.n_heads:
        return layer, head
    asked = f"layer {chosen.get('layer', '(none)')}, head {chosen.get('head', '(none)')}"
    show_problem(
        "There is no such head",
        f"The link asks for {plain_label(asked, 60)}. Here are layers 0 to {reading.n_layers - 1} and heads 0 to "
        f"{reading.n_heads - 1}. Shown instead: {head_name(*default)}.",
    )
    return default


def chosen_query(chosen: dict[str, str], reading: Reading) -> int | None:
    """The query that was chosen, counted from 0; where it does not exist that is said."""
    if "query" not in chosen:
        return None
    query = whole_number(chosen, "query")
    if query is not None and query < len(reading.query_tokens):
        return query
    show_problem(
        "There is no such query",
        f"The link asks for query {plain_label(chosen['query'], 30)}. Here are queries 0 to "
        f"{len(reading.query_tokens) - 1}.",
    )
    return None


def show_atlas(page: str, atlas: dict[str, Any], head: HeadName, theme: Theme) -> None:
    """All heads as small pictures; a click or the arrow keys choose one."""
    head_atlas(
        atlas,
        head,
        key=f"{page} atlas",
        on_pick=lambda layer, head: choose(page, layer=layer, head=head),
        theme=theme.name,
    )


def show_heatmap(page: str, reading: Reading, head: HeadName, query: int | None, theme: Theme) -> None:
    """The selected head's weights, with every row's relative entropy; a click chooses the query."""
    key = f"{page} heatmap"

    def pick_query() -> None:
        picked = clicked_query((widget_value(key) or {}).get("selection", {}).get("points"))
        if picked is not None:
            choose(page, layer=head[0], head=head[1], query=picked)

    # Over the figure and not in it: on a phone Plotly would write it across the axis.
    st.markdown(f"**{meanings.head_title(reading, *head)}**")
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
        f"Each row is a query: the {stronger} a cell, the more of its weight lies on that key. Right: its relative "
        "entropy, 0 focused to 1 uniform; the grey band holds 95% of random rows. Click a row to look closer."
        + (f" {GENERATED_SENTENCE}" if reading.generated_from is not None else "")
    )


def show_card(reading: Reading, head: HeadName, noun: str) -> None:
    """The selected head's label, why it has it on this text (or other noun), how sure that is, and its numbers."""
    label = reading.heads.labels[head[0]][head[1]]
    shared = meanings.shared_key_head(reading, head[1])
    st.subheader(f"{head_name(*head)} on this {noun}: {meanings.label_title(label)}", anchor=False)
    st.text(f"{label.reason} {meanings.label_agreement(label)}")
    st.text(meanings.label_caution(label))
    with st.container(horizontal=True, gap="medium"):
        for number in meanings.head_numbers(reading, *head):
            st.metric(number.name, number.shown, help=number.meaning, width=150)
    if shared:
        st.text(shared)
    place = meanings.largest_weight_place(reading, *head)
    if place is not None:
        query, key = (plain_label(token, 24) for token in place)
        st.text(f"Its largest weight goes from “{query}” to “{key}”. Point at a number's name for its meaning.")
    link_to_lesson(label)


def show_query(page: str, reading: Reading, head: HeadName, query: int | None, theme: Theme) -> None:
    """One query of the selected head: over how many keys it spreads, and its weights as bars."""
    st.subheader("One query", anchor=False)
    _choose_query(page, reading, head, query)
    if query is None:
        st.caption("Pick a token to see its weights as bars, with its own entropy.")
        return
    layer = head[0]
    row = (*head, query)
    visible = int(reading.rows.visible_keys[layer, query])
    entropy, effective = float(reading.rows.entropy_bits[row]), 2.0 ** float(reading.rows.entropy_bits[row])
    flag = row_flag(reading.rows, reading.query_tokens, reading.key_tokens, row)
    st.text(meanings.spread_sentence(effective, visible))
    with st.container(horizontal=True, gap="medium"):
        for number in meanings.row_numbers(reading, head, query):
            st.metric(number.name, number.shown, help=number.meaning, width=150)
        st.metric("Flag", flag, help=meanings.FLAG_MEANING, width="content")
    if np.isnan(entropy):
        return
    n_keys = len(reading.key_tokens)
    weights = reading.window(*head, range(query, query + 1), range(n_keys))[0]
    keys = np.arange(n_keys)
    if n_keys > MOST_BARS:
        keys = np.sort(np.argsort(np.nan_to_num(weights, nan=-1.0))[-MOST_BARS:])
        st.caption(
            f"The {MOST_BARS} keys with the largest weights, in the order of the text: "
            f"{float(np.nansum(weights[keys])):.1%} of the row's weight. Numbers count tokens from 1."
        )
    names = [
        reading.key_tokens[key] if n_keys <= MOST_BARS else f"{key + 1:,} {reading.key_tokens[key]}" for key in keys
    ]
    figure = query_figure(
        weights[keys],
        names,
        reading.query_tokens[query],
        visible_keys=visible,
        generated_from=None if reading.generated_from is None else int((keys < reading.generated_from).sum()),
        theme=theme,
    )
    st.plotly_chart(
        figure, key=f"{page} bars", config=CHART_CONFIG, alt=f"Weights of query {query + 1} of {head_name(*head)}"
    )


def _choose_query(page: str, reading: Reading, head: HeadName, query: int | None) -> None:
    key = f"{page} query"
    n_queries = len(reading.query_tokens)
    if reading.is_long:
        # A list of thousands of tokens would be sent to the browser at every change.
        st.number_input(
            f"Query: the token that looks, 1 to {n_queries:,}",
            1,
            n_queries,
            None,  # An emptied box chooses no query.
            key=seed_widget(f"{key} number", None if query is None else query + 1),
            on_change=lambda: choose(
                page, layer=head[0], head=head[1], query=_one_less(widget_value(f"{key} number")), window=None
            ),
            placeholder="Its number; or click it in the text",
            width=360,
        )
        return
    names = meanings.token_names(reading.query_tokens)
    st.selectbox(
        "Query: the token that looks",
        range(len(names)),
        key=seed_widget(key, query),
        index=None,
        format_func=lambda index: plain_label(names[index], 40),
        on_change=lambda: choose(page, layer=head[0], head=head[1], query=widget_value(key)),
        placeholder="Pick a token, or click a row of the heatmap",
        width=360,
    )


def _one_less(number: int | None) -> int | None:
    return None if number is None else number - 1


def show_skeleton() -> None:
    """Frames where the pictures will be, so that nothing jumps when they come."""
    left, right = st.columns([1, 2], gap="medium")
    for column, what in ((left, "All heads appear"), (right, "The selected head appears")):
        with column.container(height=420, border=True):
            st.caption(f"{what} here as soon as the model has read the text.")
