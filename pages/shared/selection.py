"""What a visitor has chosen on a page: kept for the session, and mirrored to the URL.

The one module that touches session state and query parameters. Choices are plain strings under names of their own;
widgets are seeded from them on every run, and write to them in callbacks. A URL that this module did not write (a
link that was opened, the Back button) replaces the choices; an empty one, after a change of pages, does not.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import streamlit as st

LONGEST_LINK = 30_000
"""Percent-encoded characters of a link: servers and chat programs cut longer ones. A longer choice stays out of it."""


_PLACE, _MOVED = "place of the widgets", "widgets moved"
_ACTED = "acted since the link was written"
"""A visitor who acts faster than the browser follows sends an address that is behind: it is no link to follow."""


def open_choices(page: str, names: Iterable[str]) -> dict[str, str]:
    """This visitor's choices on a page, by name; a name that was never chosen is missing."""
    chosen: dict[str, str] = st.session_state.setdefault(_key(page), {})
    url = {name: st.query_params[name] for name in names if name in st.query_params}
    if url and url != st.session_state.get(_written(page)) and not st.session_state.get(_ACTED):
        chosen.clear()
        chosen.update(url)
        st.session_state[_written(page)] = url
    return chosen


def choose(page: str, **values: str | int | None) -> None:
    """Changes some choices; None takes one back."""
    st.session_state[_ACTED] = True
    chosen = st.session_state.setdefault(_key(page), {})
    for name, value in values.items():
        if value is None:
            chosen.pop(name, None)
        else:
            chosen[name] = str(value)


def mirror_choices(page: str, names: Iterable[str]) -> list[str]:
    """Writes the choices of these names to the URL; those that are too long for a link are returned, and left out."""
    every: dict[str, str] = st.session_state.get(_key(page), {})
    chosen = {name: every[name] for name in names if name in every}
    too_long = [name for name, value in chosen.items() if len(quote(value)) > LONGEST_LINK]
    url = {name: value for name, value in chosen.items() if name not in too_long and value}
    if url != dict(st.query_params):
        st.query_params.from_dict(url)
    st.session_state[_written(page)] = url
    st.session_state[_ACTED] = False
    return too_long


def asked_for(name: str) -> str | None:
    """What the address says under this name, on whichever page; None where it says nothing."""
    return st.query_params.get(name)


def seed_widget(key: str, value: Any) -> str:
    """Sets a widget to a value before it is drawn; returns the key.

    A value that the widget has already is left alone, so that what is being typed is not overwritten; but not in the
    first run at another place, where the browser draws new, empty widgets under the old keys.
    """
    if st.session_state.get(_MOVED) or key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return key


def note_place(*place: object) -> None:
    """Says where this run draws its widgets; they are all seeded anew when it is not where the last run did."""
    st.session_state[_MOVED] = st.session_state.get(_PLACE) != place
    st.session_state[_PLACE] = place


def widget_value(key: str) -> Any:
    """What a widget holds now; None before it was drawn."""
    return st.session_state.get(key)


def keep(name: str, value: Any) -> None:
    """Keeps something of a page's own for this session."""
    st.session_state[name] = value


def kept(name: str) -> Any:
    """What was kept under this name; None before."""
    return st.session_state.get(name)


def count_up(name: str, by: int = 1) -> int:
    """A counter of this session, raised by `by`: a widget whose key holds it starts afresh when it rises."""
    st.session_state[name] = st.session_state.get(name, 0) + by
    return int(st.session_state[name])


def whole_number(chosen: dict[str, str], name: str) -> int | None:
    """A choice that should be a whole number; None where it is missing or something else."""
    text = chosen.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


def _key(page: str) -> str:
    return f"choices of {page}"


def _written(page: str) -> str:
    return f"link of {page}"
