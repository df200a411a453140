"""Messages to the visitor that may quote what was typed: shown as typed, never read as Markdown."""

import streamlit as st

_SPECIAL = r"\`*_{}[]<>()#+-.!|$~:"


def show_problem(title: str, text: str) -> None:
    """What is wrong and what to do."""
    st.warning(escape_markdown(_sentence(text)), title=title, icon=":material/info:")


def escape_markdown(text: str) -> str:
    """The text so that Markdown shows every character of it as it is."""
    return "".join(f"\\{character}" if character in _SPECIAL else character for character in text)


def _sentence(text: str) -> str:
    """The message with a capital, unless it begins with a name ("values.npz: ...")."""
    return text if text.split(" ", 1)[0].endswith(":") else text[:1].upper() + text[1:]
