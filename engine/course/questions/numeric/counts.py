"""Counting: the width of a head, parameters, shapes, the spread of scores."""

import random

import numpy as np

from engine.course.conditions import Numbers
from engine.course.questions.numeric.case import Case, Settings, steady


def heads(chance: random.Random, settings: Settings) -> Case:
    """A multi-head layer: its width is split among the heads."""
    count = chance.choice((2, 4, 8))
    head_width = chance.choice((8, 16, 32))
    width = count * head_width
    tokens, batch = chance.randint(5, 12), chance.randint(2, 4)
    projection = width * width + width
    the: Numbers = {
        "heads": count,
        "double": 2 * count,
        "width": width,
        "head_width": head_width,
        "half_width": head_width // 2,
        "twice_width": 2 * head_width,
        "tokens": tokens,
        "batch": batch,
        "projection": f"{projection:,}",
        "parameters": f"{4 * projection:,}",
        "times_heads": f"{4 * projection * count:,}",
        "by_heads": f"{4 * projection // count:,}",
        "by_heads_2": f"{4 * projection // 2:,}",
        "times_two": f"{4 * projection * 2:,}",
        "three": f"{3 * projection:,}",
        "no_bias": f"{4 * width * width:,}",
        "squares": f"{tokens * tokens:,}",
        "all_weights": f"{count * tokens * tokens:,}",
        "by_width": f"{width * tokens * tokens:,}",
        "outputs": f"{count * tokens * head_width:,}",
        "per_head": f"{tokens * tokens // count:,}",
        "numbers": f"{batch * tokens * width:,}",
        "wrong_numbers": f"{batch * tokens * head_width:,}",
    }
    return Case({"the": the})


def shapes(chance: random.Random, settings: Settings) -> Case:
    """Sizes that all differ: queries, keys, the width of queries and keys, the width of values."""
    queries, keys, width, value_width = chance.sample(range(2, 10), 4)
    the: Numbers = {"queries": queries, "keys": keys, "width": width, "value_width": value_width}
    return Case({"the": the})


def scaling(chance: random.Random, settings: Settings) -> Case:
    """A score and a width whose root is a whole number, and the spread of scores at that width."""
    root = chance.choice((2, 4, 8, 16))
    width = root * root
    score = root * chance.choice((2, 3, 5, 6, 7))
    the: Numbers = {
        "width": width,
        "root": root,
        "score": score,
        "scaled": steady(score / root),
        "by_width": steady(score / width),
        "times": steady(score * root),
        "half": steady(score / 2),
        "inverse": steady(1 / root),
        "half_width": steady(np.sqrt(width / 2)),
    }
    return Case({"the": the})
