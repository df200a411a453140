"""Heads whose label is known by construction: of 5 to 2,000 tokens, causal, full and across two texts, with noise.

`constructed_heads` makes every kind of head that a setting allows, `random_heads` heads that do nothing, `labels_of`
asks the engine for their labels. The kinds stand in constructed_rows.py.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from engine.attention.capture import AttentionCapture, AttentionLayer
from engine.attention.mask import MaskRule
from engine.measures.computing.survey import measure
from engine.measures.destinations import NEAR
from engine.measures.labels import HeadLabel, label_heads
from engine.text.tokens import Token, plain_tokens
from tests.engine.constructed_rows import KINDS, Kind, Places

LENGTHS = (5, 8, 12, 20, 40, 128, 500, 2000)
MASKS = ("full", "causal", "across")
NONE = frozenset({"uniform", "broad", "mixed", "chance", "too few keys"})
"""What a head of random scores may be called: nothing that it looks at."""

_LEAST = math.exp(-200)
"""0 as a weight, and finite as a score."""


@dataclass(frozen=True, eq=False)
class ConstructedHead:
    """A head and the labels that are right for it.

    truth: the row of the confusion table that it stands in. learned: the share of every row that goes to a learned
    sink.
    """

    kind: str
    truth: str
    right: frozenset[str]
    mask: str
    query_tokens: tuple[Token, ...]
    key_tokens: tuple[Token, ...]
    weights: np.ndarray
    learned: float = 0.0

    @property
    def n_tokens(self) -> int:
        return len(self.query_tokens)

    @property
    def visible(self) -> np.ndarray:
        return visible_cells(self.n_tokens, self.mask)

    @property
    def judged(self) -> np.ndarray:
        """The numbers of the rows that can be judged."""
        ordinary = np.array([not token.special for token in self.query_tokens])
        return np.flatnonzero(ordinary & (self.visible.sum(axis=1) >= 4))


def row_of_table(label: str) -> str:
    """Labels that differ in a number alone are one row and one column of the confusion table, as are all two jobs."""
    if ", else " in label:
        return "two jobs"
    word = label.partition(" ")[0]
    return word if word in ("offset", "local") else label


def visible_cells(n_tokens: int, mask: str) -> np.ndarray:
    """Which keys each query sees."""
    cells = np.ones((n_tokens, n_tokens), bool)
    return np.tril(cells) if mask == "causal" else cells


def tokens_of(text: str, n_tokens: int, mask: str, rng: np.random.Generator) -> tuple[tuple[Token, ...], ...]:
    """The query and the key tokens of a text.

    plain: words that all differ. bracketed: [CLS], such words, [SEP]. repeats: a sixth as many words, but 4 at least,
    again and again, shuffled each time, none beside itself. specials: nothing but special tokens.
    """
    if text == "repeats":
        words = _shuffled_again(n_tokens, rng)
        tokens = plain_tokens([f"word{word}" for word in words])
        return (
            tokens,
            plain_tokens([f"word{word}" for word in rng.permutation(words)]) if mask == "across" else tokens,
        )

    def of(name: str) -> tuple[Token, ...]:
        words = [Token(f"{name}{place}", special=text == "specials") for place in range(n_tokens)]
        if text == "bracketed":
            words[0], words[-1] = Token("[CLS]", special=True), Token("[SEP]", special=True)
        return tuple(words)

    return of("word"), of("other") if mask == "across" else of("word")


def _shuffled_again(n_tokens: int, rng: np.random.Generator) -> list[int]:
    n_words, words = max(4, n_tokens // 6), []
    while len(words) < n_tokens:
        more = rng.permutation(n_words).tolist()
        if not words or more[0] != words[-1]:
            words += more
    return words[:n_tokens]


def constructed_heads(n_tokens: int, mask: str, seed: int = 0) -> Iterator[ConstructedHead]:
    """A head of every kind that this length and mask allow, one after another: long ones are large."""
    rng = np.random.default_rng([seed, n_tokens, MASKS.index(mask)])
    made: dict[str, tuple[tuple[Token, ...], ...]] = {}
    for kind in KINDS:
        if mask not in kind.masks or n_tokens < kind.least_tokens:
            continue
        if kind.text not in made:
            made[kind.text] = tokens_of(kind.text, n_tokens, mask, rng)
        head = _head_of(kind, mask, made[kind.text], rng)
        if head is not None:
            yield head


def _head_of(
    kind: Kind, mask: str, tokens: tuple[tuple[Token, ...], ...], rng: np.random.Generator
) -> ConstructedHead | None:
    """The head; None where it is wider than the widest of NEAR."""
    n_tokens = len(tokens[0])
    visible = visible_cells(n_tokens, mask)
    weights = kind.build(Places(tokens[0], tokens[1], visible, rng)) * visible
    weights = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    head = ConstructedHead(
        kind.name, row_of_table(kind.label), frozenset({kind.label}), mask, *tokens, weights, kind.learned
    )
    if kind.label != "local":
        return head
    width = local_width(head)
    return replace(head, right=frozenset({f"local {width}"})) if width <= NEAR[-1] else None


def local_width(head: ConstructedHead) -> int:
    """The fewest places, of NEAR, within which half of the judged rows have half of their weight.

    The first key is left out, for it is a sink, and so is a row that is even over all that it sees.
    """
    distance = np.abs(np.subtract.outer(np.arange(head.n_tokens), np.arange(head.n_tokens)))
    distance[1:, 0] = head.n_tokens
    uneven = head.weights.max(axis=1) > 1.01 / head.visible.sum(axis=1)
    for width in NEAR:
        inside = (uneven * (head.weights * (distance <= width)).sum(axis=1))[head.judged]
        if 2 * (inside >= 0.5 - 1e-5).sum() >= len(inside):
            return width
    return head.n_tokens


def random_weights(shape: tuple[int, ...], visible: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Rows of scores of unit spread after the softmax."""
    weights = np.exp(rng.standard_normal(shape)) * visible
    return weights / weights.sum(axis=-1, keepdims=True)


