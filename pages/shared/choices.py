"""What a visitor has chosen on a page: kept for the session, and mirrored to the URL.

The one module that touches session state and query parameters. Choices are plain strings under names of their own;
widgets are seeded from them on every run, and write to them in callbacks. A URL that this module did not write (a
link that was opened, the Back button) replaces the choices; an empty one, after a change of pages, does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import streamlit as st

LONGEST_LINK = 30_000
"""Percent-encoded characters of a link: servers and chat programs cut longer ones. A longer choice stays out of it."""


_PLACE, _MOVED = "place of the widgets", "widgets moved"
_ACTED = "acted since the link was written"
"""A visitor who acts faster than the browser follows sends an address that is behind: it is no link to follow."""


@dataclass(frozen=True)
class Choices:
    """A visitor's choices on a page, by name, and the names of the page's widgets.

    It holds none of them itself: every call reads or changes the session's own, as they are then. A callback that was
    made in one run and fires before the next therefore acts on what is chosen by that time.

    in_the_link: the names of the choices that the page's address holds.
    """

    page: str
    in_the_link: tuple[str, ...] = ()

    def __contains__(self, name: str) -> bool:
        """Whether this was chosen, be it an empty text."""
        return name in self._all()

    def get(self, name: str, otherwise: str = "") -> str:
        """What was chosen under this name; otherwise where nothing was."""
        return self._all().get(name, otherwise)

    def whole_number(self, name: str) -> int | None:
        """A choice that should be a whole number; None where it is missing or something else."""
        text = self.get(name).strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None

    def among(self, names: Iterable[str]) -> dict[str, str]:
        """What was chosen under these names, for a reader of text; a name that was never chosen is missing."""
        every = self._all()
        return {name: every[name] for name in names if name in every}

    def choose(self, **values: str | int | None) -> None:
        """Changes some choices; None takes one back."""
        st.session_state[_ACTED] = True
        chosen = dict(self._all())
        for name, value in values.items():
            if value is None:
                chosen.pop(name, None)
            else:
                chosen[name] = str(value)
        self._replace(chosen)

    def key(self, name: str) -> str:
        """The key of a widget of this page: the same name on another page is another widget."""
        return f"{self.page} {name}"

    def follow_link(self) -> None:
        """Takes the choices of the address, where it is one that a visitor has opened or gone back to."""
        url = {name: st.query_params[name] for name in self.in_the_link if name in st.query_params}
        if url and url != st.session_state.get(self._written) and not st.session_state.get(_ACTED):
            self._replace(url)
            st.session_state[self._written] = url

    def write_link(self, *only: str) -> list[str]:
        """Writes the choices to the address, only some where they are named.

        Those that are too long for a link are returned, and left out.
        """
        chosen = self.among(only or self.in_the_link)
        too_long = [name for name, value in chosen.items() if len(quote(value)) > LONGEST_LINK]
        url = {name: value for name, value in chosen.items() if name not in too_long and value}
        if url != dict(st.query_params):
            st.query_params.from_dict(url)
        st.session_state[self._written] = url
        st.session_state[_ACTED] = False
        return too_long

    def _all(self) -> dict[str, str]:
        found: dict[str, str] = st.session_state.get(f"choices of {self.page}", {})
        return found

    def _replace(self, chosen: dict[str, str]) -> None:
        st.session_state[f"choices of {self.page}"] = chosen

    @property
    def _written(self) -> str:
        return f"link of {self.page}"


def asked_for(name: str) -> str | None:
    """What the address says under this name, on whichever page; None where it says nothing."""
    return st.query_params.get(name)


def seed_widget(key: str, value: Any) -> str:
    """The key of a widget that is to show a value, which it is set to before it is drawn.

    Give the widget the value as its own default too, unless that would keep a visitor from clearing it: to set a
    widget is one message, and the next run's may replace it before the browser has drawn it; a default is in every
    run's. A widget that holds something else gives way to a new one, under a new key, since a default is read but
    once. One that shows the value is left alone, so that what is being typed is not overwritten; but not in the first
    run at another place, where the browser draws new, empty widgets under the old keys.
    """
    name = _key_now(key)
    is_other = name in st.session_state and st.session_state[name] != value
    if is_other:
        count_up(_number_of(key))
        name = _key_now(key)
    if is_other or st.session_state.get(_MOVED) or name not in st.session_state:
        st.session_state[name] = value
    return name


def _key_now(key: str) -> str:
    number = st.session_state.get(_number_of(key), 0)
    return f"{key} ({number + 1})" if number else key


def _number_of(key: str) -> str:
    return f"widgets before {key}"


def note_place(*place: object) -> None:
    """Says where this run draws its widgets; they are all seeded anew when it is not where the last run did."""
    st.session_state[_MOVED] = st.session_state.get(_PLACE) != place
    st.session_state[_PLACE] = place


def widget_value(key: str) -> Any:
    """What the widget of a key, seeded or not, holds now; None before it was drawn."""
    return st.session_state.get(_key_now(key))


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
