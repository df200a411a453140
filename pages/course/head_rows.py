"""Questions on single rows of recorded heads: who is looked at, how sharply, over how many keys."""

import random
from functools import cache

import numpy as np

from pages.course.head_draft import Draft, one_row, quote, whole_head
from pages.course.question import Option
from pages.course.recorded_heads import RecordedHead, recorded_heads

Row = tuple[RecordedHead, int]

_CLEARLY = 0.15
"""By so much the largest weight leads, so that it can be seen."""

_APART = 0.3
"""So far apart are the numbers of options."""


def looked_at(chance: random.Random) -> Draft:
    """Which key gets the most weight from a query? The trap is to read down the column."""
    one, row = chance.choice(_rows_with_a_favourite())
    key, trap = int(one.weights[row].argmax()), int(one.weights[:, row].argmax())
    query = quote(one.tokens[row])
    other = chance.choice([place for place in _unique(one) if place not in (row, key, trap)])
    share = f"{one.weights[row, key]:.2f}"
    return Draft(
        prompt=f"The picture shows one head of a real model on “{one.sentence}”. "
        f"Which token does {query} look at most?",
        right=Option(quote(one.tokens[key]), f"In the row of {query} this column has {share}."),
        wrong=(
            Option(
                quote(one.tokens[trap]),
                f"This is the largest weight in the column of {query}: the token that looks at {query} most.",
                "axes-swapped",
            ),
            Option(query, f"Itself? In its own row and column stands {one.weights[row, row]:.2f}.", "other"),
            Option(quote(one.tokens[other]), f"This column has {one.weights[row, other]:.2f} in that row.", "other"),
        ),
        steps=(
            f"{query} is the token that looks, so find its row.",
            f"Go along the row to the largest weight: {share}.",
            f"Its column is {quote(one.tokens[key])}.",
        ),
        check="The row's weights sum to 1. A column's need not.",
        hint="The row belongs to the token that looks.",
        draw=whole_head(one),
    )


def effective_keys(chance: random.Random) -> Draft:
    """Over about how many keys does a row spread?"""
    one, row = chance.choice(_rows_with_own_numbers())
    bits = one.bits[row]
    count = len(one.tokens)
    return Draft(
        prompt=f"In “{one.sentence}” one head lets {quote(one.tokens[row])} look at {count} tokens, "
        f"with these weights. Their entropy is {bits:.2f} bits. Over about how many keys does it really spread?",
        right=Option(f"{2**bits:.1f}", f"2 to the power of {bits:.2f}."),
        wrong=(
            Option(f"{count:.1f}", "So many keys there are. It would be right for equal weights.", "divides-by-tokens"),
            Option(f"{bits:.1f}", "This is the entropy itself, in bits.", "other"),
            Option(f"{bits / np.log2(count):.1f}", "This is the relative entropy, a share from 0 to 1.", "other"),
        ),
        steps=(
            f"The entropy of the row is {bits:.2f} bits.",
            f"Effective keys are 2 to the power of the entropy: 2^{bits:.2f} = {2**bits:.1f}.",
            f"That is {2**bits:.1f} of {count} keys.",
        ),
        check="Count the tokens with a weight that you would notice. It should be about as many.",
        hint="1 bit is two equal keys, 2 bits are four. What are the bits of this row?",
        draw=one_row(one, row),
    )


def sharpest(chance: random.Random) -> Draft:
    """Which of four queries is the most focused?"""
    one, rows = chance.choice(_heads_with_one_sharp_row())
    best, *others = sorted(rows, key=lambda row: one.bits[row])
    picked = [others[-1], *chance.sample(others[:-1], 2)]
    keys = {row: 2 ** one.bits[row] for row in (best, *picked)}
    return Draft(
        prompt=f"The picture shows one head of a real model on “{one.sentence}”. "
        "Which of these queries is the most focused?",
        right=Option(
            quote(one.tokens[best]),
            f"It spreads over {keys[best]:.1f} effective keys; its largest weight is {one.weights[best].max():.2f}.",
        ),
        wrong=tuple(
            Option(
                quote(one.tokens[row]),
                f"It spreads over {keys[row]:.1f} effective keys; its largest weight is {one.weights[row].max():.2f}.",
                "uniform-uncertain" if row == others[-1] else "other",
            )
            for row in picked
        ),
        steps=(
            "Look along the row of each of the four queries.",
            "Effective keys: " + ", ".join(f"{quote(one.tokens[row])} {keys[row]:.1f}" for row in sorted(keys)) + ".",
            f"The fewest are those of {quote(one.tokens[best])}.",
        ),
        check="The most focused row is the one with a single strong cell and nothing else.",
        hint="Compare rows, not columns. One strong cell and many empty ones: that is focused.",
        draw=whole_head(one),
    )


@cache
def _rows_with_a_favourite() -> tuple[Row, ...]:
    """Rows whose largest weight is clear, and whose column has a largest one elsewhere, which is clear too."""
    found = []
    for one in recorded_heads():
        usable = set(_unique(one))
        if len(usable) < 4:
            continue
        for row in usable:
            key, trap = int(one.weights[row].argmax()), int(one.weights[:, row].argmax())
            if (
                len({row, key, trap}) == 3
                and {key, trap} <= usable
                and all(_lead(line) >= _CLEARLY for line in (one.weights[row], one.weights[:, row]))
            ):
                found.append((one, row))
    return tuple(found)


@cache
def _rows_with_own_numbers() -> tuple[Row, ...]:
    """Rows whose entropy, effective keys, relative entropy and number of keys cannot be taken for each other."""
    found = []
    for one in recorded_heads():
        for row in _unique(one):
            bits, count = one.bits[row], len(one.tokens)
            numbers = sorted((bits, 2**bits, bits / np.log2(count), float(count)))
            if min(np.diff(numbers)) >= _APART and 1.5 <= 2**bits <= count - 1.5:
                found.append((one, row))
    return tuple(found)


@cache
def _heads_with_one_sharp_row() -> tuple[tuple[RecordedHead, tuple[int, ...]], ...]:
    """Heads with one row that is sharp, and at least three others, all of them clearly more spread out."""
    found = []
    for one in recorded_heads():
        rows = sorted(_unique(one), key=lambda row: one.bits[row])
        others = [row for row in rows[1:] if 2 ** one.bits[row] >= 2]
        if len(others) >= 3 and len(others) == len(rows) - 1 and 2 ** one.bits[rows[0]] <= 1.5:
            found.append((one, tuple(rows)))
    return tuple(found)


def _unique(one: RecordedHead) -> tuple[int, ...]:
    """The places of words that stand once in the sentence."""
    lowered = [token.lower() for token in one.tokens]
    return tuple(place for place, token in enumerate(lowered) if token.isalpha() and lowered.count(token) == 1)


def _lead(line: np.ndarray) -> float:
    """By how much the largest number leads the second."""
    second, largest = np.sort(line)[-2:]
    return float(largest - second)