def with_noise(head: ConstructedHead, share: float, of: str, rng: np.random.Generator) -> ConstructedHead:
    """The head with noise of random rows.

    of "rows": that share of the judged rows is replaced by random rows. of "weights": that share of every row's weight
    is spread as a random row's. A width may then grow by two steps, and of "weights" even rows are no more than broad.
    """
    random = random_weights(head.weights.shape, head.visible, rng)
    right = set(head.right)
    if of == "weights":
        weights = (1 - share) * head.weights + share * random
        right |= {"broad"} if "uniform" in right else set()
    else:
        rows = rng.choice(head.judged, round(share * len(head.judged)), replace=False)
        weights = head.weights.copy()
        weights[rows] = random[rows]
    for label in head.right:
        word, _, number = label.partition(" ")
        if word == "local":
            right |= {f"local {width}" for width in NEAR[NEAR.index(int(number)) :][:3]}
    return replace(head, weights=weights.astype(np.float32), right=frozenset(right))


def random_heads(n_tokens: int, mask: str, n_heads: int, seed: int = 0) -> list[ConstructedHead]:
    """Heads of random scores of unit spread, over words that all differ."""
    rng = np.random.default_rng([seed, n_tokens, MASKS.index(mask), 1])
    tokens = tokens_of("plain", n_tokens, mask, rng)
    weights = random_weights((n_heads, n_tokens, n_tokens), visible_cells(n_tokens, mask), rng)
    return [ConstructedHead("random", "random", NONE, mask, *tokens, one) for one in weights]


def labels_of(heads: Sequence[ConstructedHead]) -> list[HeadLabel]:
    """The label of each; heads of one text are measured together."""
    found: dict[int, HeadLabel] = {}
    groups: dict[tuple, list[int]] = {}
    for number, head in enumerate(heads):
        groups.setdefault((head.mask, head.query_tokens, head.key_tokens, head.learned > 0), []).append(number)
    for numbers in groups.values():
        capture = capture_of([heads[number] for number in numbers])
        labels = label_heads(measure(capture), capture.query_tokens, capture.key_tokens)[0]
        found |= dict(zip(numbers, labels, strict=True))
    return [found[number] for number in range(len(heads))]


def capture_of(heads: Sequence[ConstructedHead]) -> AttentionCapture:
    """One layer with these heads: their scores are the logarithms of their weights."""
    first, n = heads[0], heads[0].n_tokens
    scores = np.stack([np.log(np.maximum(head.weights, _LEAST, dtype=float)).astype(np.float32) for head in heads])
    nothing = torch.zeros(len(heads), n, 1)
    sinks = _logits(head.learned for head in heads) if first.learned else None
    layer = AttentionLayer(
        nothing,
        nothing,
        nothing,
        1.0,
        MaskRule(causal=first.mask == "causal"),
        position_bias=torch.from_numpy(scores),
        sink_logits=sinks,
    )
    return AttentionCapture((layer,), first.query_tokens, first.key_tokens)


def _logits(shares: Iterable[float]) -> torch.Tensor:
    """The learned scores that take these shares from rows whose exponentials sum to 1."""
    shares = torch.tensor(list(shares))
    return torch.log(shares / (1 - shares))
