"""Messages to the visitor that may quote what was typed: shown as typed, never read as Markdown."""

import re

import streamlit as st

_SPECIAL = frozenset(r"\`*_{}[]<>()#+-.!|$~:=&^@")
_APART = ":small[]"
"""An empty piece of small text: it shows nothing, and what stands at its two sides is never read as one."""
_READ_AS_ONE = re.compile(r"(?<=:)(?=[\w+/-])|(?<=www)(?=\.)|(?<=@)(?=\w)|(?<=[-<>~])(?=[-<>=])", re.IGNORECASE)
"""Where an address, an icon, an emoji or an arrow is cut in two.

Streamlit looks for these in the finished text, where a backslash before a character is gone.
"""

_A_NAME = re.compile(r"^[./~\\]|\w[./]\w")
"""In the first word of a message: that of a file or a model, which is shown as it was typed."""


def show_problem(title: str, text: str, begins_with: str = "") -> None:
    """What is wrong and what to do. begins_with: a name that the text may begin with, which keeps its small letter."""
    said = text if begins_with and text.startswith(begins_with) else _sentence(text)
    st.warning(escape_markdown(said), title=title, icon=":material/info:")


def escape_markdown(text: str) -> str:
    """The text so that Markdown shows every character of it as it is; a new line stays one, without its indent."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return "\\\n".join(_APART.join(map(_escaped, _READ_AS_ONE.split(line))) for line in lines if line)


def _escaped(text: str) -> str:
    return "".join(f"\\{character}" if character in _SPECIAL else character for character in text)


def _sentence(text: str) -> str:
    """The message with a capital, unless it begins with a name ("values.npz: ...", "config.json of ...")."""
    first = text.split(" ", 1)[0]
    return text if first.endswith(":") or _A_NAME.search(first) else text[:1].upper() + text[1:]
