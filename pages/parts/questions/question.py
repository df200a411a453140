"""A choice question as every page shows it: asked with its options, hinted at, and solved beside the guess."""

from collections.abc import Callable, Sequence

import streamlit as st

from engine.course.loading import misconceptions
from engine.course.questions.question import Option, Question
from engine.course.symbols import symbols_of
from pages.parts.questions.symbols import show_symbols
from pages.shared.choices import keep, kept, seed_widget, widget_value
from pages.shared.elements.sketches import show_pictures
from viz.theme import Theme

_NO_NAME = ("", "other")
"""Mistakes without a name of their own."""


def ask_question(
    question: Question,
    key: str,
    theme: Theme,
    *,
    locked: bool = False,
    guess: int | None = None,
    on_pick: Callable[[int], None] | None = None,
) -> int | None:
    """Draws the prompt, the picture and the options; the place of the chosen option comes back, None before a choice.

    key: unique on the page and for the question, since the choice is kept under it for the session. locked: the
    choice can be seen and no longer changed. guess: the choice to begin with. on_pick: where the page itself holds
    the choice (in its link, say) it is called with the chosen place, and guess is the choice, always.
    """
    st.markdown(question.prompt)
    if question.picture is not None:
        show_pictures((question.picture,), key=f"{key} picture", theme=theme)
    name, widget = f"{key} guess", f"{key} options"

    def pick() -> None:
        place = widget_value(widget)
        keep(name, place)
        if on_pick is not None:
            on_pick(place)

    if on_pick is not None or kept(name) is None:
        keep(name, guess)
    chosen: int | None = kept(name)
    st.radio(
        "Your answer",
        range(len(question.options)),
        key=seed_widget(widget, chosen),
        index=chosen,
        format_func=lambda place: question.options[place].text,
        on_change=pick,
        disabled=locked,
        width="stretch",
    )
    show_symbols(symbols_of(question))
    return chosen


def picked_option(key: str) -> int | None:
    """The option of the question under this key that is chosen by now, for a button beside the question."""
    place: int | None = kept(f"{key} guess")
    return place


def show_hint(question: Question, key: str) -> None:
    """The hint, folded away until it is asked for. key: as for ask_question."""
    with st.expander("Hint", key=f"{key} hint"):
        st.markdown(question.hint)


def show_solution(question: Question, guess: int | None) -> None:
    """The truth beside the guess, the steps to it, a quick check, and what leads to the other answers.

    guess: the place of the option that was chosen; None where there was no answer.
    """
    if guess == question.answer:
        st.success(_with_reason(question.right), title="Right", icon=":material/check:")
    else:
        yours, right = st.columns(2, gap="small")
        with yours:
            _show_guess(None if guess is None else question.options[guess])
        with right:
            st.success(_with_reason(question.right), title="The answer", icon=":material/check:")
    st.markdown(
        "**Step by step**\n\n" + "\n".join(f"{number}. {step}" for number, step in enumerate(question.steps, 1))
    )
    st.markdown(f"**Quick check**\n\n{question.check}")
    others = [option for place, option in enumerate(question.options) if place not in (question.answer, guess)]
    if others:
        _show_mistakes(others, "Common mistakes" if guess in (question.answer, None) else "Other common mistakes")


def _show_guess(option: Option | None) -> None:
    if option is None:
        st.info("You chose none.", title="Your answer", icon=":material/remove:")
        return
    st.warning(_with_reason(option), title="Your answer", icon=":material/close:")


def _show_mistakes(options: Sequence[Option], title: str) -> None:
    with st.expander(title):
        st.markdown("\n".join(f"- **{option.text}** {option.reason}{_named(option)}" for option in options))


def _with_reason(option: Option) -> str:
    return f"**{option.text}**\n\n{option.reason}{_named(option)}"


def _named(option: Option) -> str:
    """The name of the mistake, where it has one."""
    return "" if option.mistake in _NO_NAME else f" *({misconceptions()[option.mistake].title})*"
