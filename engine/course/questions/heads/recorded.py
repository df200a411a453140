"""Heads of real recordings that show one thing clearly: the ready-made sentences, read by MiniLM.

What a head shows is in the weights that a question draws, and its label (engine.measures.labels) says the same: only
heads of which nobody would doubt it are kept.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

import numpy as np
from jaxtyping import Bool, Float

from engine.measures.rows import HALF
from engine.plain import head_name
from engine.reading.examples import EXAMPLES, KEPT_MODELS, load_example

MODEL = KEPT_MODELS[0]

Pattern = Literal["previous", "next", "sink", "spread"]
PATTERNS: tuple[Pattern, ...] = get_args(Pattern)
"""A line left or right of the diagonal, a column, and no strong cell at all."""

_LONGEST = 10
"""Tokens of a sentence that can still be read in a small picture."""

_WORDS = 3
"""Different words that a sentence needs: where one word is repeated, no weight tells a key from another."""

_NEARLY_ALL = 0.95
_EVEN = 0.4
"""Spread out for everybody: the rows' largest weights are no more than this, on the whole."""

_SHARP = {"previous": 0.9, "next": 0.6, "sink": 0.8}
"""Focused for everybody: they are at least this. Few heads look ahead as sharply as others look back."""

_NO_PLACE = ("uniform", "broad", "mixed", "chance")
"""The labels that name no place. Over so few keys, random scores are mostly broad: the label is then chance."""


@dataclass(frozen=True, eq=False)
class RecordedHead:
    """One head on one sentence. label: as in engine.measures.labels; target: the key of a sink."""

    text: str
    tokens: tuple[str, ...]
    ordinary: Bool[np.ndarray, "query"]
    """Which tokens are no marks such as [CLS]."""
    layer: int
    head: int
    label: str
    target: str
    weights: Float[np.ndarray, "query key"]
    bits: Float[np.ndarray, "query"]
    """The entropy of each row."""

    @property
    def sentence(self) -> str:
        """The text as it stands inside another sentence, without its full stop."""
        return self.text.removesuffix(".")

    @property
    def name(self) -> str:
        return head_name(self.layer, self.head)

    @property
    def largest(self) -> Float[np.ndarray, "query"]:
        """The largest weight of each row."""
        return np.asarray(self.weights.max(axis=1))

    def shows(self, pattern: Pattern) -> bool:
        """Whether the weights show this pattern in nearly all rows, and strongly, and the label says so too."""
        if pattern == "spread":
            return self.label in _NO_PLACE and bool(self.largest.max() < HALF and self.largest.mean() <= _EVEN)
        if self.label != pattern or self.largest.mean() < _SHARP[pattern]:
            return False
        favourites = self.weights.argmax(axis=1)
        if pattern == "sink":  # Every row: it is said to be one column from top to bottom.
            return self.target in self.tokens and bool((favourites == self.tokens.index(self.target)).all())
        offset = -1 if pattern == "previous" else 1
        at_place = favourites == np.arange(len(favourites)) + offset
        return bool(at_place[self.ordinary].mean() >= _NEARLY_ALL)


@cache
def recorded_heads() -> tuple[RecordedHead, ...]:
    """Every head on every short sentence of different words, in a fixed order."""
    found = []
    for example in EXAMPLES:
        reading = load_example(example.text, MODEL)
        if reading is None or len(reading.query_tokens) > _LONGEST:
            continue
        if len({str(token).lower() for token in reading.query_tokens if not token.special}) < _WORDS:
            continue
        tokens = tuple(str(token) for token in reading.query_tokens)
        ordinary = np.array([not token.special for token in reading.query_tokens])
        for layer, of_layer in enumerate(reading.heads.labels):
            for head, label in enumerate(of_layer):
                found.append(
                    RecordedHead(
                        example.text,
                        tokens,
                        ordinary,
                        layer,
                        head,
                        label.name,
                        label.target,
                        np.asarray(reading.weights(layer, head), dtype=float),
                        np.asarray(reading.rows.entropy_bits[layer, head], dtype=float),
                    )
                )
    return tuple(found)


@cache
def clear_heads(*patterns: Pattern) -> tuple[RecordedHead, ...]:
    """Those that show one of these patterns."""
    return tuple(head for head in recorded_heads() if any(head.shows(pattern) for pattern in patterns))
