"""What a visitor may have typed, quoted in messages."""

import streamlit as st

from pages.shared.messages import show_problem

QUOTES = (
    "http://b.c", "www.b.c/x", "a@b.c", ":smile:", ":material/home:", ":material_home:", ":streamlit:", ":red[x]",
    "a -> b", "a <-> b", "x -- y", "<b>x</b>", "&lt;b&gt;", "# x", "> x", "- x", "1. x", "`x`", "a ~~x~~ b",
    "[x](http://b.c)", "![x](http://b.c/x)", "x^2^", "a\\b", "**x**", "$x$", "x\\n===",
)  # fmt: skip

if __name__ == "__main__":
    for quote in QUOTES:
        show_problem("Quoted", f"“{quote}” is no number.")
    st.text("All quoted")
