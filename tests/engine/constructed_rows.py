"""The kinds of heads that are constructed: what each row looks at, and the label that is right for it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from engine.text.tokens import Token

ALL, ONE, FULL, CAUSAL = ("full", "causal", "across"), ("full", "causal"), ("full",), ("causal",)
SEEN_TO_THE_END = ("full", "across")

MOST = 0.8
"""Of a row's weight, what is on the key that it looks at; the rest is even."""


@dataclass(frozen=True, eq=False)
class Places:
    """What the rows of a head are built from. visible [query, key]; rng draws what the construction leaves open."""

    query_tokens: tuple[Token, ...]
    key_tokens: tuple[Token, ...]
    visible: np.ndarray
    rng: np.random.Generator

    @property
    def n(self) -> int:
        return len(self.query_tokens)

    @property
    def at(self) -> np.ndarray:
        return np.arange(self.n)

    @property
    def causal(self) -> bool:
        return not self.visible.all()

    @property
    def even(self) -> np.ndarray:
        return self.visible / self.visible.sum(axis=1, keepdims=True)

    def on(self, keys: np.ndarray, most: float = MOST) -> np.ndarray:
        """Most of each row's weight on the key of that number, the rest even; even rows where the key is not there."""
        there = (keys >= 0) & (keys < self.n)
        there &= self.visible[self.at, np.clip(keys, 0, self.n - 1)]
        rows = most * np.eye(self.n)[np.clip(keys, 0, self.n - 1)] + (1 - most) * self.even
        return np.where(there[:, None], rows, self.even)


Build = Callable[[Places], np.ndarray]


@dataclass(frozen=True)
class Kind:
    """A kind of head. label: the right one; "local" where its width follows from the weights."""

    name: str
    label: str
    build: Build
    masks: tuple[str, ...] = ALL
    text: str = "plain"
    least_tokens: int = 5
    learned: float = 0.0


def offset(by: int, most: float = MOST) -> Build:
    return lambda p: p.on(p.at + by, most)


def on_key(place: Callable[[int], int], most: float = MOST) -> Build:
    return lambda p: p.on(np.full(p.n, place(p.n)), most)


def window(width: int) -> Build:
    """Even over the keys within so many places."""
    return lambda p: (np.abs(np.subtract.outer(p.at, p.at)) <= width).astype(float)


def decay(scale: float) -> Build:
    """Weights that fall with the distance."""
    return lambda p: np.exp(-np.abs(np.subtract.outer(p.at, p.at)) / scale)


