"""What comes next: the likeliest tokens after a place in a text, and the text continued, token by token."""

import re

import streamlit as st

from engine.continuation import HOTTEST, LARGEST_SEED, MOST_NEW_TOKENS
from engine.text_reading import TextReading
from pages.shared.messages import show_problem
from pages.shared.next_tokens import show_next_tokens
from pages.shared.selection import choose, seed_widget, whole_number, widget_value
from viz.labels import plain_label
from viz.theme import Theme

CHOICES = ("more", "temperature", "seed", "row")
"""The names of the choices that a link should hold: the same link gives the same continuation."""

DEFAULT_TOKENS = 20
COLDEST = 0.01
"""The lowest temperature that is not 0, as it is written with two decimals."""
_DRAWN_AS_TRAINED = 1.0

_WAYS = {"likeliest": "the likeliest", "drawn": "drawn by chance"}
_ROWS = {"own": "where this token looks", "before": "where the model looked when it chose it"}
_NO_QUERY: dict[str, str | int | None] = {"query": None, "window": None}
"""A window of a long text follows the query, unless a visitor has opened it there."""

_DRAFT = ("to write", "way", "heat", "draw")
"""Choices that are not made until they are confirmed: the settings of the next continuation."""


def continuation_of(chosen: dict[str, str]) -> tuple[int, float, int] | None:
    """The continuation that was chosen: number of tokens, temperature (0: the likeliest each time) and seed.

    None without one; also where a link asks for one that there cannot be, and that is said.
    """
    if "more" not in chosen:
        return None
    more, temperature, seed = _tokens(chosen), _temperature(chosen), _seed(chosen)
    if more is not None and temperature is not None and seed is not None:
        return more, temperature, seed if temperature else 0
    name, wanted = (
        ("more", f"the number of tokens must be a whole number from 1 to {MOST_NEW_TOKENS}")
        if more is None
        else ("temperature", f"the temperature must be a number from 0 to {HOTTEST:g}, with 2 decimals at most")
        if temperature is None
        else ("seed", f"the seed must be a whole number from 0 to {LARGEST_SEED}")
    )
    show_problem(
        "The text is not continued",
        f"{wanted}; the link has {plain_label(chosen[name], 30)}. Choose under “What comes next” how it should go on.",
    )
    return None


def show_generation(
    page: str, chosen: dict[str, str], reading: TextReading, position: int | None, theme: Theme
) -> None:
    """What may come after a position, or after the last token where none is selected; and the text, continued.

    Nothing is drawn for a model that foretells no tokens.
    """
    if reading.likeliest is None:
        return
    st.subheader("What comes next", anchor=False)
    left, right = st.columns(2, gap="medium")
    last = len(reading.reading().query_tokens) - 1
    with left:
        show_next_tokens(page, reading, last if position is None else position, theme)
    with right:
        _choose_continuation(page, chosen, reading, position)
        if reading.reading().generated_from is not None:
            _show_continuation(page, chosen, reading, position)


def _choose_continuation(page: str, chosen: dict[str, str], reading: TextReading, position: int | None) -> None:
    """How many tokens, and how each is chosen; the buttons that write them and take them back."""
    number, way = st.columns([2, 3])
    with number:
        st.number_input(
            "Tokens to write",
            min_value=1,
            max_value=MOST_NEW_TOKENS,
            step=1,
            key=seed_widget(f"{page} to write", _tokens(chosen, "to write", "more") or DEFAULT_TOKENS),
            on_change=_drafted,
            args=(page, "to write"),
        )
    temperature = _temperature(chosen, "heat", "temperature")
    drawn = chosen.get("way", "drawn" if temperature else "likeliest") == "drawn"
    with way:
        st.segmented_control(
            "Each token is",
            list(_WAYS),
            format_func=_WAYS.__getitem__,
            required=True,
            key=seed_widget(f"{page} way", "drawn" if drawn else "likeliest"),
            on_change=_drafted,
            args=(page, "way"),
            help="The likeliest: always the same text. Drawn by chance: each token as often as its probability says.",
        )
    if drawn:
        heat, draw = st.columns([2, 3])
        with heat:
            st.number_input(
                "Temperature",
                min_value=COLDEST,
                max_value=HOTTEST,
                step=0.1,
                format="%.2f",
                key=seed_widget(f"{page} heat", temperature or _DRAWN_AS_TRAINED),
                on_change=_drafted,
                args=(page, "heat"),
                help="1 draws as the model was trained, by the probabilities of the bars; less keeps to what is "
                "likely, more takes risks.",
            )
        with draw:
            st.number_input(
                "Seed",
                min_value=0,
                max_value=LARGEST_SEED,
                step=1,
                key=seed_widget(f"{page} draw", _seed(chosen, "draw", "seed") or 0),
                on_change=_drafted,
                args=(page, "draw"),
                help="The same seed draws the same text; another one, another text.",
            )
    generated_from = reading.reading().generated_from
    given = len(reading.reading().query_tokens) if generated_from is None else generated_from
    with st.container(horizontal=True):
        st.button(
            "Continue the text",
            type="primary",
            key=f"{page} continue",
            on_click=_continue,
            args=(page, given - 1 if chosen.get("row") == "before" else given),
        )
        if "more" in chosen:
            gone = position is not None and position >= given
            st.button("Only my text", key=f"{page} only", on_click=_take_back, args=(page, gone))


