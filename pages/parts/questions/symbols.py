"""The letters of formulas with their meanings, in one quiet line below them."""

from collections.abc import Iterable

import streamlit as st


def show_symbols(symbols: Iterable[tuple[str, str]]) -> None:
    """Each letter and what it stands for; nothing where there is none."""
    line = " · ".join(f"*{letter}*: {meaning}" for letter, meaning in symbols)
    if line:
        st.caption(line)
