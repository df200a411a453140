"""Every drawn question, answered a second time from nothing but what it prints: words, snippet, picture."""

import contextlib
import io
import math
import os
import re

import numpy as np
import pytest
from scipy.special import entr, softmax

from engine.course.questions.heads.sources import sources as head_sources
from engine.course.questions.numeric.sources import sources

SEEDS = range(int(os.environ.get("HEADLIGHT_SEEDS", "40")))
"""200 takes half a minute; forty found weights that were shown with two digits and used with all."""

SOURCES = {source.id: source for source in (*sources(), *head_sources()) if source.kind != "classify"}

_NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?")


def numbers(text):
    return [float(found.replace(",", "")) for found in _NUMBER.findall(text)]


def matrix(question, name):
    found = re.search(rf"{name} = \\begin{{bmatrix}}(.*?)\\end{{bmatrix}}", question.prompt)
    return np.array([[float(cell) for cell in row.split("&")] for row in found[1].split(r"\\")])


def row(question):
    """The first row of numbers in brackets."""
    return np.array(numbers(re.search(r"\[([^\[\]]*)\]", question.prompt)[1]))


def scores(question):
    return matrix(question, "Q") @ matrix(question, "K").T


def attended(question):
    """The output of the first query."""
    scaled = scores(question) / math.sqrt(matrix(question, "Q").shape[1])
    return softmax(scaled, axis=1)[0] @ matrix(question, "V")


def bits(weights):
    return entr(np.asarray(weights)).sum() / math.log(2)


def printed(question):
    """What the question's own snippet prints."""
    snippet = re.search(r"```python\n(.*?)```", question.prompt, re.DOTALL)[1]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(snippet, {"np": np, "weights": row(question)})
    return numbers(out.getvalue())


def bug_that_gives(question):
    """The named bug whose output is the one that is told."""
    q, k, v = (matrix(question, name) for name in "QKV")
    told = numbers(question.prompt.split("gives **")[1].split("**")[0])
    scaled = q @ k.T / math.sqrt(2)
    whole = softmax(scaled.ravel()).reshape(scaled.shape)
    outputs = {
        "not transposed": softmax(q @ k / math.sqrt(2), axis=1) @ v,
        "not divided": softmax(q @ k.T, axis=1) @ v,
        "divided by the width": softmax(scaled / math.sqrt(2), axis=1) @ v,
        "over the queries": softmax(scaled, axis=0) @ v,
        "whole matrix": whole @ v,
        "applied to the keys": softmax(scaled, axis=1) @ k,
        "weights are transposed": softmax(scaled, axis=1).T @ v,
        "softmax is missing": scaled @ v,
    }
    return [words for words, output in outputs.items() if np.allclose(output[0], told, rtol=0, atol=0.00501)]


def read_off(question):
    """The normalised entropy and the effective keys of the bars, as they are drawn."""
    weights = np.round([value for value in question.picture.values if value == value], question.picture.digits)
    return [bits(weights) / math.log2(len(weights)), 2 ** bits(weights), len(weights)]


def of(*names):
    """The numbers of a prompt by name."""
    return lambda work: lambda question: work(**dict(zip(names, numbers(question.prompt), strict=False)))


def counted(work):
    return of("width", "heads", "tokens")(work)


ANSWERS = {
    "concept-output-shape": of("queries", "width", "keys", "same", "rows", "wide")(
        lambda queries, wide, **_: [queries, wide]
    ),
    "concept-cross-shape": of("queries", "keys")(lambda queries, keys: [queries, keys]),
    "concept-self-outputs": of("tokens", "width")(lambda tokens, width: [tokens, width]),
    "concept-spread": lambda question: [math.sqrt(numbers(question.prompt.split("d = ")[1])[0])],
    "debug-no-transpose": printed,
    "debug-wrong-axis": printed,
    "debug-name-the-bug": bug_that_gives,
    "debug-broadcast": printed,
    "debug-late-mask": lambda question: [
        softmax(row(question))[: int(re.search(r"first (\d+)", question.prompt)[1])].sum()
    ],
    "debug-divides-by-width": of("width", "score")(lambda width, score: [score / width, score / math.sqrt(width)]),
    "entropy-bits": lambda question: [bits(row(question))],
    "entropy-relative": lambda question: [bits(row(question)) / math.log2(len(row(question)))],
    "entropy-effective-keys": lambda question: [2 ** bits(row(question))],
    "entropy-read-row": read_off,
    "entropy-with-mask": of("tokens", "place", "seen", "bits")(lambda seen, bits, **_: [bits / math.log2(seen)]),
    "entropy-even-causal-weight": of("tokens", "place")(lambda place, **_: [1 / place]),
    "entropy-most": of("keys")(lambda keys: [math.log2(keys)]),
    "heads-width": counted(lambda width, heads: [width / heads]),
    "heads-parameters": counted(lambda width, **_: [4 * (width * width + width)]),
    "heads-doubled": counted(lambda width, **_: [4 * (width * width + width)]),
    "heads-weights": counted(lambda heads, tokens, **_: [heads * tokens * tokens]),
    "heads-reshape": of("batch", "tokens", "width", "heads")(
        lambda batch, tokens, width, heads: [batch, tokens, heads, width / heads, 1, 2]
    ),
    "output-two-keys": attended,
    "output-equal-scores": attended,
    "output-three-keys": attended,
    "output-first-of-two": attended,
    "output-weighted-sum": lambda question: row(question) @ matrix(question, "V"),
    "output-hard": lambda question: matrix(question, "V")[scores(question)[0].argmax()],
    "output-scores": lambda question: scores(question)[0],
    "output-softmax-row": lambda question: softmax(row(question)),
    "output-largest-weight": lambda question: [softmax(row(question)).max()],
    "output-scaled-score": of("width", "score")(lambda width, score: [score / math.sqrt(width)]),
    "head-effective": lambda question: [2 ** float(re.search(r"([\d.]+) bits", question.prompt)[1])],
}


def test_every_drawn_question_is_recomputed():
    assert set(ANSWERS) == set(SOURCES)


@pytest.mark.parametrize("name", SOURCES)
def test_the_right_answer_follows_from_the_printed_question(name):
    for seed in SEEDS:
        question = SOURCES[name].question(seed)
        right, answer = question.right.text, ANSWERS[name](question)
        if name == "debug-name-the-bug":
            assert any(words in right for words in answer), (seed, right, answer)
            continue
        assert len(numbers(right)) == len(answer), (seed, right)
        for shown, exact in zip(_NUMBER.findall(right), answer, strict=True):
            digits = len(shown.partition(".")[2])
            half = 0.5 * 10.0**-digits + 1e-7  # Rounded, and one half to either side.
            assert abs(float(shown.replace(",", "")) - exact) <= half, (seed, right, answer)
