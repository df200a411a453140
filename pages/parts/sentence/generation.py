"""What comes next: the likeliest tokens after a place in a text, and the text continued, token by token."""

import streamlit as st

from engine.plain import count
from engine.reading.text_reading import TextReading
from engine.running.continuation import HOTTEST, LARGEST_SEED, MOST_NEW_TOKENS
from pages.parts.sentence.continuation import wished_seed, wished_temperature, wished_tokens
from pages.parts.sentence.next_tokens import show_next_tokens
from pages.shared.choices import Choices, seed_widget, widget_value
from viz.shown_text import plain_label
from viz.theme import Theme

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


def show_generation(choices: Choices, reading: TextReading, position: int | None, theme: Theme) -> None:
    """What may come after a position, or after the last token where none is selected; and the text, continued.

    Nothing is drawn for a model that foretells no tokens.
    """
    if reading.likeliest is None:
        return
    st.subheader("What comes next", anchor=False)
    left, right = st.columns(2, gap="medium")
    last = len(reading.reading().query_tokens) - 1
    with left:
        show_next_tokens(choices, reading, last if position is None else position, theme)
    with right:
        _choose_continuation(choices)
        _offer_continuation(choices, reading, position)
        if reading.reading().generated_from is not None:
            _show_continuation(choices, reading, position)


def _choose_continuation(choices: Choices) -> None:
    """How many tokens, and how each is chosen."""
    number, way = st.columns([2, 3])
    wished = wished_tokens(choices, "to write") or DEFAULT_TOKENS
    with number:
        st.number_input(
            "Tokens to write",
            min_value=1,
            max_value=MOST_NEW_TOKENS,
            value=wished,
            step=1,
            key=seed_widget(choices.key("to write"), wished),
            on_change=_drafted,
            args=(choices, "to write"),
        )
    temperature = wished_temperature(choices, "heat")
    drawn = choices.get("way", "drawn" if temperature else "likeliest") == "drawn"
    chosen_way = "drawn" if drawn else "likeliest"
    with way:
        st.segmented_control(
            "Each token is",
            list(_WAYS),
            format_func=_WAYS.__getitem__,
            required=True,
            default=chosen_way,
            key=seed_widget(choices.key("way"), chosen_way),
            on_change=_drafted,
            args=(choices, "way"),
            help="The likeliest: always the same text. Drawn by chance: each token as often as its probability says.",
        )
    if drawn:
        _choose_chance(choices, temperature or _DRAWN_AS_TRAINED)


def _choose_chance(choices: Choices, temperature: float) -> None:
    """How freely tokens are drawn, and with which seed."""
    heat, draw = st.columns([2, 3])
    seed = wished_seed(choices, "draw") or 0
    with heat:
        st.number_input(
            "Temperature",
            min_value=COLDEST,
            max_value=HOTTEST,
            value=temperature,
            step=0.1,
            format="%.2f",
            key=seed_widget(choices.key("heat"), temperature),
            on_change=_drafted,
            args=(choices, "heat"),
            help="1 draws as the model was trained, by the probabilities of the bars; less keeps to what is "
            "likely, more takes risks.",
        )
    with draw:
        st.number_input(
            "Seed",
            min_value=0,
            max_value=LARGEST_SEED,
            value=seed,
            step=1,
            key=seed_widget(choices.key("draw"), seed),
            on_change=_drafted,
            args=(choices, "draw"),
            help="The same seed draws the same text; another one, another text.",
        )


def _offer_continuation(choices: Choices, reading: TextReading, position: int | None) -> None:
    """The buttons that write the tokens and take them back."""
    generated_from = reading.reading().generated_from
    given = len(reading.reading().query_tokens) if generated_from is None else generated_from
    with st.container(horizontal=True):
        st.button(
            "Continue the text",
            type="primary",
            key=choices.key("continue"),
            on_click=_continue,
            args=(choices, choices.get("text"), given - 1 if choices.get("row") == "before" else given),
        )
        if "more" in choices:
            gone = position is not None and position >= given
            st.button("Only my text", key=choices.key("only"), on_click=_take_back, args=(choices, gone))