def blocks(size: int) -> Build:
    """Even over the keys of the query's own block of the text."""
    return lambda p: np.equal.outer(p.at // size, p.at // size).astype(float)


def spread(sigma: float) -> Build:
    """The quantiles of normal scores of this spread, shuffled in each row: its entropy leaves nothing to chance."""

    def build(p: Places) -> np.ndarray:
        weights = np.zeros(p.visible.shape)
        for row, seen in zip(weights, p.visible, strict=True):
            count = seen.sum()
            row[seen] = np.exp(sigma * p.rng.permutation(ndtri((np.arange(count) + 0.5) / count)))
        return weights

    return build


def _far_keys(p: Places, least: int = 2) -> np.ndarray:
    """For every row another word at least so far away, spread evenly over places and distances; -1 without one."""
    keys, at_key, at_offset = np.full(p.n, -1), np.zeros(p.n), np.zeros(2 * p.n)
    words = np.array([token.text for token in p.key_tokens])
    special = np.array([token.special for token in p.key_tokens])
    one_text = p.query_tokens == p.key_tokens
    for query, token in enumerate(p.query_tokens):
        fits = p.visible[query] & (words != token.text) & ~special
        if one_text:
            fits &= (np.abs(p.at - query) >= least) & (p.at > 0)
        places = np.flatnonzero(fits)
        if len(places):
            taken = at_key[places] + at_offset[places - query + p.n] + p.rng.random(len(places))
            keys[query] = places[np.argmin(taken)]
            at_key[keys[query]] += 1
            at_offset[keys[query] - query + p.n] += 1
    return keys


def far_words(p: Places) -> np.ndarray:
    return p.on(_far_keys(p))


def farther_words(p: Places) -> np.ndarray:
    """Other words a third of the text away, so that no few places hold them."""
    return p.on(_far_keys(p, least=p.n // 3))


def several_words(p: Places) -> np.ndarray:
    """Most of each row even over an eighth of the other words, drawn for each row."""
    rows = np.zeros(p.visible.shape)
    for query, seen in enumerate(p.visible):
        places = np.flatnonzero(seen & (np.abs(p.at - query) > 1) & (p.at > 0))
        some = p.rng.permutation(places)[: max(1, len(places) // 8)]
        rows[query, some] = 1 / max(1, len(some))
    return np.where(rows.any(axis=1)[:, None], MOST * rows + (1 - MOST) * p.even, p.even)


def _same_word_keys(p: Places, after: int = 0) -> np.ndarray:
    """The last earlier occurrence of each query's word, or so many keys after it; -1 for a word that is new.

    Without a mask any occurrence but the query itself; across two texts any at all.
    """
    keys = np.full(p.n, -1)
    words = np.array([token.text for token in p.key_tokens])
    one_text = p.query_tokens == p.key_tokens
    for query, token in enumerate(p.query_tokens):
        places = np.flatnonzero(words == token.text)
        if one_text:
            places = places[places < query] if p.causal or after else places[places != query]
            places = places[np.abs(places + after - query) > (after == 0)]
            places = places[places + after > 0]
        if len(places):
            keys[query] = p.rng.choice(places) + after
    return keys


def same_word(p: Places) -> np.ndarray:
    return p.on(_same_word_keys(p))


def induction(p: Places) -> np.ndarray:
    return p.on(_same_word_keys(p, after=1))


def by_turns(*builds: Build) -> Build:
    """The first row does the first, the second the second, and so on."""

    def build(p: Places) -> np.ndarray:
        made = [one(p) for one in builds]
        return np.stack([made[row % len(made)][row] for row in range(p.n)])

    return build


def _both(first: Build, second: Build) -> Build:
    return lambda p: (first(p) + second(p)) / 2


def _one_row(p: Places) -> np.ndarray:
    rows = p.even.copy()
    rows[p.n // 2 + 1] = p.on(np.full(p.n, p.n // 2), 1.0)[p.n // 2 + 1]
    return rows


def even(p: Places) -> np.ndarray:
    return p.even


first, last = on_key(lambda n: 0), on_key(lambda n: n - 1)
SECOND_JOBS = {
    "itself": (offset(0), ONE, "plain", 12),
    "previous": (offset(-1), ONE, "plain", 12),
    "next": (offset(1), FULL, "plain", 12),
    "offset -3": (offset(-3), ONE, "plain", 20),
    "other words": (far_words, ONE, "plain", 12),
    "same word": (same_word, ONE, "repeats", 20),
    "induction": (induction, ONE, "repeats", 20),
}
"""What a head may do in the rows that are not at a sink, and from how many tokens on: of 12 causal tokens 9 rows can be
judged, and 3 of them at an offset or a word that came before are no more than chance."""

KINDS = (
    Kind("even", "uniform", even),
    Kind("even, but one row on one key", "uniform", _one_row, least_tokens=8),
    Kind("spread 0.15", "uniform", spread(0.15)),
    Kind("spread 0.5", "broad", spread(0.5)),
    Kind("first token", "sink", on_key(lambda n: 0, 1.0), ONE),
    Kind("0.75 on the first token", "sink", on_key(lambda n: 0, 0.75), ONE),
    Kind("[CLS]", "sink", first, text="bracketed"),
    Kind("[SEP]", "sink", last, SEEN_TO_THE_END, "bracketed"),
    Kind("[CLS] and [SEP], 0.45 each", "sink", _both(on_key(lambda n: 0, 0.9), on_key(lambda n: n - 1, 0.9)),
         SEEN_TO_THE_END, "bracketed"),
    Kind("0.9 on [CLS], then on [SEP]", "sink", by_turns(on_key(lambda n: 0, 0.9), on_key(lambda n: n - 1, 0.9)),
         SEEN_TO_THE_END, "bracketed"),
    Kind("a learned sink, the rest even", "sink", even, learned=0.8),
    Kind("a learned sink, the rest on other words", "sink", far_words, learned=0.8),
    Kind("all on itself", "itself", offset(0, 1.0), ONE),
    Kind("itself", "itself", offset(0), ONE),
    Kind("all on the previous token", "previous", offset(-1, 1.0), ONE),
    Kind("previous token", "previous", offset(-1), ONE),
    Kind("previous token between [CLS] and [SEP]", "previous", offset(-1), ONE, "bracketed"),
    Kind("next token", "next", offset(1), FULL),
    *(Kind(f"offset {by:+d}", f"offset {by:+d}", offset(by), ONE if by < 0 else FULL, least_tokens=max(8, 4 * abs(by)))
      for by in (-2, 2, -3, 5, -9, 30)),
    Kind("a word", "column", on_key(lambda n: n // 2), SEEN_TO_THE_END),
    Kind("the third word", "column", on_key(lambda n: 2)),
    Kind("same word", "same word", same_word, text="repeats", least_tokens=12),
    Kind("after the word before", "induction", induction, ONE, "repeats", least_tokens=12),
    Kind("half itself, half before", "local", _both(offset(0, 1.0), offset(-1, 1.0)), ONE),
    *(Kind(f"window of {width}", "local", window(width), ONE, least_tokens=12 * width) for width in (1, 2, 4, 8, 16)),
    *(Kind(f"decay over {scale}", "local", decay(scale), ONE, least_tokens=10 * scale)
      for scale in (2, 5, 10)),
    *(Kind(f"blocks of {size}", "local", blocks(size), ONE, least_tokens=5 * size) for size in (4, 8, 20)),
    Kind("far words", "other words", far_words, least_tokens=8),
    Kind("an eighth of the words", "other words", several_words, least_tokens=40),
    *(Kind(f"{job} and first token by turns", f"sink, else {job}", by_turns(first, build), masks, text, least)
      for job, (build, masks, text, least) in SECOND_JOBS.items()),
    *(Kind(f"{job} in a fourth of the rows, else first token", f"sink, else {job}",
           by_turns(first, first, first, build), masks, text, 128)
      for job, (build, masks, text, _) in SECOND_JOBS.items()),
    Kind("previous token and [SEP] by turns", "sink, else previous", by_turns(offset(-1), last), FULL, "bracketed", 12),
    Kind("itself, a far word, even by turns", "mixed", by_turns(offset(0), farther_words, even), ONE, least_tokens=12),
    Kind("same word, another word, even by turns", "mixed", by_turns(same_word, far_words, even), ("across",),
         "repeats", 12),
    Kind("special tokens alone", "too few keys", even, text="specials"),
)  # fmt: skip
