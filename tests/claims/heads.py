"""Heads whose weights are known by construction, with what Headlight's engine measures of each.

Weights are [query, key]. `visible` says which keys each query may see. Every row sums to 1 over the keys that it sees.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch

from engine.attention.capture import AttentionCapture
from engine.attention.mask import MaskRule
from engine.measures.computing.survey import measure
from engine.measures.heads import HeadStatistics
from tests.engine.captures import one_hot, uniform, weights_capture

TOKENS, LONG, HALF = 10, 64, 32
"""Of most heads; of the long ones; the rows in each half of those."""

WINDOW, REAL = 4, 7
"""The keys that a row of the windowed head sees at most; the tokens of the padded head that are no padding."""

ON_SINK = 0.6
"""The weight on the first key of the head called sink and rest."""


@dataclass(frozen=True, eq=False)
class KnownHead:
    """A head by its name, what it does in words, its weights, its mask, and how spread out it is.

    spread: 1 where every row shares its weight evenly among all that it sees, 0 where every row has one key; None where
    more than one answer is right.
    """

    name: str
    what: str
    weights: np.ndarray
    mask: MaskRule
    spread: float | None

    @property
    def visible(self) -> np.ndarray:
        """True where the query may see the key."""
        n_tokens = len(self.weights)
        cells = self.mask.visible(range(n_tokens), n_tokens)
        return np.ones((n_tokens, n_tokens), bool) if cells is None else cells.numpy()

    def capture(self) -> AttentionCapture:
        """The head as the engine takes it: queries and keys with these weights, under this mask."""
        made = weights_capture(self.weights)
        return replace(made, layers=(replace(made.layers[0], mask=self.mask),))

    def headlight(self, number: str) -> float:
        """What Headlight gives for the head by this number, the mean over its rows."""
        capture = self.capture()
        heads = HeadStatistics.of(measure(capture), capture.query_tokens, capture.key_tokens)
        return float(heads.numbers[number][0, 0])


CAUSAL = MaskRule(causal=True)


def seen_evenly(mask: MaskRule, n_tokens: int) -> np.ndarray:
    """The weights of a head that shares each row's weight evenly among the keys that the row sees."""
    cells = mask.visible(range(n_tokens), n_tokens)
    return cells.numpy() / cells.numpy().sum(axis=1, keepdims=True)


def padded() -> tuple[np.ndarray, MaskRule]:
    """The last three tokens are padding. No token sees them; as queries they look like any other, as in a model.

    The mask hides everything from them: a recording of Headlight has cut them away.
    """
    real = np.arange(TOKENS) < REAL
    weights = np.tile(real / REAL, (TOKENS, 1))
    return weights, MaskRule(cells=torch.tensor(real[:, None] & real))


def sink_and_rest() -> np.ndarray:
    """ON_SINK of each row on the first key, what is left spread evenly over the others. The first row sees itself."""
    weights = np.zeros((TOKENS, TOKENS))
    weights[0, 0] = 1
    for row in range(1, TOKENS):
        weights[row, 0] = ON_SINK
        weights[row, 1 : row + 1] = (1 - ON_SINK) / row
    return weights


def previous_token(n_tokens: int) -> np.ndarray:
    """All weight on the token before; the first token has itself."""
    return one_hot(n_tokens, np.arange(n_tokens) - 1)


def in_halves(even_rows: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """A causal head of 64 tokens: these rows uniform over what they see, the others with all weight on one key."""
    even = even_rows(np.arange(LONG))[:, None]
    return np.where(even, seen_evenly(CAUSAL, LONG), previous_token(LONG))


def known_heads() -> tuple[KnownHead, ...]:
    """All of them, in the order of the page."""
    window = MaskRule(causal=True, window=WINDOW)
    return (
        KnownHead("uniform", "10 tokens, each sees all and looks at all evenly", uniform(TOKENS), MaskRule(), 1),
        KnownHead(
            "causal uniform",
            "10 tokens, each sees itself and those before it, and looks at these evenly",
            seen_evenly(CAUSAL, TOKENS),
            CAUSAL,
            1,
        ),
        KnownHead("causal uniform, 64", "the same with 64 tokens", seen_evenly(CAUSAL, LONG), CAUSAL, 1),
        KnownHead(
            "one-hot", "causal, all weight on the token before, the first on itself", previous_token(TOKENS), CAUSAL, 0
        ),
        KnownHead("sink and rest", "causal, 0.6 on the first key, the rest even", sink_and_rest(), CAUSAL, None),
        KnownHead("windowed", "causal, each sees the last 4 keys, evenly", seen_evenly(window, TOKENS), window, 1),
        KnownHead("padded", "7 tokens and 3 of padding, all look at the 7 evenly", *padded(), 1),
        KnownHead(
            "uniform late",
            "causal, 64 tokens, rows 1 to 32 one-hot, 33 to 64 uniform",
            in_halves(lambda rows: rows >= HALF),
            CAUSAL,
            None,
        ),
        KnownHead(
            "uniform early",
            "the reverse: rows 1 to 32 uniform, 33 to 64 one-hot",
            in_halves(lambda rows: rows < HALF),
            CAUSAL,
            None,
        ),
    )
