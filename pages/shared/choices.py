"""What a visitor has chosen on a page: kept for the session, and mirrored to the URL.

The one module that touches session state and query parameters. Choices are plain strings under names of their own;
widgets are seeded from them on every run, and write to them in callbacks. A URL that this module did not write (a
link that was opened, the Back button) replaces the choices; an empty one, after a change of pages, does not. What the
browser has kept of an earlier session takes the place of the choices too, unless a link asks for something else.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import streamlit as st

LONGEST_LINK = 30_000
"""Percent-encoded characters of a link: servers and chat programs cut longer ones. A longer choice stays out of it."""


_PLACE, _MOVED = "place of the widgets", "widgets moved"
_ACTED = "acted since the link was written"
"""A visitor who acts faster than the browser follows sends an address that is behind: it is no link to follow."""

_CHOICES, _OPENED = "choices by page", "opened at"
_BROUGHT, _ADDRESS = "choices brought back", "address of what was brought"
_OFFERS, _BEFORE = "written before a link was opened", " before"
ANYTHING = r"[\s\S]*"
"""The pattern of a kept choice that may be any text."""


@dataclass(frozen=True)
class Choices:
    """A visitor's choices on a page, by name, and the names of the page's widgets.

    It holds none of them itself: every call reads or changes the session's own, as they are then. A callback that was
    made in one run and fires before the next therefore acts on what is chosen by that time.

    in_the_link: the names of the choices that the page's address holds. kept: the other names that the browser keeps
    for another session, and what their values look like, both as patterns: what it brings back is checked by them.
    typed: the names of what a visitor has written here, offered where a link asks for something else.
    """

    page: str
    in_the_link: tuple[str, ...] = ()
    kept: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    typed: tuple[str, ...] = ()

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
        """Takes the choices of the address, where it is one that a visitor has opened or gone back to.

        Before that, once, what the browser has kept of this page; of a link to something else only what goes beside it.
        """
        url = {name: st.query_params[name] for name in self.in_the_link if name in st.query_params}
        if kept(_OPENED) is None:
            keep(_OPENED, (self.page, url))
        if self.page in (kept(_BROUGHT) or {}):
            self._take_brought(url)
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

    def kept_choices(self) -> dict[str, str]:
        """What was chosen under names that the link does not hold."""
        return {name: value for name, value in self._all().items() if name not in self.in_the_link}

    def offered(self) -> bool:
        """Whether something else was written here before the link was opened, and can be taken back."""
        return bool((kept(_OFFERS) or {}).get(self.page))

    def take_offer(self, is_wanted: bool) -> None:
        """Puts what was written here in the place of the link's, or lets it go."""
        offers = dict(kept(_OFFERS) or {})
        offer = offers.pop(self.page, None)
        keep(_OFFERS, offers)
        if is_wanted and offer:
            self._replace({})
            self.choose(**offer)

    def _take_brought(self, url: dict[str, str]) -> None:
        waiting = dict(kept(_BROUGHT))
        draft, offer = (self._checked(waiting.pop(f"{self.page}{end}", {})) for end in ("", _BEFORE))
        keep(_BROUGHT, waiting)
        opened_page, opened = kept(_OPENED)
        asked = opened if opened_page == self.page else url
        if asked in ({}, self._of_address(kept(_ADDRESS) or "")):
            self._replace(draft)
            st.session_state[self._written] = url
        elif any(draft.get(name, "") not in ("", self.get(name)) for name in self.typed):
            offer = draft
        elif not self.typed:
            aside = {name: value for name, value in draft.items() if name not in self.in_the_link}
            self._replace(aside | self._all())
        keep(_OFFERS, {**(kept(_OFFERS) or {}), self.page: offer})

    def _checked(self, draft: Mapping[str, str]) -> dict[str, str]:
        looks = {name: [look for names, look in self.kept.items() if re.fullmatch(names, name)] for name in draft}
        looks |= {name: [ANYTHING] for name in self.in_the_link}
        return {name: text for name, text in draft.items() if any(re.fullmatch(look, text) for look in looks[name])}

    def _of_address(self, address: str) -> dict[str, str] | None:
        """The choices in an address of this page; None for one of another page."""
        parts = urlsplit(address)
        page = parts.path.rpartition("/")[2]
        if page != self.page and (page, self.page) not in _START:
            return None
        return {name: value for name, value in parse_qsl(parts.query) if name in self.in_the_link}

    def _all(self) -> dict[str, str]:
        every: dict[str, dict[str, str]] = kept(_CHOICES) or {}
        return every.get(self.page, {})

    def _replace(self, chosen: dict[str, str]) -> None:
        keep(_CHOICES, {**(kept(_CHOICES) or {}), self.page: chosen})

    @property
    def _written(self) -> str:
        return f"link of {self.page}"


_START = (("", "sentence"), ("start", "sentence"))
"""The other addresses of the page that the app starts with."""


def all_choices() -> dict[str, dict[str, str]]:
    """The choices of every page by its name, or those that were brought back and wait for it; what is offered there."""
    offers = {f"{page}{_BEFORE}": offer for page, offer in (kept(_OFFERS) or {}).items() if offer}
    return {**(kept(_CHOICES) or {}), **offers, **(kept(_BROUGHT) or {})}


def bring_choices(brought: Mapping[str, Mapping[str, str]], address: str) -> None:
    """Has every page take, when it is next drawn, what was chosen there in an earlier session that ended at address."""
    keep(_BROUGHT, dict(brought))
    keep(_ADDRESS, address)


def forget_choices() -> None:
    """Every page is as if it had never been open."""
    keep(_CHOICES, None)
    keep(_BROUGHT, None)
    keep(_OFFERS, None)


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
