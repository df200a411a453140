"""Questions on single rows of recorded heads: who is looked at, how sharply, over how many keys."""

import random
from functools import cache

import numpy as np

from engine.course.questions.heads.pictures import one_row, quote, whole_head
from engine.course.questions.heads.recorded import RecordedHead, recorded_heads
from engine.course.questions.question import Draft, Option

RecordedRow = tuple[RecordedHead, int]

_CLEARLY = 0.15
"""By so much the largest weight leads, so that it can be seen."""

_APART = 0.3
"""So far apart are the numbers of options."""


def looked_at(chance: random.Random) -> Draft:
    """Which key gets the most weight from a query? The trap is to read down the column."""
    head, row = chance.choice(_rows_with_a_favourite())
    key, trap = int(head.weights[row].argmax()), int(head.weights[:, row].argmax())
    query = quote(head.tokens[row])
    other = chance.choice([place for place in _unique(head) if place not in (row, key, trap)])
    share = f"{head.weights[row, key]:.2f}"
    return Draft(
        prompt=f"The picture shows one head of a real model on “{head.sentence}”. "
        f"Which token does {query} look at most?",
        right=Option(quote(head.tokens[key]), f"In the row of {query} this column has {share}."),
        wrong=(
            Option(
                quote(head.tokens[trap]),
                f"This is the largest weight in the column of {query}: the token that looks at {query} most.",
                "axes-swapped",
            ),
            Option(query, f"Itself? In its own row and column stands {head.weights[row, row]:.2f}.", "other"),
            Option(
                quote(head.tokens[other]),
                f"This column has {head.weights[row, other]:.2f} in that row.",
                "other",
            ),
        ),
        steps=(
            f"{query} is the token that looks, so find its row.",
            f"Go along the row to the largest weight: {share}.",
            f"Its column is {quote(head.tokens[key])}.",
        ),
        check="The row's weights sum to 1. A column's need not.",
        hint="The row belongs to the token that looks.",
        picture=whole_head(head),
    )


def effective_keys(chance: random.Random) -> Draft:
    """Over about how many keys does a row spread?"""
    head, row = chance.choice(_rows_with_own_numbers())
    bits = head.bits[row]
    count = len(head.tokens)
    return Draft(
        prompt=f"In “{head.sentence}” one head lets {quote(head.tokens[row])} look at {count} tokens, "
        f"with these weights. Their entropy is {bits:.2f} bits. Over about how many keys does it really spread?",
        right=Option(f"{2**bits:.1f}", f"2 to the power of {bits:.2f}."),
        wrong=(
            Option(
                f"{count:.1f}",
                "This is how many keys there are. It would be right for equal weights.",
                "divides-by-tokens",
            ),
            Option(f"{bits:.1f}", "This is the entropy itself, in bits.", "other"),
            Option(f"{bits / np.log2(count):.1f}", "This is the normalised entropy, a share from 0 to 1.", "other"),
        ),
        steps=(
            f"The entropy of the row is {bits:.2f} bits.",
            f"Effective keys are 2 to the power of the entropy: 2^{bits:.2f} = {2**bits:.1f}.",
            f"That is {2**bits:.1f} of {count} keys.",
        ),
        check="Count the tokens with a weight that you would notice. It should be about as many.",
        hint="1 bit is two equal keys, 2 bits are four. What are the bits of this row?",
        picture=one_row(head, row),
    )


def sharpest(chance: random.Random) -> Draft:
    """Which of four queries is the most focused?"""
    head, rows = chance.choice(_heads_with_one_sharp_row())
    best, *others = sorted(rows, key=lambda row: head.bits[row])
    picked = [others[-1], *chance.sample(others[:-1], 2)]
    keys = {row: 2 ** head.bits[row] for row in (best, *picked)}
    return Draft(
        prompt=f"The picture shows one head of a real model on “{head.sentence}”. "
        "Which of these queries is the most focused?",
        right=Option(
            quote(head.tokens[best]),
            f"It spreads over {keys[best]:.1f} effective keys; its largest weight is {head.weights[best].max():.2f}.",
        ),
        wrong=tuple(
            Option(
                quote(head.tokens[row]),
                f"It spreads over {keys[row]:.1f} effective keys; its largest weight is {head.weights[row].max():.2f}.",
                "other",
            )
            for row in picked
        ),
        steps=(
            "Look along the row of each of the four queries.",
            "Effective keys: " + ", ".join(f"{quote(head.tokens[row])} {keys[row]:.1f}" for row in sorted(keys)) + ".",
            f"The fewest are those of {quote(head.tokens[best])}.",
        ),
        check="The most focused row is the one with a single strong cell and nothing else.",
        hint="Compare rows, not columns. One strong cell and many empty ones: that is focused.",
        picture=whole_head(head),
    )


@cache
def _rows_with_a_favourite() -> tuple[RecordedRow, ...]:
    """Rows whose largest weight is clear, and whose column has a largest one elsewhere, which is clear too."""
    found = []
    for head in recorded_heads():
        usable = set(_unique(head))
        if len(usable) < 4:
            continue
        for row in usable:
            key, trap = int(head.weights[row].argmax()), int(head.weights[:, row].argmax())
            if (
                len({row, key, trap}) == 3
                and {key, trap} <= usable
                and all(_lead(line) >= _CLEARLY for line in (head.weights[row], head.weights[:, row]))
            ):
                found.append((head, row))
    return tuple(found)


@cache
def _rows_with_own_numbers() -> tuple[RecordedRow, ...]:
    """Rows whose entropy, effective keys, normalised entropy and number of keys cannot be taken for each other."""
    found = []
    for head in recorded_heads():
        for row in _unique(head):
            bits, count = head.bits[row], len(head.tokens)
            numbers = sorted((bits, 2**bits, bits / np.log2(count), float(count)))
            follows = f"{2**bits:.1f}" == f"{2 ** round(bits, 2):.1f}"  # From the entropy as it is told.
            if follows and min(np.diff(numbers)) >= _APART and 1.5 <= 2**bits <= count - 1.5:
                found.append((head, row))
    return tuple(found)


@cache
def _heads_with_one_sharp_row() -> tuple[tuple[RecordedHead, tuple[int, ...]], ...]:
    """Heads with one row that is sharp, and at least three others, all of them clearly more spread out."""
    found = []
    for head in recorded_heads():
        rows = sorted(_unique(head), key=lambda row: head.bits[row])
        others = [row for row in rows[1:] if 2 ** head.bits[row] >= 2]
        if len(others) >= 3 and len(others) == len(rows) - 1 and 2 ** head.bits[rows[0]] <= 1.5:
            found.append((head, tuple(rows)))
    return tuple(found)


def _unique(head: RecordedHead) -> tuple[int, ...]:
    """The places of words that stand once in the sentence."""
    lowered = [token.lower() for token in head.tokens]
    return tuple(place for place, token in enumerate(lowered) if token.isalpha() and lowered.count(token) == 1)


def _lead(line: np.ndarray) -> float:
    """By how much the largest number leads the second."""
    second, largest = np.sort(line)[-2:]
    return float(largest - second)
