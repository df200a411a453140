"""What a text must be before a model reads it."""

from engine.errors import InputError

MOST_CHARACTERS = 20_000
"""A longer text is refused before it is split into tokens, so that a huge paste is answered at once."""


class TextTooLong(InputError):
    """A text with more tokens than the model has positions.

    part: the longest beginning of the text that fits, for offering it; nothing is cut in silence.
    """

    def __init__(self, n_tokens: int, positions: int, n_special: int, part: str) -> None:
        self.n_tokens, self.positions, self.part = n_tokens, positions, part
        super().__init__(
            f"this text has {n_tokens:,} tokens, and the model reads {positions:,} at most "
            f"({n_special} of them special). The first {len(part):,} characters fit."
        )


def check_text(text: str) -> None:
    """InputError for a text that is empty, blank, or over MOST_CHARACTERS."""
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"this text has {len(text):,} characters ({_size(text)}); up to {MOST_CHARACTERS:,} can be read. "
            "Enter a shorter part of it."
        )
    if not text:
        raise InputError("there is no text yet. Type a sentence of one word or more.")
    if not text.strip():
        raise InputError(f"this text is only spaces ({len(text)} characters). Type a sentence of one word or more.")


def part_that_fits(text: str, token_ends: list[int], n_tokens: int) -> str:
    """The beginning of the text up to the last whole word within n_tokens tokens (token_ends: where each one ends)."""
    part = text[: token_ends[n_tokens - 1]]
    cut_word = token_ends[n_tokens - 1] < len(text) and not text[token_ends[n_tokens - 1]].isspace()
    shorter = part.rpartition(" ")[0] if cut_word else part
    return shorter.rstrip() or part


def _size(text: str) -> str:
    n_bytes = len(text.encode("utf-8", errors="replace"))
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e5 else f"{n_bytes / 1e3:.0f} kB"
