"""Heads of real recordings that show one thing clearly: the ready-made sentences, read by MiniLM.

What a head shows is taken from its label and its numbers (engine.measures.labels), and only heads of which nobody
would doubt it are kept.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float

from engine.plain import head_name
from engine.reading.examples import EXAMPLES, KEPT_MODELS, load_example

MODEL = KEPT_MODELS[0]

_LONGEST = 10
"""Tokens of a sentence that can still be read in a small picture."""

_AGREES = 0.95
_EVEN = 0.4
"""Spread out for everybody: the rows' largest weights are no more than this, on the whole."""

_SHARP = {"previous": 0.9, "next": 0.6, "sink": 0.8}
"""Focused for everybody: they are at least this. Few heads look ahead as sharply as others look back."""


@dataclass(frozen=True, eq=False)
class RecordedHead:
    """One head on one sentence. label: as in engine.measures.labels; target: the key of a sink."""

    text: str
    tokens: tuple[str, ...]
    layer: int
    head: int
    label: str
    target: str
    agreement: float
    max_weight: float
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


@cache
def recorded_heads() -> tuple[RecordedHead, ...]:
    """Every head on every short sentence, in a fixed order."""
    found = []
    for example in EXAMPLES:
        reading = load_example(example.text, MODEL)
        if reading is None or len(reading.query_tokens) > _LONGEST:
            continue
        tokens = tuple(str(token) for token in reading.query_tokens)
        for layer, of_layer in enumerate(reading.heads.labels):
            for head, label in enumerate(of_layer):
                found.append(
                    RecordedHead(
                        example.text,
                        tokens,
                        layer,
                        head,
                        label.name,
                        label.target,
                        label.agreement,
                        float(reading.heads.max_weight[layer, head]),
                        np.asarray(reading.weights(layer, head), dtype=float),
                        np.asarray(reading.rows.entropy_bits[layer, head], dtype=float),
                    )
                )
    return tuple(found)


@cache
def clear_heads(*labels: str) -> tuple[RecordedHead, ...]:
    """Those with one of these labels that show it in nearly all rows, and strongly.

    labels: previous, next, sink, broad, uniform.
    """
    return tuple(
        head
        for head in recorded_heads()
        if head.label in labels
        and head.agreement >= _AGREES
        and (head.max_weight >= _SHARP[head.label] if head.label in _SHARP else head.max_weight <= _EVEN)
    )