def _show_continuation(page: str, chosen: dict[str, str], reading: TextReading, position: int | None) -> None:
    """What the model wrote, and the way through it token by token."""
    tokens = reading.reading().query_tokens
    start = reading.reading().generated_from or 0
    count = len(tokens) - start
    written = "\n".join(map(_shown_line, reading.written.split("\n"))) or "(nothing but the end)"
    end = "and ended the text by itself" if reading.ended else "as many as were asked for"
    st.text(f"The model wrote {count} token{'' if count == 1 else 's'}, {end}:")
    # As code: what looks like Markdown or HTML is shown as it is. Streamlit drops one end of line at either side.
    st.code(f"\n{written}\n", language=None, wrap_lines=True)
    row = chosen.get("row") if chosen.get("row") in _ROWS else "own"
    first = start - 1 if row == "before" else start
    step = position - first if position is not None and 0 <= position - first < count else None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Previous token",
            icon=":material/chevron_left:",
            key=f"{page} previous token",
            disabled=not step,
            on_click=choose,
            args=(page,),
            kwargs={"query": first + (step or 1) - 1, "window": None},
        )
        st.button(
            "Next token",
            icon=":material/chevron_right:",
            icon_position="right",
            key=f"{page} next token",
            disabled=step == count - 1,
            on_click=choose,
            args=(page,),
            kwargs={"query": first if step is None else first + step + 1, "window": None},
        )
        if step is None:
            st.text("Step through them one by one.")
        else:
            st.text(f"Token {step + 1} of {count}: “{plain_label(tokens[start + step], 24)}”")
    st.radio(
        "The row that is selected",
        list(_ROWS),
        format_func=_ROWS.__getitem__,
        key=seed_widget(f"{page} row", row),
        on_change=_row_picked,
        args=(page, start, step),
    )
    st.caption(
        "A token's own row shows where that token looks. The model had chosen it before, while it looked from the "
        "token before it: that is the other row."
    )


def _shown_line(line: str) -> str:
    """A line as written, but with marks for what cannot be seen or turns the line; spaces stay."""
    inside = line.strip(" ")
    return line if inside.isprintable() else line.replace(inside, plain_label(inside, 16 * len(inside)), 1)


def _drafted(page: str, name: str) -> None:
    value = widget_value(f"{page} {name}")
    choose(page, **{name: _written(value) if isinstance(value, float) else value})


def _continue(page: str, query: int) -> None:
    drawn = widget_value(f"{page} way") == "drawn"
    choose(
        page,
        more=widget_value(f"{page} to write") or DEFAULT_TOKENS,
        temperature=_written(widget_value(f"{page} heat") or _DRAWN_AS_TRAINED) if drawn else None,
        seed=widget_value(f"{page} draw") or 0 if drawn else None,
        query=query,
        window=None,
        **dict.fromkeys(_DRAFT),
    )


def _take_back(page: str, query_is_gone: bool) -> None:
    """Takes the continuation back; its settings stay for the next one."""
    choose(page, more=None, temperature=None, seed=None, **(_NO_QUERY if query_is_gone else {}))
    for name in _DRAFT:
        if widget_value(f"{page} {name}") is not None:
            _drafted(page, name)


def _row_picked(page: str, start: int, step: int | None) -> None:
    """Keeps the token that is stepped on, and selects its other row."""
    row = widget_value(f"{page} row")
    choose(page, row=None if row == "own" else row)
    if step is not None:
        choose(page, query=start + step - (row == "before"), window=None)


def _written(temperature: float) -> str:
    return f"{round(temperature, 2):g}"


def _tokens(chosen: dict[str, str], *names: str) -> int | None:
    number = whole_number(chosen, _first(chosen, *names, "more"))
    return number if number is not None and 1 <= number <= MOST_NEW_TOKENS else None


def _temperature(chosen: dict[str, str], *names: str) -> float | None:
    text = chosen.get(_first(chosen, *names, "temperature"), "0").strip()
    number = float(text) if re.fullmatch(r"\d{1,3}(\.\d{1,2})?", text, re.ASCII) else None
    return number if number is not None and number <= HOTTEST else None


def _seed(chosen: dict[str, str], *names: str) -> int | None:
    text = chosen.get(_first(chosen, *names, "seed"), "0").strip()
    number = int(text) if re.fullmatch(r"\d{1,10}", text, re.ASCII) else None
    return number if number is not None and number <= LARGEST_SEED else None


def _first(chosen: dict[str, str], *names: str) -> str:
    """The first of these choices that was made; the last where none was."""
    return next((name for name in names if name in chosen), names[-1])
