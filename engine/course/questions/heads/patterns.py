"""Questions on the pattern of a whole recorded head: spread out or focused, and on what."""

import random

import numpy as np

from engine.course.questions.heads.pictures import quote, whole_head
from engine.course.questions.heads.recorded import Pattern, RecordedHead, clear_heads
from engine.course.questions.question import Draft, Option

_ASKED = "The picture shows what one head of a real model does with “{text}”."


def spread_or_focused(chance: random.Random) -> Draft:
    """Is the head spread out, focused on one key, or focused on another key in each row?"""
    pattern = chance.choice(("spread", "column", "moving"))
    head = chance.choice(
        {
            "spread": clear_heads("spread"),
            "column": clear_heads("sink"),
            "moving": clear_heads("previous", "next"),
        }[pattern]
    )
    largest = head.largest
    seen = {
        "spread": f"No cell is strong: the rows' largest weights are {largest.mean():.2f} on the whole, all under 0.5.",
        "column": f"One column is strong from top to bottom: {quote(head.target)}.",
        "moving": "Each row has one strong cell, each in another column.",
    }
    options = {
        "spread": Option(
            "Spread out: no key has most of a row",
            "That would mean rows without a strong cell. Here nearly every row has one that holds most of its weight.",
            "other",
        ),
        "column": Option(
            "Focused: all rows on the same key",
            "That would be one strong column, from top to bottom. Go down the columns one by one.",
            "axes-swapped" if pattern == "moving" else "focused-relevant",
        ),
        "moving": Option(
            "Focused: each row on a key of its own",
            "That would be a strong cell in each row, in changing columns.",
            "axes-swapped" if pattern == "column" else "other",
        ),
    }
    return Draft(
        prompt=f"{_ASKED.format(text=head.sentence)} Is it spread out or focused?",
        right=Option(options[pattern].text, seen[pattern]),
        wrong=tuple(option for name, option in options.items() if name != pattern),
        steps=(
            "Read row by row: a row is one token that looks, and its weights sum to 1.",
            f"Look for the largest weight of each row. Their mean is {largest.mean():.2f}.",
            seen[pattern],
        ),
        check="Spread out over n keys means weights of about 1 ÷ n. Focused means one weight of a half or more.",
        hint="Do the rows have a strong cell at all? If so, do these cells lie below each other?",
        picture=whole_head(head),
    )


def where_it_looks(chance: random.Random) -> Draft:
    """Does each token look at the one before, at the one after, or do all look at one mark?"""
    patterns: tuple[Pattern, ...] = ("previous", "next", "sink")
    label = chance.choice(patterns)
    head = chance.choice(clear_heads(label))
    row = _a_clear_row(head, chance)
    token, key = (quote(head.tokens[place]) for place in (row, int(head.weights[row].argmax())))
    mark = quote(head.target) if label == "sink" else "[CLS]"
    options = {
        "previous": Option("At the token before it", "The strong cells would lie just left of the diagonal."),
        "next": Option("At the token after it", "The strong cells would lie just right of the diagonal."),
        "itself": Option("At itself", "The strong cells would lie on the diagonal itself."),
        "sink": Option(f"At {mark}, whatever the token", f"The column of {mark} would be strong from top to bottom."),
    }
    seen = f"In the row of {token} the largest weight, {head.weights[row].max():.2f}, is in the column of {key}."
    return Draft(
        prompt=f"{_ASKED.format(text=head.sentence)} Where does almost every token look?",
        right=Option(options[label].text, seen),
        wrong=tuple(
            Option(option.text, f"{option.reason} {seen}", _mistaken(label, name))
            for name, option in options.items()
            if name != label
        ),
        steps=(
            "A row is the token that looks, a column the token looked at.",
            seen,
            f"The other rows show the same: {options[label].text[0].lower()}{options[label].text[1:]}.",
        ),
        check="Take two rows in the middle and name the key of each. One row alone can mislead.",
        hint="Pick a row in the middle, find its largest weight, and read the name of that column.",
        picture=whole_head(head),
    )


def what_a_sink_says(chance: random.Random) -> Draft:
    """What follows from a head that looks at a mark that the model added?"""
    head = chance.choice(clear_heads("sink"))
    share = float(head.weights[:, head.tokens.index(head.target)].mean())
    mark = quote(head.target)
    return Draft(
        prompt=f"{_ASKED.format(text=head.sentence)} On average its rows give {share:.0%} of their "
        f"weight to {mark}, a mark that the model adds to every text. What follows?",
        right=Option(
            "The head is focused, but that need not mean anything for this sentence.",
            f"{mark} is a sink: it soaks up weight whatever the text says.",
        ),
        wrong=(
            Option(
                f"{mark} matters most for what this sentence means.",
                f"{mark} stands in every text. Much weight on it says nothing about this one.",
                "focused-relevant",
            ),
            Option(
                f"The model is {share:.0%} sure of its reading.",
                "A weight is a share in a mixture. Nobody has checked it against right and wrong.",
                "calibrated",
            ),
            Option(
                f"{mark} looks at all the other tokens.",
                f"That would be the row of {mark}. The strong column says that the others look at it.",
                "axes-swapped",
            ),
        ),
        steps=(
            f"The strong column belongs to {mark}: nearly every row has its largest weight there.",
            f"On average it gets {share:.0%}, so the head is focused.",
            "The mark is the same in every text, so the weight on it cannot depend on the meaning of this one.",
        ),
        check="Would the picture look the same with another sentence? For a sink it does.",
        hint="Ask what the head would do with any other sentence.",
        picture=whole_head(head),
    )


def _mistaken(right: str, wrong: str) -> str:
    return "axes-swapped" if {right, wrong} == {"previous", "next"} else "other"


def _a_clear_row(head: RecordedHead, chance: random.Random) -> int:
    """A row in the middle that shows what its head does."""
    offset = {"previous": -1, "next": 1}.get(head.label)
    rows = [
        row
        for row in range(2, len(head.tokens) - 2)
        if int(np.argmax(head.weights[row])) == (head.tokens.index(head.target) if offset is None else row + offset)
    ]
    return chance.choice(rows)
