"""Messages that quote a user."""

import pytest

from pages.shared.messages import escape_markdown


@pytest.mark.parametrize(
    "hostile", ["![x](http://127.0.0.1/x)", "<b>", "$x$", "`a`", ":red[x]", "# x", "- x", "~~x~~", "\\"]
)
def test_every_character_that_markdown_reads_is_escaped(hostile):
    escaped = escape_markdown(hostile)
    for place, character in enumerate(escaped):
        if character in r"`*_[]<>#$~:!":
            assert escaped[place - 1] == "\\"


def test_plain_words_stay_as_they_are():
    assert escape_markdown("héllo wörld שלום 👩‍👩‍👧") == "héllo wörld שלום 👩‍👩‍👧"
