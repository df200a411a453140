"""A set of questions for a class: which, its address, and its sheets to print."""

from functools import partial

import streamlit as st

from engine.course.loading import concepts
from engine.course.sets.handouts import HANDOUTS, MOST, Wish, link_of, make_worksheet, read_wish
from engine.errors import InputError
from engine.plain import count
from pages.parts.questions.choosers import (
    ANY,
    check_parts,
    choose_from_list,
    choose_level,
    drawn_seed,
    find_asked,
)
from pages.shared.choices import Choices, seed_widget, widget_value
from pages.shared.messages import show_problem
from pages.shared.save_button import save_button
from viz.course.worksheet import STYLES, print_worksheet

_FIRST = next(iter(HANDOUTS))


def chosen_set(choices: Choices) -> str:
    """The kind of set; an unknown one in a link is said and left."""
    found = find_asked(choices, "set", HANDOUTS, instead=f"there are {', '.join(HANDOUTS)}.")
    return _FIRST if found is None else choices.get("set")


def choose_set(choices: Choices, name: str) -> Wish | None:
    """The choosers; the wish comes back, or None where something cannot be used, after a message."""
    check_parts(choices, **dict.fromkeys(ANY, "It is left out."))
    _choose_kind_of_set(choices, {key: handout.title for key, handout in HANDOUTS.items()}, name)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _type_number(choices, "seed", "Seed", "1")
        st.button("Another seed", on_click=_draw_seed, args=(choices,), icon=":material/casino:")
        if not HANDOUTS[name].is_fixed:
            _type_number(choices, "n", f"On paper, 1 to {MOST}", "10")
    if not HANDOUTS[name].is_fixed:
        choose_level(choices)
        with st.container(horizontal=True):
            choose_from_list(choices, "concept", width=320)
            if name == "practice":
                choose_from_list(choices, "kind", width=320)
    try:
        return read_wish(choices.among(("seed", "n", *ANY)))
    except InputError as problem:
        show_problem("This cannot be used", f"{problem} Type another.")
        return None


def show_link(name: str, wish: Wish, base: str) -> None:
    """What a class opens."""
    st.markdown("**The link for the class**")
    st.caption(HANDOUTS[name].about)
    st.code(f"{base}{link_of(name, wish)}", language=None, wrap_lines=True)


def show_sheets(choices: Choices, name: str, wish: Wish, base: str) -> None:
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
            save_button(
                title,
                partial(print_worksheet, sheet, style),
                f"headlight-{name}-{wish.seed}-{style}.html",
                "text/html",
                key=choices.key(f"save {style}"),
            )
    with st.expander("What is asked", key=choices.key("questions of the set")):
        for number, item in enumerate(sheet.items, start=1):
            st.caption(f"{number} · {concepts()[item.concept].title} · {item.level}")
            st.markdown(item.prompt)


def _choose_kind_of_set(choices: Choices, titles: dict[str, str], name: str) -> None:
    """The sets, in a row that wraps on a phone, where a segmented control would be cut."""
    sets = list(titles)
    st.radio(
        "Set",
        sets,
        format_func=titles.__getitem__,
        index=sets.index(name),
        key=seed_widget(choices.key("set"), name),
        on_change=_changed,
        args=(choices, "set"),
        horizontal=True,
    )


def _type_number(choices: Choices, name: str, label: str, otherwise: str) -> None:
    """A box that keeps what was typed, be it no number: the message about it is below."""
    st.text_input(
        label,
        choices.get(name, otherwise),
        key=seed_widget(choices.key(name), choices.get(name, otherwise)),
        max_chars=100,
        on_change=_changed,
        args=(choices, name),
        width=180,
    )


def _changed(choices: Choices, name: str) -> None:
    choices.choose(**{name: (widget_value(choices.key(name)) or "").strip() or None})


def _draw_seed(choices: Choices) -> None:
    choices.choose(seed=drawn_seed())


def _are(number: int) -> str:
    return f"{'is' if number == 1 else 'are'} only {count(number, 'question')}"
