"""One head of a long text: its overview, an exact window of it, and the text coloured word by word."""

from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from engine.measures.random_rows import random_band
from engine.plain import HeadName, head_name
from engine.reading.job import Job
from engine.reading.reading import Reading
from pages.parts.sentence.readings import overview_of
from pages.shared.choices import Choices, widget_value
from pages.shared.elements.overview import show_overview
from pages.shared.elements.strip import show_strip
from viz.components.overview.pack import Window, fit_window, minimap_data, overview_data, read_window, window_around
from viz.components.strip.pack import Measure, spaced, strip_data
from viz.figures.axes import GENERATED_SENTENCE
from viz.figures.heatmap import HeadPart, clicked_query, weights_figure
from viz.theme import CHART_CONFIG, Theme
from viz.words.label_words import head_title

MOST_IN_WINDOW = 128
"""Tokens each way, at most, in a window that is drawn cell by cell."""

_FIRST_WINDOW = 32
"""So few rows that each has its own name beside it."""


def show_long_text(
    choices: Choices,
    job: Job,
    reading: Reading,
    head: HeadName,
    query: int | None,
    theme: Theme,
    beside: DeltaGenerator,
) -> None:
    """One head of a long text: its overview beside the atlas, under both the window and the text."""
    window = _chosen_window(choices, reading, query, head)
    with beside:
        _show_overview(choices, job, reading, head, window, theme)
    _show_window(choices, job, reading, head, window, query, theme)
    _show_strip(choices, job, reading, head, query, theme)


def _chosen_window(choices: Choices, reading: Reading, query: int | None, head: HeadName) -> Window:
    """The window in the link; without one, what lies round the chosen query and its largest weight; else the start."""
    size = len(reading.query_tokens), len(reading.key_tokens)
    window = read_window(choices.get("window"))
    if window is not None:
        return fit_window(window, *size, MOST_IN_WINDOW)
    if query is None:
        return window_around(0, 0, _FIRST_WINDOW, *size)
    return window_around(query, max(0, int(reading.rows.max_key[(*head, query)])), _FIRST_WINDOW, *size)


def _show_overview(choices: Choices, job: Job, reading: Reading, head: HeadName, window: Window, theme: Theme) -> None:
    """The overview of the selected head; a rectangle dragged in it opens that window."""
    st.markdown(f"**{head_title(reading, *head)}**")
    data = job.keep(
        ("overview data", reading.kind, *head),
        lambda: overview_data(overview_of(job, reading.kind, *head), most=MOST_IN_WINDOW),
    )
    show_overview(data, window, choices.key("overview"), lambda opened: choices.choose(window=str(opened)), theme.name)
    st.caption(
        "In the window below every weight is its own. “Mean” is the better picture of a head that spreads widely."
    )


def _show_window(
    choices: Choices, job: Job, reading: Reading, head: HeadName, window: Window, query: int | None, theme: Theme
) -> None:
    """The chosen window, every weight exact, with a map that shows where in the head it lies."""
    st.subheader("Window", anchor=False)
    rows, columns = range(*window.rows), range(*window.columns)
    left, right = st.columns([1, 4], gap="medium")
    with left:
        data = job.keep(
            ("map", reading.kind, *head),
            lambda: minimap_data(overview_of(job, reading.kind, *head), most=MOST_IN_WINDOW),
        )
        show_overview(data, window, choices.key("map"), lambda opened: choices.choose(window=str(opened)), theme.name)
        st.caption("Click or drag the map to move.")
    with right:
        _show_exact(choices, reading, head, rows, columns, query, theme)