def _show_continuation(choices: Choices, reading: TextReading, position: int | None) -> None:
    """What the model wrote, and the way through it token by token."""
    tokens = reading.reading().query_tokens
    start = reading.reading().generated_from or 0
    n_written = len(tokens) - start
    written = "\n".join(map(_shown_line, reading.written.split("\n"))) or "(nothing but the end)"
    end = "and ended the text by itself" if reading.ended else "as many as were asked for"
    st.text(f"The model wrote {count(n_written, 'token')}, {end}:")
    # As code: what looks like Markdown or HTML is shown as it is. Streamlit drops one end of line at either side.
    st.code(f"\n{written}\n", language=None, wrap_lines=True)
    row = choices.get("row") if choices.get("row") in _ROWS else "own"
    rows = list(_ROWS)
    first = start - 1 if row == "before" else start
    step = position - first if position is not None and 0 <= position - first < n_written else None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Previous token",
            icon=":material/chevron_left:",
            key=choices.key("previous token"),
            disabled=not step,
            on_click=choices.choose,
            kwargs={"query": first + (step or 1) - 1, "window": None},
        )
        st.button(
            "Next token",
            icon=":material/chevron_right:",
            icon_position="right",
            key=choices.key("next token"),
            disabled=step == n_written - 1,
            on_click=choices.choose,
            kwargs={"query": first if step is None else first + step + 1, "window": None},
        )
        if step is None:
            st.text("Step through them one by one.")
        else:
            st.text(f"Token {step + 1} of {n_written}: “{plain_label(tokens[start + step], 24)}”")
    st.radio(
        "The row that is selected",
        rows,
        format_func=_ROWS.__getitem__,
        index=rows.index(row),
        key=seed_widget(choices.key("row"), row),
        on_change=_row_picked,
        args=(choices, start, step),
    )
    st.caption(
        "A token's own row shows where that token looks. The model had chosen it before, while it looked from the "
        "token before it: that is the other row."
    )


def _shown_line(line: str) -> str:
    """A line as written, but with marks for what cannot be seen or turns the line; spaces stay."""
    inside = line.strip(" ")
    return line if inside.isprintable() else line.replace(inside, plain_label(inside, 16 * len(inside)), 1)


def _drafted(choices: Choices, name: str) -> None:
    value = widget_value(choices.key(name))
    choices.choose(**{name: _written(value) if isinstance(value, float) else value})


def _continue(choices: Choices, text: str, query: int) -> None:
    """Has the text continued, and its first new token selected; not that of a text typed since, which is elsewhere."""
    drawn = widget_value(choices.key("way")) == "drawn"
    choices.choose(
        more=widget_value(choices.key("to write")) or DEFAULT_TOKENS,
        temperature=_written(widget_value(choices.key("heat")) or _DRAWN_AS_TRAINED) if drawn else None,
        seed=widget_value(choices.key("draw")) or 0 if drawn else None,
        query=query if choices.get("text") == text else None,
        window=None,
        **dict.fromkeys(_DRAFT),
    )


def _take_back(choices: Choices, query_is_gone: bool) -> None:
    """Takes the continuation back; its settings stay for the next one."""
    choices.choose(more=None, temperature=None, seed=None, **(_NO_QUERY if query_is_gone else {}))
    for name in _DRAFT:
        if widget_value(choices.key(name)) is not None:
            _drafted(choices, name)


def _row_picked(choices: Choices, start: int, step: int | None) -> None:
    """Keeps the token that is stepped on, and selects its other row."""
    row = widget_value(choices.key("row"))
    choices.choose(row=None if row == "own" else row)
    if step is not None:
        choices.choose(query=start + step - (row == "before"), window=None)


def _written(temperature: float) -> str:
    return f"{round(temperature, 2):g}"
