"""Cross-attention in a real translator: which words are read while each character of a date is written."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from engine.course.lessons.kept.seen import kept_phrases, run_translator

ALIGNED = (1, 0)
"""The head (layer, head) that was trained to look at the words that a digit is read from."""


@dataclass(frozen=True, eq=False)
class Translation:
    """A phrase and what became of it. read: the tokens of the phrase; written: one character for each row.

    Row i of the weights is the decoder's query while it writes written[i]; the columns are keys of the encoder.
    """

    text: str
    read: tuple[str, ...]
    written: tuple[str, ...]
    weights: Float[np.ndarray, "written read"]

    @property
    def digit_rows(self) -> tuple[int, ...]:
        """The rows that write a digit."""
        return tuple(row for row, character in enumerate(self.written) if character.isdigit())

    @property
    def looks_at(self) -> Int[np.ndarray, "written"]:
        """The column of the largest weight of each row."""
        return self.weights.argmax(axis=1)

    @property
    def steps_back(self) -> int:
        """How often the largest weight moves to the left from one digit's row to the next."""
        columns = self.looks_at[list(self.digit_rows)]
        return int((np.diff(columns) < 0).sum())


def translate(text: str, layer: int = ALIGNED[0], head: int = ALIGNED[1]) -> Translation:
    """What the translator of dates makes of a phrase, and the weights of one head of its cross-attention.

    One of the lessons' own phrases was kept; for any other the translator is loaded and run.
    """
    found = kept_phrases().get(text) or run_translator(text)
    return Translation(text, found.read, found.written, found.weights[layer, head])