def _show_exact(
    choices: Choices, reading: Reading, head: HeadName, rows: range, columns: range, query: int | None, theme: Theme
) -> None:
    key = choices.key("window")
    layer = head[0]

    def pick_query() -> None:
        picked = clicked_query((widget_value(key) or {}).get("selection", {}).get("points"))
        if picked is not None:
            choices.choose(
                layer=layer,
                head=head[1],
                query=rows.start + picked,
                window=str(Window(_ends(rows), _ends(columns))),
            )

    visible = reading.rows.visible_keys[layer, rows.start : rows.stop]
    weights = reading.window(*head, rows, columns)
    start = reading.generated_from
    shown = HeadPart(
        weights,
        reading.query_tokens[rows.start : rows.stop],
        reading.key_tokens[columns.start : columns.stop],
        normalised_entropy=reading.rows.normalised_entropy[(*head, slice(rows.start, rows.stop))],
        visible_keys=visible,
        band=random_band(visible),
        generated_from=None if start is None else (start - rows.start, start - columns.start),
    )
    selected = query - rows.start if query is not None and query in rows else None
    figure = weights_figure(shown, selected_query=selected, theme=theme)
    st.plotly_chart(
        figure,
        key=key,
        on_select=pick_query,
        selection_mode="points",
        config=CHART_CONFIG,
        alt=f"Exact weights of {head_name(*head)}: queries {rows.start + 1} to {rows.stop}",
    )
    st.caption(
        f"Every cell is one weight, exact; the largest here is {_largest(weights)}. Right: the normalised entropy "
        "of the whole row, the keys outside this window included. Click a row to look closer."
        + (f" {GENERATED_SENTENCE}" if start is not None else "")
    )


def _largest(weights: np.ndarray) -> str:
    return "masked, as all are" if np.isnan(weights).all() else f"{np.nanmax(weights):.3g}"


def _show_strip(choices: Choices, job: Job, reading: Reading, head: HeadName, query: int | None, theme: Theme) -> None:
    """The text, each word coloured by a measure of its row: where in it is this head focused?"""
    st.subheader(f"Where in the text is {head_name(*head)} focused?", anchor=False)
    data = job.keep(("strip", reading.kind, *head), lambda: _strip_of(job, reading, head))

    def pick(token: int) -> None:
        choices.choose(layer=head[0], head=head[1], query=token, window=None)

    show_strip(data, query, choices.key("strip"), pick, theme.name)
    st.caption("Each word has the colour of its own row: how it looks at the others.")


def _strip_of(job: Job, reading: Reading, head: HeadName) -> dict[str, Any]:
    rows = reading.rows
    measures = [
        Measure("entropy", "normalised entropy", "0 focused", "1 uniform", rows.normalised_entropy[head], "entropy"),
        Measure("largest", "largest weight", "0", "1", rows.max_weight[head]),
        Measure("first", "weight on the first token", "0", "1", rows.first_share[head]),
    ]
    if rows.sink_share is not None:
        measures.append(Measure("sink", "to the learned sink", "0", "1", rows.sink_share[head]))
    return strip_data(
        pieces_of(job, reading),
        [measure._replace(values=np.clip(measure.values, 0, 1)) for measure in measures],
        generated_from=reading.generated_from,
        undefined="one visible key: nothing to choose",
    )


def pieces_of(job: Job, reading: Reading) -> list[tuple[str, str]]:
    """Each query token with the blanks before it, as they were typed where the text is known."""
    written = job.reading.written if job.reading is not None else ""
    if reading.kind in ("decoder", "cross"):
        return spaced(reading.query_tokens)
    return with_blanks(job.wanted.text + written, reading)


def with_blanks(text: str, reading: Reading) -> list[tuple[str, str]]:
    """The query tokens as they follow each other in a text, each with what stands before it there."""
    pieces, place = [], 0
    for token in reading.query_tokens:
        found = text.find(token.text, place)
        # Between two tokens of a text there is nothing but blanks: what lies further on is another word.
        if found >= 0 and text[place:found].strip() == "":
            pieces.append((text[place:found], token.name))
            place = found + len(token.text)
        else:
            pieces.append(("" if token.continues or not pieces else " ", token.name))
    return pieces


def _ends(part: range) -> tuple[int, int]:
    return part.start, part.stop
