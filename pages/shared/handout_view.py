"""A set of questions for a class: which, its address, and its sheets to print."""

import random
from collections.abc import Mapping
from functools import partial

import streamlit as st

from engine.errors import InputError
from pages.course.content import concepts
from pages.course.handouts import HANDOUTS, MOST, Wish, link_of, make_worksheet, read_wish
from pages.course.practice import KINDS
from pages.course.schema import LEVELS
from pages.course.worksheet import STYLES, Style, print_worksheet
from pages.shared.messages import show_problem
from pages.shared.selection import choose, seed_widget, widget_value

_SEEDS = 1000
_KEY = "teach {}"


def chosen_set(page: str, chosen: Mapping[str, str]) -> str:
    """The kind of set; an unknown one in a link is said and left."""
    name = chosen.get("set", "practice")
    if name in HANDOUTS:
        return name
    show_problem("There is no such set", f"there are {', '.join(HANDOUTS)}; got “{name[:40]}”.")
    choose(page, set=None)
    return "practice"


def choose_set(page: str, chosen: Mapping[str, str], name: str) -> Wish | None:
    """The choosers; the wish comes back, or None where something cannot be used, after a message."""
    titles = {key: handout.title for key, handout in HANDOUTS.items()}
    _choose_kind(page, titles, name)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _text(page, chosen, "seed", "Seed", "1")
        st.button("Another seed", on_click=_draw_seed, args=(page,), icon=":material/casino:")
        if not HANDOUTS[name].is_fixed:
            _text(page, chosen, "n", f"On paper, 1 to {MOST}", "10")
    if not HANDOUTS[name].is_fixed:
        levels: dict[str, str] = {"": "All", **{level: level.capitalize() for level in LEVELS}}
        _segments(page, "level", "Level", levels, chosen.get("level", ""))
        subjects = {"": "All subjects", **{one.id: one.title for one in concepts().values()}}
        with st.container(horizontal=True):
            _select(page, chosen, "concept", "Subject", subjects)
            if name == "practice":
                _select(page, chosen, "kind", "Kind", {"": "All kinds", **KINDS})
    try:
        return read_wish(chosen)
    except InputError as problem:
        show_problem("This cannot be used", str(problem))
        return None


def show_link(name: str, wish: Wish, base: str) -> None:
    """What a class opens."""
    st.markdown("**The link for the class**")
    st.caption(HANDOUTS[name].about)
    st.code(f"{base}{link_of(name, wish)}", language=None, wrap_lines=True)


def show_sheets(name: str, wish: Wish, base: str) -> None:
    """The sheets to download, and what is on them."""
    sheet = make_worksheet(name, wish, base)
    st.markdown("**On paper**")
    if not sheet.items:
        st.caption("There is no question for this choice. Take another level, subject or kind.")
        return
    if not HANDOUTS[name].is_fixed and len(sheet.items) < wish.count:
        st.caption(f"There {_are(len(sheet.items))} for this choice.")
    st.caption("Each is one file. Open it in a browser and print it, or save it as a PDF. It needs no network.")
    with st.container(horizontal=True):
        for style, title in STYLES.items():
            st.download_button(
                title,
                data=partial(_print, name, wish, base, style),
                file_name=f"headlight-{name}-{wish.seed}-{style}.html",
                mime="text/html",
                icon=":material/download:",
                on_click="ignore",
            )
    with st.expander("What is asked", key="questions of the set"):
        for number, item in enumerate(sheet.items, start=1):
            st.caption(f"{number} · {concepts()[item.concept].title} · {item.level}")
            st.markdown(item.prompt)


def _print(name: str, wish: Wish, base: str, style: Style) -> str:
    return print_worksheet(make_worksheet(name, wish, base), style)


def _segments(page: str, name: str, label: str, shown: dict[str, str], value: str) -> None:
    st.segmented_control(
        label,
        list(shown),
        format_func=shown.__getitem__,
        key=seed_widget(_KEY.format(name), _known(value, shown)),
        on_change=_changed,
        args=(page, name),
        required=True,
    )


def _choose_kind(page: str, titles: dict[str, str], name: str) -> None:
    """The sets, in a row that wraps on a phone, where a segmented control would be cut."""
    st.radio(
        "Set",
        list(titles),
        format_func=titles.__getitem__,
        key=seed_widget(_KEY.format("set"), name),
        on_change=_changed,
        args=(page, "set"),
        horizontal=True,
    )


def _select(page: str, chosen: Mapping[str, str], name: str, label: str, shown: dict[str, str]) -> None:
    st.selectbox(
        label,
        list(shown),
        format_func=shown.__getitem__,
        key=seed_widget(_KEY.format(name), _known(chosen.get(name, ""), shown)),
        on_change=_changed,
        args=(page, name),
        width=320,
    )


def _text(page: str, chosen: Mapping[str, str], name: str, label: str, otherwise: str) -> None:
    st.text_input(
        label,
        key=seed_widget(_KEY.format(name), chosen.get(name, otherwise)),
        max_chars=100,
        on_change=_changed,
        args=(page, name),
        width=180,
    )


def _known(value: str, shown: Mapping[str, str]) -> str:
    return value if value in shown else ""


def _changed(page: str, name: str) -> None:
    choose(page, **{name: (widget_value(_KEY.format(name)) or "").strip() or None})


def _draw_seed(page: str) -> None:
    choose(page, seed=random.randrange(_SEEDS))


def _are(number: int) -> str:
    return "is only 1 question" if number == 1 else f"are only {number} questions"
