"""Sentences of which the length in minilm's tokens is known: every word of theirs is one token."""

from itertools import cycle, islice

NAMES: tuple[str, ...] = ("John", "Mary", "David", "Anna", "Peter", "Sarah", "Robert", "Emma", "Daniel", "Lucy")
NAMES += ("Thomas", "Julia", "Frank", "Alice", "Henry", "Clara", "Martin", "Helen", "Simon", "Laura")

_TEXT = "the old man told a long story to some young children while his dog slept near our warm house last night"


def sentence_of(n_tokens: int) -> str:
    """A text of so many tokens, [CLS], [SEP] and the full stop among them."""
    return " ".join(islice(cycle(_TEXT.split()), n_tokens - 3)) + "."


def short_sentence(name: str) -> str:
    """A sentence of 12 tokens that begins with one of NAMES."""
    return f"{name} saw the small dog near the old house."
