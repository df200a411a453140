"""What a text must be, and the part of it that fits."""

import pytest

from engine.errors import InputError
from engine.text.typed import MOST_CHARACTERS, check_text, part_that_fits, spans_as_typed


def test_a_text_of_a_word_is_accepted():
    check_text("word")
    check_text("x" * MOST_CHARACTERS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no text yet"),
        ("   ", "only spaces \\(3 characters\\)"),
        ("\n\t\u00a0", "only spaces"),
        ("x" * (MOST_CHARACTERS + 1), "200,001 characters \\(0.2 MB\\)"),
        ("é" * 1_000_000, "1,000,000 characters \\(2.0 MB\\)"),
        (" " * 1_000_000, "1,000,000 characters"),
        ("ok \ud83d", "character 4 .*U\\+D83D"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_it_is(text, message):
    with pytest.raises(InputError, match=message):
        check_text(text)


@pytest.mark.parametrize(
    ("text", "ends", "n_tokens", "part"),
    [
        ("one two three", [3, 7, 13], 2, "one two"),
        ("one two three", [3, 5, 7, 13], 2, "one"),  # tw|o
        ("one\ntwo three", [3, 5, 7, 13], 2, "one"),
        ("one  two", [3, 8], 1, "one"),
        ("twofold", [3, 7], 1, "two"),  # there is no whole word
        ("a 中文中文", [1, 3, 4, 5, 6], 3, "a"),
        ("a " + "中" * 60, [1, *range(3, 63)], 51, "a " + "中" * 50),  # no word is as long as that
        ("one two", [3, 7], 2, "one two"),
    ],
)
def test_the_part_that_fits_ends_with_a_whole_word_where_there_is_one(text, ends, n_tokens, part):
    assert part_that_fits(text, ends, n_tokens) == part


@pytest.mark.parametrize(
    ("text", "spans", "typed"),
    [
        ("ab cd", [(0, 2), (3, 5)], ["ab", "cd"]),
        ("e\u0301 f", [(0, 1), (3, 4)], ["e\u0301", "f"]),
        ("e\u0301f", [(0, 1), (2, 3)], ["e\u0301", "f"]),
        ("e\u0301", [(0, 1)], ["e\u0301"]),
        ("e\u0301", [(0, 1), (1, 2)], ["e", "\u0301"]),  # unless it is a token itself
        ("한", [(0, 1), (0, 1)], ["한", "한"]),
        ("a \u200bb", [(0, 1), (3, 4)], ["a", "b"]),
    ],
)
def test_marks_that_follow_a_token_belong_to_it(text, spans, typed):
    assert [text[start:stop] for start, stop in spans_as_typed(text, spans)] == typed
