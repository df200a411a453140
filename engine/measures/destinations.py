"""Where the weight of a row goes: six destinations that share it out exactly, the first that fits.

sink: special tokens, typed or added; a learned sink; within one sequence the first token, but for its own row. itself.
previous, next: the neighbours. same word: the word elsewhere, and other pieces of this word. other words: the rest.
Itself and the neighbours are there within one sequence only.
"""

import numpy as np
from jaxtyping import Bool, Int

from engine.text.tokens import Token

DESTINATIONS = ("sink", "itself", "previous", "next", "same word", "other words")
SINK, ITSELF, PREVIOUS, NEXT, SAME_WORD, OTHER_WORDS = range(len(DESTINATIONS))

NEAR = (1, 2, 3, 4, 6, 8, 12, 16)
"""Within how many places of the query, sinks left out, the weight of a row is summed."""

FARTHER = -1
"""The reach of a row that has less than half of its weight within the widest of NEAR."""


def special_keys(key_tokens: tuple[Token, ...]) -> Bool[np.ndarray, "key"]:
    """The keys that are sinks for every query."""
    return np.array([token.special for token in key_tokens], bool)


def sink_of_keys(query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...]) -> Bool[np.ndarray, "key"]:
    """The keys that are sinks: special ones and, within one sequence, the first (for all queries but itself)."""
    sinks = special_keys(key_tokens)
    sinks[0] |= query_tokens == key_tokens
    return sinks


def same_words(
    query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...]
) -> tuple[Int[np.ndarray, "query"], Int[np.ndarray, "key"]]:
    """A number for the whole word that each token belongs to, the same for words that are spelled the same."""
    numbers: dict[str, int] = {}

    def number_words(tokens: tuple[Token, ...]) -> np.ndarray:
        words: list[str] = []
        for token in tokens:
            if token.continues and words:
                words[-1] += _spelled(token)
            else:
                words.append(_spelled(token))
        spread, word = [], -1
        for position, token in enumerate(tokens):
            word += position == 0 or not token.continues
            spread.append(numbers.setdefault(words[word].casefold(), len(numbers)))
        return np.array(spread, np.int32)

    return number_words(query_tokens), number_words(key_tokens)


def same_tokens(tokens: tuple[Token, ...]) -> Int[np.ndarray, "token"]:
    """A number for each token, the same for tokens that are spelled the same, with the space before them or without."""
    numbers: dict[tuple[str, bool], int] = {}
    return np.array(
        [numbers.setdefault((_spelled(token).casefold(), token.continues), len(numbers)) for token in tokens], np.int32
    )


def _spelled(token: Token) -> str:
    """As the model reads it: it cannot tell one unknown word from another."""
    return token.piece if token.unknown else token.text
