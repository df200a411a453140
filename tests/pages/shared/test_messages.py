"""Messages that quote a user."""

import pytest

from pages.shared import messages
from pages.shared.messages import escape_markdown, show_problem


@pytest.mark.parametrize(
    "hostile", ["![x](http://127.0.0.1/x)", "<b>", "$x$", "`a`", ":red[x]", "# x", "- x", "~~x~~", "\\"]
)
def test_every_character_that_markdown_reads_is_escaped(hostile):
    escaped = escape_markdown(hostile).replace(":small[]", "")
    for place, character in enumerate(escaped):
        if character in r"`*_[]<>#$~:!=":
            assert escaped[place - 1] == "\\"


def test_plain_words_stay_as_they_are():
    assert escape_markdown("héllo wörld שלום 👩‍👩‍👧") == "héllo wörld שלום 👩‍👩‍👧"


def test_an_address_is_cut_where_it_would_be_read_as_one():
    assert escape_markdown("at http://x") == r"at http\:" + ":small[]//x"


def test_no_line_makes_a_heading_of_the_one_before_and_no_indent_makes_code():
    assert escape_markdown("  a\n\n     ===") == "a\\\n\\=\\=\\="


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        ("model is not", "model", "model is not"),
        ("the text", "model", "The text"),
        ("a.npz: no", "", "a.npz: no"),
        ("config.json of x", "", "config.json of x"),
        ("owner/name is", "", "owner/name is"),
        ("./x is", "", "./x is"),
        ("its e.g.", "", "Its e.g."),
    ],
)
def test_a_name_at_the_beginning_keeps_its_small_letter(monkeypatch, text, name, shown):
    said = []
    monkeypatch.setattr(messages.st, "warning", lambda words, **_: said.append(words.replace("\\", "")))
    show_problem("Title", text, name)
    assert said == [shown]
