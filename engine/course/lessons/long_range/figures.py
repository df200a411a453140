"""A match far away, in attention and in a recurrent average."""

from collections.abc import Mapping

import numpy as np

from engine.course.conditions import Numbers
from engine.course.figure import Shown
from engine.course.lessons.links import open_matrices
from engine.course.lessons.long_range.numbers import recurrent_shares, search, weight_in_a_crowd
from engine.course.pictures import Bars, Curves, Words
from engine.course.schema import Value
from engine.matrices.input import MatrixInput

MATCH, QUERY = "key", "unlock"
OTHERS = ("well", "then", "now", "so", "here", "yet", "still", "just", "once", "there", "thus")
"""Words around the match, in the order in which they stand."""

_COUNTS = np.unique(np.geomspace(3, 3000, 40).round().astype(int))


def moved_match(settings: Mapping[str, Value]) -> Shown:
    """distance: how many places before the query the match stands."""
    distance = int(settings["distance"])
    found = search(distance, len(OTHERS) + 1)
    tokens = list(OTHERS)
    tokens.insert(found.place, MATCH)
    numbers: Numbers = {
        "distance": distance,
        "weight": float(found.weights[found.place]),
        "score": float((found.query @ found.keys[found.place])[0] / np.sqrt(found.keys.shape[1])),
        "largest_other": float(np.delete(found.weights, found.place).max()),
        "words": len(tokens),
    }
    words = Words(
        tokens,
        found.weights,
        title=f"What “{QUERY}” looks at",
        caption=f"“{QUERY}” comes next, after the last word. Under each word is its weight.",
        marked=(found.place,),
    )
    is_match = (np.arange(len(tokens)) == found.place).astype(float)[:, None]
    matrices = MatrixInput(
        queries=found.query, keys=found.keys, values=is_match, query_tokens=(QUERY,), key_tokens=tuple(tokens)
    )
    return Shown(numbers, (words,), (open_matrices(matrices),))


def memory(settings: Mapping[str, Value]) -> Shown:
    """words: how many have been read, the first of which is the match; keep: what the memory keeps at each word."""
    n_words, keep = int(settings["words"]), float(settings["keep"])
    shares = recurrent_shares(n_words, keep)
    attention = search(n_words, n_words).weights
    tokens = [MATCH, *OTHERS[: n_words - 1]]
    numbers: Numbers = {
        "words": n_words,
        "keep": keep,
        "share": float(shares[0]),
        "weight": float(attention[0]),
        "last_share": float(shares[-1]),
    }
    recurrent = Words(
        tokens,
        shares,
        title="The memory of a recurrent average",
        caption="What share each word has in the memory once the last one has been read.",
        marked=(0,),
    )
    direct = Words(
        tokens,
        attention,
        title=f"Attention of “{QUERY}”, which comes next",
        caption="The weight of each word for a query that matches the first.",
        marked=(0,),
    )
    return Shown(numbers, (recurrent, direct))


def crowd(settings: Mapping[str, Value]) -> Shown:
    """others: how many words there are beside the match; strength: its score; curve: whether to draw all numbers."""
    n_others, strength = int(settings["others"]), float(settings["strength"])
    weight = weight_in_a_crowd(n_others, strength)
    numbers: Numbers = {"others": n_others, "strength": strength, "weight": weight, "rest": 1 - weight}
    bars = Bars(
        ["the match", "all others"],
        [weight, 1 - weight],
        title=f"One match among {n_others:,} other words",
        caption="The weight of the match, and the weight of all other words together.",
        high=1.0,
    )
    if not settings["curve"]:
        return Shown(numbers, (bars,))
    curve = Curves(
        _COUNTS,
        {"the match": [weight_in_a_crowd(int(count), strength) for count in _COUNTS]},
        title="The more words, the less is left",
        caption="The dashed line marks where you stand; the axis goes up in equal factors.",
        x_name="other words",
        y_name="weight",
        here=n_others,
        log_x=True,
        low=0.0,
        high=1.0,
    )
    return Shown(numbers, (bars, curve))
