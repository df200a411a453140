"""The letters of formulas, and what they stand for: a question says so below its words."""

import re

from engine.course.questions.question import Question

SYMBOLS = {
    "Q": "the queries, one in each row",
    "K": "the keys, one in each row",
    "V": "the values, one in each row",
    "W": "a learned matrix",
    "d": "the width: how many numbers a query or a key has",
    "n": "the number of keys",
    "q": "a query",
    "k": "a key",
    "v": "a value",
    "x": "the input, a vector for each token",
    "w": "a weight",
    "s": "a score",
    "p": "a weight that softmax gives",
    "i": "the number of a key",
    "j": "the number of a key",
    "c": "a number added to every score",
    "e": "Euler's number, about 2.718, which softmax raises to each score",
}
"""What each letter means everywhere in the course. ᵀ and √ need no gloss; F is PyTorch's module of functions."""

_FORMULA = re.compile(r"```.*?```|`[^`]*`|\$[^$]*\$", re.DOTALL)
_NO_LETTER = re.compile(r"\\[a-zA-Z]+|\.T\b|\^\{?\\top\}?|\^\{?T\}?|[A-Za-z_]{2,}|[0-9.]+e[0-9-]+")
_LETTER = re.compile(r"[A-Za-z]")


def letters_in(text: str) -> tuple[str, ...]:
    """The single letters in the formulas of a text (between backticks or dollars), in their order, each once."""
    formulas = (_NO_LETTER.sub(" ", match[0]) for match in _FORMULA.finditer(text))
    return tuple(dict.fromkeys(letter for formula in formulas for letter in _LETTER.findall(formula)))


def symbols_of(question: Question) -> tuple[tuple[str, str], ...]:
    """The letters in a question's words and options, each with its meaning; those of its solution are the same."""
    return symbols_in("\n".join((question.prompt, *(option.text for option in question.options))))


def symbols_in(text: str) -> tuple[tuple[str, str], ...]:
    """The letters in the formulas of a text, each with its meaning."""
    return tuple((letter, SYMBOLS[letter]) for letter in letters_in(text) if letter in SYMBOLS)
