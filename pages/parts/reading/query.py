"""One query of the selected head: its numbers, and its weights as bars."""

import numpy as np
import streamlit as st

from engine.measures.rows import row_flag
from engine.plain import HeadName, head_name
from engine.reading.reading import Reading
from pages.parts.reading.head import show_numbers
from pages.shared.choices import Choices, seed_widget, widget_value
from viz.figures.query_bars import query_figure
from viz.shown_text import plain_label
from viz.theme import CHART_CONFIG, Theme
from viz.words import meanings

MOST_BARS = 128
"""Up to so many keys all have a bar; of more, the ones with the largest weights."""


def show_query(choices: Choices, reading: Reading, head: HeadName, query: int | None, theme: Theme) -> None:
    """One query of the selected head: over how many keys it spreads, and its weights as bars."""
    st.subheader("One query", anchor=False)
    _choose_query(choices, reading, head, query)
    if query is None:
        st.caption("Pick a token to see its weights as bars, with its own entropy.")
        return
    layer = head[0]
    row = (*head, query)
    visible = int(reading.rows.visible_keys[layer, query])
    entropy, effective = float(reading.rows.entropy_bits[row]), 2.0 ** float(reading.rows.entropy_bits[row])
    flag = row_flag(reading.rows, reading.query_tokens, reading.key_tokens, row)
    st.text(meanings.spread_sentence(effective, visible))
    said = meanings.ShownNumber("Flag", flag, meanings.flag_meaning(flag, visible), meanings.SPREAD)
    show_numbers(meanings.row_numbers(reading, head, query), last=said)
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
    names = [reading.key_tokens[key] for key in keys]
    if n_keys > MOST_BARS:
        names = [name.after(f"{key + 1:,}") for key, name in zip(keys, names, strict=True)]
    figure = query_figure(
        weights[keys],
        names,
        reading.query_tokens[query],
        visible_keys=visible,
        generated_from=None if reading.generated_from is None else int((keys < reading.generated_from).sum()),
        theme=theme,
    )
    st.plotly_chart(
        figure, key=choices.key("bars"), config=CHART_CONFIG, alt=f"Weights of query {query + 1} of {head_name(*head)}"
    )


def _choose_query(choices: Choices, reading: Reading, head: HeadName, query: int | None) -> None:
    key = choices.key("query")
    n_queries = len(reading.query_tokens)
    if reading.is_long:
        place = None if query is None else query + 1
        # A list of thousands of tokens would be sent to the browser at every change.
        st.number_input(
            f"Query: the token that looks, 1 to {n_queries:,}",
            1,
            n_queries,
            place,  # An emptied box chooses no query.
            key=seed_widget(f"{key} number", place),
            on_change=lambda: choices.choose(
                layer=head[0], head=head[1], query=_one_less(widget_value(f"{key} number")), window=None
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
        on_change=lambda: choices.choose(layer=head[0], head=head[1], query=widget_value(key)),
        placeholder="Pick a token, or click a row of the heatmap",
        width=360,
    )


def _one_less(number: int | None) -> int | None:
    return None if number is None else number - 1
