"""Figures of the lesson on self-attention: every token asks, and comes out changed by its context."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from engine.course.figure import Shown
from engine.course.lessons.links import open_matrices, open_sentence
from engine.course.lessons.self_attention.numbers import SelfAttention, attend_within
from engine.course.pictures import Bars, Grid, Plane, PlanePoint, Words
from engine.course.schema import Value
from engine.matrices.input import MatrixInput
from engine.reading.examples import load_example
from engine.reading.reading import Reading

_TOKENS = ("we", "sat", "by", "the", "old", "mill")
_X = np.array([[1, 0, 2], [0, 2, 1], [1, 1, 0], [0, 0, 1], [2, 1, 0], [1, 2, 2]], dtype=np.float64)
_W_Q = np.array([[1, 0, 1], [0, 1, 0], [1, 0, -1]], dtype=np.float64)
_W_K = np.array([[0, 1, 1], [1, 0, 0], [0, 1, -1]], dtype=np.float64)
_W_V = np.array([[1, 0, 0], [0, 1, -1], [-1, 0, 1]], dtype=np.float64)

_PLACES = {"the": (0.2, 0.2), "river": (3.0, 0.3), "money": (0.3, 3.0), "old": (0.6, 0.6), "bank": (1.0, 1.0)}
"""A made-up space of two numbers: how much a word has to do with water, and how much with money."""

_SENTENCES = {"river": "He sat on the river bank.", "money": "He went to the money bank."}
_BANK, _BEFORE = 6, 5
"""The places of "bank" and of the word before it, the same in both sentences."""


def square(settings: Mapping[str, Value]) -> Shown:
    """tokens: how many words the sentence has."""
    n_tokens = int(settings["tokens"])
    names = _TOKENS[:n_tokens]
    found = attend_within(_X[:n_tokens], _W_Q, _W_K, _W_V)
    numbers: dict[str, float | str | bool] = {
        "tokens": n_tokens,
        "weights": found.weights.size,
        "outputs": len(found.output),
        "width_in": _X.shape[1],
        "width_out": found.output.shape[1],
    }
    weights = Grid(
        found.weights,
        title="The weights",
        caption="A row for each word that looks, a column for each word that is looked at: the same words.",
        rows=names,
        columns=names,
    )
    output = Grid(
        found.output,
        title="The outputs",
        caption="One for each word, in the same order.",
        rows=names,
        row_axis="Words",
        column_axis="",
        scale="signed",
    )
    matrices = MatrixInput(x=_X[:n_tokens], w_q=_W_Q, w_k=_W_K, w_v=_W_V, query_tokens=names, key_tokens=names)
    return Shown(numbers, (weights, output), (open_matrices(matrices),))


def bank(settings: Mapping[str, Value]) -> Shown:
    """neighbour: the word that stands before "bank"."""
    neighbour = str(settings["neighbour"])
    names = ("the", neighbour, "bank")
    x = np.array([_PLACES[name] for name in names])
    found = _plain_attention(x)
    word, output = x[-1], found.output[-1]
    numbers: dict[str, float | str | bool] = {
        "neighbour": neighbour,
        "neighbour_weight": float(found.weights[-1, 1]),
        "word_water": float(word[0]),
        "word_money": float(word[1]),
        "water": float(output[0]),
        "money": float(output[1]),
    }
    points = [PlanePoint(name, place[0], place[1]) for name, place in zip(names[:-1], x[:-1], strict=True)]
    plane = Plane(
        [
            *points,
            PlanePoint("bank, the word", word[0], word[1], "other"),
            PlanePoint("bank, its output", output[0], output[1], "output"),
        ],
        title=f"“the {neighbour} bank”",
        caption="Blue and grey are the words by themselves. Orange is what comes out for “bank”.",
        x_name="about water",
        y_name="about money",
    )
    bars = Bars(names, found.weights[-1], title="The row of “bank”", caption="Its weights.", high=1.0)
    one = np.eye(2)
    matrices = MatrixInput(x=x, w_q=one, w_k=one, w_v=one, query_tokens=names, key_tokens=names)
    return Shown(numbers, (plane, bars), (open_matrices(matrices),))


def real_bank(settings: Mapping[str, Value]) -> Shown:
    """sentence: "river" or "money"; head: as "L0 H4"."""
    text = _SENTENCES[str(settings["sentence"])]
    layer, head = (int(part[1:]) for part in str(settings["head"]).split())
    reading = _read(text)
    row = reading.weights(layer, head)[_BANK]
    tokens = [token.text for token in reading.key_tokens]
    most = int(row.argmax())
    numbers: dict[str, float | str | bool] = {
        "word_before": tokens[_BEFORE],
        "weight_before": float(row[_BEFORE]),
        "most_token": tokens[most],
        "most_weight": float(row[most]),
        "effective_keys": float(reading.rows.effective_keys[layer, head, _BANK]),
    }
    words = Words(
        tokens,
        row,
        title=f"What “bank” looks at in {settings['head']}",
        caption="The framed word is the query. Under each word stands the weight that it gets.",
        marked=(_BANK,),
    )
    return Shown(numbers, (words,), (open_sentence(text, layer, head, _BANK),))


def _plain_attention(x: np.ndarray) -> SelfAttention:
    """Self-attention whose three projections change nothing."""
    one = np.eye(x.shape[1])
    return attend_within(x, one, one, one)


@cache
def _read(text: str) -> Reading:
    reading = load_example(text, "minilm")
    assert reading is not None, text
    return reading
