"""What a text must be before a model reads it, and which part of it each token stands for."""

import re
import unicodedata

from engine.errors import InputError

MOST_CHARACTERS = 200_000
"""A longer text is refused before it is split into tokens, so that a huge paste is answered at once."""

_LONGEST_WORD = 40
"""A part ends with a whole word, unless the word has more characters than this (a script without spaces, a link)."""

JOINS_THE_LAST = {"Mn", "Mc", "Me", "Cf"}
"""Unicode categories without a glyph of their own: accents, variation selectors, joiners and other invisible marks."""


class TextTooLong(InputError):
    """A text with more tokens than the model has positions.

    part: the longest beginning of the text that fits, for offering it; nothing is cut in silence.
    """

    def __init__(self, n_tokens: int, positions: int, n_added: int, part: str) -> None:
        self.n_tokens, self.positions, self.part = n_tokens, positions, part
        of_these = f" ({n_added} of them its own)" if n_added else ""
        super().__init__(
            f"this text has {n_tokens:,} tokens, and the model reads {positions:,} at most{of_these}. "
            f"The first {len(part):,} characters fit."
        )


def check_text(text: str) -> None:
    """InputError for a text that is empty, blank, over MOST_CHARACTERS, or not Unicode (half of a surrogate pair)."""
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"this text has {len(text):,} characters ({_size(text)}); up to {MOST_CHARACTERS:,} can be read. "
            "Enter a shorter part of it."
        )
    if not text:
        raise InputError("there is no text yet. Type a sentence of one word or more.")
    if not text.strip():
        raise InputError(f"this text is only spaces ({len(text)} characters). Type a sentence of one word or more.")
    half = next((place for place, character in enumerate(text) if "\ud800" <= character <= "\udfff"), None)
    if half is not None:
        raise InputError(
            f"character {half + 1} of this text is not a character of Unicode (U+{ord(text[half]):04X}, which comes "
            "of text in another encoding). Remove it, or save the text as UTF-8."
        )


def part_that_fits(text: str, token_ends: list[int], n_tokens: int) -> str:
    """The beginning of the text up to the last whole word within n_tokens tokens (token_ends: where each one ends)."""
    stop = token_ends[n_tokens - 1]
    cuts_a_word = stop < len(text) and not text[stop].isspace()
    begun = re.search(rf"\s\S{{1,{_LONGEST_WORD}}}\Z", text[:stop]) if cuts_a_word else None
    return text[: begun.start() if begun else stop].rstrip()


def spans_as_typed(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans of a text's tokens, in order, each with the accents and invisible marks that follow it.

    A tokenizer that drops accents leaves an accent typed as a character of its own, and a variation selector, outside.
    """
    typed, limit = [], len(text)
    for start, stop in reversed(spans):
        while stop < limit and unicodedata.category(text[stop]) in JOINS_THE_LAST:
            stop += 1
        typed.append((start, stop))
        limit = start
    return typed[::-1]


def _size(text: str) -> str:
    n_bytes = len(text.encode("utf-8", errors="replace"))
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e5 else f"{n_bytes / 1e3:.0f} kB"
