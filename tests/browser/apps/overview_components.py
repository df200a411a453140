"""A page with an overview, its map and a strip on made-up weights: what the browser tests of the components open.

?n= tokens, ?keys= another number of keys, ?window= and ?token= what is shown at first, ?generated=1 the last 20 tokens
as the model's own.
"""

import numpy as np
import streamlit as st

from engine.attention.overview import Overview
from pages.shared.elements.overview import show_overview
from pages.shared.elements.strip import show_strip
from viz.components.overview.pack import Window, minimap_data, overview_data, read_window
from viz.components.strip.pack import Measure, strip_data

MOST = 128
HOSTILE = ["<img src=x onerror=alert(1)>", "</span><b>bold</b>", "a\u202eb", "\x1b[31m", "&lt;", "שלום"]


def pooled_weights(n_queries: int, n_keys: int) -> Overview:
    """A causal head with a sink, a diagonal and a column that some queries look at."""
    numbers = np.random.default_rng(7)
    per_query, per_key = (-(-count // 512) for count in (n_queries, n_keys))
    rows, columns = -(-n_queries // per_query), -(-n_keys // per_key)
    row, column = np.indices((rows, columns))
    largest = numbers.random((rows, columns)) ** 12 * 0.3
    largest[row == column] = 0.5 + 0.4 * numbers.random(min(rows, columns))
    largest[:, 0] = 0.9
    largest[rows // 3 :: 9, columns // 4] = 0.8
    if n_queries == n_keys:
        largest[column > row] = np.nan
    return Overview(largest / (per_query * per_key), largest, per_query, per_key, n_queries, n_keys)


def made_up_text(count: int) -> list[tuple[str, str]]:
    words = ["the", "wolf", "ran", "over", "a", "hill", "and", "looked", "back", "at", "moon", "light", "quietly", "."]
    numbers = np.random.default_rng(8)
    pieces = []
    for place in range(count):
        text = HOSTILE[place % 40] if place % 40 < len(HOSTILE) and place >= 40 else str(numbers.choice(words))
        ends = text == "."
        pieces.append(("\n\n" if place and place % 97 == 0 else "" if ends or not place else " ", text))
    return pieces


def made_up_measures(count: int) -> list[Measure]:
    numbers = np.random.default_rng(9)
    wave = 0.5 + 0.3 * np.sin(np.arange(count) / count * 25) + 0.15 * numbers.standard_normal(count)
    entropy = np.clip(wave, 0, 1)
    entropy[0] = np.nan
    return [
        Measure("normalised_entropy", "normalised entropy", "0 focused", "1 uniform", entropy, "entropy"),
        Measure("max_weight", "largest weight", "0", "1", np.clip(1 - wave, 0, 1)),
        Measure("first_share", "on the first token", "0", "1 all of it", numbers.random(count) ** 3),
    ]


def open_window(window: Window) -> None:
    st.session_state["window"] = window
    st.session_state["reports"] = st.session_state.get("reports", 0) + 1


def pick_token(token: int) -> None:
    st.session_state["token"] = token
    st.session_state["reports"] = st.session_state.get("reports", 0) + 1


st.set_page_config(layout="wide")
n_queries = int(st.query_params.get("n", "2048"))
n_keys = int(st.query_params.get("keys", str(n_queries)))
theme = "dark" if st.context.theme.type == "dark" else "light"
if st.button("Impose"):
    st.session_state["window"], st.session_state["token"] = Window((600, 664), (100, 164)), n_queries - 3
window = st.session_state.get("window") or read_window(st.query_params.get("window", ""))
token = st.session_state.get("token", int(st.query_params["token"]) if "token" in st.query_params else None)

pooled = pooled_weights(n_queries, n_keys)
left, right = st.columns([2, 1])
with left:
    show_overview(overview_data(pooled, most=MOST), window, "overview", open_window, theme)
with right:
    show_overview(minimap_data(pooled, most=MOST), window, "map", open_window, theme)
    st.text(f"window {window}; token {token}; reports {st.session_state.get('reports', 0)}")
generated = n_queries - 20 if "generated" in st.query_params else None
show_strip(
    strip_data(
        made_up_text(n_queries), made_up_measures(n_queries), generated_from=generated, undefined="one key only"
    ),
    token,
    "strip",
    pick_token,
    theme,
)
