"""Small whole-number queries, keys and values, what attention makes of them, and what each mistake does."""

import random
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from engine.course.arithmetic import Attention, attend, softmax
from engine.course.conditions import Numbers
from engine.course.mistakes import MISTAKES, attend_mistakenly
from engine.course.questions.numeric.case import Case, Settings, all_differ, code, decimals, formula, steady, whole
from engine.errors import InputError

Matrix = Float[np.ndarray, "_rows _columns"]

BUGS = {
    "no-transpose": "The keys are not transposed: `Q @ K`",
    "no-scaling": "The scores are not divided by the root of the width",
    "divides-by-width": "The scores are divided by the width, not by its root",
    "wrong-axis": "The softmax runs over the queries: `axis=0`",
    "whole-matrix": "The softmax runs over the whole matrix at once",
    "keys-as-values": "The weights are applied to the keys: `weights @ K`",
    "transposed-weights": "The weights are transposed: `weights.T @ V`",
    "no-softmax": "The softmax is missing",
}
"""The bugs that can be told by their output, as a programmer would report them."""


def attention(chance: random.Random, settings: Settings) -> Case:
    """Attention with `queries`, `keys`, `width`, `value_width` rows and columns; `equal`: both scores alike.

    The first query's scores differ by 0.5 to 3 after scaling, and one is the largest: its weights are neither even nor
    all on a key. In every column the values differ.
    """
    sizes = {name: int(settings.get(name, 2)) for name in ("queries", "keys", "width", "value_width")}
    sizes["queries"] = int(settings.get("queries", 1))
    equal = bool(settings.get("equal", False))
    while True:
        queries = _whole_numbers(chance, sizes["queries"], sizes["width"], -2, 3)
        keys = _whole_numbers(chance, sizes["keys"], sizes["width"], -2, 3)
        values = _whole_numbers(chance, sizes["keys"], sizes["value_width"], 0, 9)
        scores = queries @ keys.T / np.sqrt(sizes["width"])
        ordered = np.sort(scores[0])
        has_one_best = ordered[-1] > ordered[-2]
        fits = np.ptp(scores[0]) == 0 if equal else 0.5 <= np.ptp(scores[0]) <= 3 and has_one_best
        can_be_seen = scores[0].any() and np.ptp(scores) <= 5 and np.ptp(values, axis=0).all()
        if fits and can_be_seen and len({tuple(key) for key in keys}) == len(keys):
            break
    return Case(_states(queries, keys, values))


def bug(chance: random.Random, settings: Settings) -> Case:
    """Two queries and two keys, a bug by chance, and three other bugs: every one gives an output of its own."""
    while True:
        case = attention(chance, {"queries": 2, "keys": 2, "width": 2, "value_width": 2})
        named = list(BUGS)
        chance.shuffle(named)
        outputs = [str(case.states[state]["output"]) for state in ("the", *map(_state, named[:4]))]
        if all_differ(outputs, by=0.2):
            break
    states = dict(case.states)
    for place, name in zip(("bug", "other_1", "other_2", "other_3"), named, strict=False):
        states[place] = {"mistake": name, "title": BUGS[name], **states[_state(name)]}
    return Case(states)


def weighted_sum(chance: random.Random, settings: Settings) -> Case:
    """Weights that are given, in tenths, and three values: the output is their weighted sum."""
    while True:
        tenths = [chance.randint(1, 7) for _ in range(3)]
        if sum(tenths) == 10 and len(set(tenths)) == 3:
            break
    weights = np.array(tenths) / 10
    values = _whole_numbers(chance, 3, 2, 0, 9).astype(float)
    best = int(weights.argmax())
    products = " + ".join(f"{weight:.1f} × {whole(value)}" for weight, value in zip(weights, values, strict=True))
    the: Numbers = {
        "weights": decimals(weights, 1),
        "V": formula(values),
        "output": decimals(weights @ values),
        "products": products,
        "best": best + 1,
        "largest": steady(weights[best]),
        "low_1": steady(values[:, 0].min()),
        "high_1": steady(values[:, 0].max()),
    }
    return Case(
        {
            "the": the,
            "average": {"output": decimals(values.mean(axis=0))},
            "hardest": {"output": decimals(values[best])},
            "total": {"output": decimals(values.sum(axis=0))},
            "reversed": {"output": decimals(weights[::-1] @ values)},
        }
    )


def broadcast(chance: random.Random, settings: Settings) -> Case:
    """Two weights that are given, in tenths, and two values: what comes out if they meet the columns of V."""
    first = chance.choice((1, 2, 3, 4, 6, 7, 8, 9))
    weights = np.array([first, 10 - first]) / 10
    values = _whole_numbers(chance, 2, 2, 0, 9)
    return Case(
        {
            "the": {"weights": decimals(weights, 1), "V_code": code(values), "output": decimals(weights @ values)},
            "broadcast": {"output": decimals((weights * values).sum(axis=0))},
            "average": {"output": decimals(values.mean(axis=0))},
            "total": {"output": decimals(values.sum(axis=0))},
        }
    )


def softmax_row(chance: random.Random, settings: Settings) -> Case:
    """Three different whole scores from 0 to 4 and their softmax; `keys`: 2 for two scores."""
    count = int(settings.get("keys", 3))
    scores = np.array(chance.sample(range(5), count), dtype=float)
    weights = softmax(scores)
    parts = np.exp(scores)
    the: dict[str, float | str | bool] = {
        "scores": whole(scores),
        "weights": decimals(weights),
        "largest": steady(weights.max()),
        "gap": steady(np.sort(scores)[-1] - np.sort(scores)[-2]),
        "exponentials": ", ".join(f"{part:.2f}" for part in parts),
        "total": steady(parts.sum()),
        "top": steady(scores.max()),
        "top_exponential": steady(parts.max()),
        "best": int(scores.argmax()) + 1,
    }
    sigmoid = 1 / (1 + np.exp(-scores))
    rivals = {
        "sigmoid": sigmoid,
        "tanh": np.tanh(scores),
        "shares": scores / scores.sum(),
        "hardest": np.eye(count)[scores.argmax()],
        "average": np.full(count, 1 / count),
        "backwards": softmax(-scores),
    }
    states: dict[str, Numbers] = {
        name: {"weights": decimals(row), "largest": steady(row.max()), "total": steady(row.sum())}
        for name, row in rivals.items()
    }
    return Case({"the": the, **states})


def _states(queries: Matrix, keys: Matrix, values: Matrix) -> dict[str, Numbers]:
    right = attend(queries, keys, values)
    assert right.scores is not None
    assert right.weights is not None
    scaled = right.scores[0] / np.sqrt(queries.shape[1])
    the: dict[str, float | str | bool] = {
        "Q": formula(queries),
        "K": formula(keys),
        "V": formula(values),
        "Q_code": code(queries),
        "K_code": code(keys),
        "V_code": code(values),
        "width": queries.shape[1],
        "root": steady(np.sqrt(queries.shape[1])),
        "n_keys": len(keys),
        "scaled": decimals(scaled),
        "exponentials": ", ".join(f"{number:.2f}" for number in np.exp(scaled)),
        "best": int(scaled.argmax()) + 1,
        "largest": steady(right.weights[0].max()),
        **_said(right),
    }
    states: dict[str, Numbers] = {
        "the": the,
        "adds": {"scores": whole((queries[0] + keys).sum(axis=1))},
        "lengths": {"scores": whole((keys * keys).sum(axis=1))},
        "best_key": {"output": decimals(keys[scaled.argmax()])},
    }
    for mistake in MISTAKES:
        try:
            states[_state(mistake)] = _said(attend_mistakenly(mistake, queries, keys, values))
        except InputError:  # The mistake does not fit the shapes: no question of these sizes may use it.
            continue
    return states


def _said(attention: Attention) -> dict[str, float | str | bool]:
    """What came of it for the first query, as text; row_sum is what its weights sum to."""
    said: dict[str, float | str | bool] = {"output": decimals(attention.output[0])}
    if attention.scores is not None:
        said["scores"] = whole(attention.scores[0])
    if attention.weights is not None:
        said["weights"] = decimals(attention.weights[0])
        said["row_sum"] = steady(attention.weights[0].sum())
    return said


def _state(mistake: str) -> str:
    return mistake.replace("-", "_")


def _whole_numbers(chance: random.Random, rows: int, columns: int, low: int, high: int) -> Matrix:
    drawn: Sequence[Sequence[int]] = [[chance.randint(low, high) for _ in range(columns)] for _ in range(rows)]
    return np.array(drawn, dtype=float)
