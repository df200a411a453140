"""The questions with numbers by chance: what they say is right is computed here a second time, from their own words."""

import contextlib
import hashlib
import io
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import MultiheadAttention
from torch.nn.functional import scaled_dot_product_attention

from engine.course.loading import concepts, misconceptions
from engine.course.mistakes import MISTAKES
from engine.course.questions.numeric.case import all_differ
from engine.course.questions.numeric.matrices import BUGS
from engine.course.questions.numeric.sources import Template, WrongAnswer, ask_template, sources
from engine.course.questions.question import dice
from viz.sketch.draw import draw
from viz.theme import DARK, LIGHT

ROOT = Path(__file__).parents[5]
SOURCES = {source.id: source for source in sources()}
SEEDS = range(8)
KINDS = {"concept", "output", "heads", "entropy", "debug"}

ROUNDED = 0.0051
"""How far a number of two decimals may be from the exact one."""


def numbers(text):
    """The numbers in a text, in order."""
    return [float(found.replace(",", "")) for found in re.findall(r"-?\d+(?:,\d{3})*(?:\.\d+)?", text)]


def matrix(prompt, name):
    """A matrix that a prompt gives as TeX: Q = [...]."""
    found = re.search(rf"{name} = \\begin{{bmatrix}}(.*?)\\end{{bmatrix}}", prompt)
    rows = [[float(cell) for cell in row.split("&")] for row in found[1].split(r"\\")]
    return torch.tensor(rows, dtype=torch.float64)


@cache
def asked(name):
    return [SOURCES[name].question(seed) for seed in SEEDS]


def printed(question):
    """The numbers that the snippet of a question really prints."""
    snippet = re.search(r"```python\n(.*?)```", question.prompt, re.DOTALL)[1]
    if "weights =" not in snippet:
        given = re.search(r"`weights` holds (\[[^\]]*\])", question.prompt)[1]
        snippet = f"weights = np.array({given})\n{snippet}"
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(snippet, {"np": np})
    return numbers(out.getvalue())


def test_every_kind_of_task_has_templates():
    assert {source.kind for source in SOURCES.values()} == KINDS
    assert len(SOURCES) >= 12
    assert len(SOURCES) == len(sources())


@pytest.mark.parametrize("name", SOURCES)
def test_a_question_is_whole_and_no_wrong_answer_looks_like_the_right_one(name):
    for question in asked(name):
        texts = [option.text for option in question.options]
        assert len(texts) == 4
        assert all_differ(texts)
        assert question.concept in concepts()
        assert question.right.mistake == ""
        assert all(option.mistake in misconceptions() for option in question.options if option is not question.right)
        every = [question.prompt, question.check, question.hint, *question.steps, *texts]
        every += [option.reason for option in question.options]
        assert all(text for text in every)
        assert not [text for text in every if re.search(r"\[\[[a-z_]+[.\d]|nan|-0\.00?\b", text)]


@pytest.mark.parametrize("name", SOURCES)
def test_words_stay_short(name):
    question = SOURCES[name].question(0)
    without_code = re.sub(r"```.*?```|\$\{.*?end\{bmatrix\}[^$]*\$", "", question.prompt, flags=re.DOTALL)
    assert len(without_code.split()) <= 60
    sentences = [without_code, question.check, question.hint, *question.steps]
    sentences += [option.reason for option in question.options]
    longest = max(
        (part for text in sentences for part in re.split(r"[.?!:;]\s", text)), key=lambda part: len(part.split())
    )
    assert len(longest.split()) <= 30, longest


@pytest.mark.parametrize("name", SOURCES)
def test_seeds_give_different_questions(name):
    assert len({repr((question.prompt, question.options)) for question in asked(name)}) > 3


def test_the_same_seed_asks_the_same_in_another_process():
    code = (
        "import hashlib; from engine.course.questions.numeric.sources import sources\n"
        "asked = [(q.prompt, q.options, q.answer, q.steps) for s in sources() for q in map(s.question, range(5))]\n"
        "print(hashlib.sha256(repr(asked).encode()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "5", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
    asked = [(q.prompt, q.options, q.answer, q.steps) for s in sources() for q in map(s.question, range(5))]
    assert done.stdout.decode().strip() == hashlib.sha256(repr(asked).encode()).hexdigest()


@pytest.mark.parametrize("name", ["output-two-keys", "output-equal-scores", "output-three-keys", "output-first-of-two"])
def test_the_output_is_the_one_of_pytorchs_own_attention(name):
    for question in asked(name):
        queries, keys, values = (matrix(question.prompt, one) for one in "QKV")
        output = scaled_dot_product_attention(queries[None], keys[None], values[None])[0, 0]
        np.testing.assert_allclose(numbers(question.right.text), output.numpy(), atol=ROUNDED)


def test_the_scores_and_the_hard_output_follow_from_the_matrices():
    for question in asked("output-scores"):
        queries, keys = (matrix(question.prompt, one) for one in "QK")
        assert numbers(question.right.text) == (queries @ keys.T)[0].tolist()
    for question in asked("output-hard"):
        queries, keys, values = (matrix(question.prompt, one) for one in "QKV")
        assert numbers(question.right.text) == values[(queries @ keys.T)[0].argmax()].tolist()


def test_softmax_rows_are_pytorchs():
    for question in asked("output-softmax-row"):
        scores = torch.tensor(numbers(question.prompt.split("are [")[1].split("]")[0]), dtype=torch.float64)
        np.testing.assert_allclose(numbers(question.right.text), scores.softmax(0).numpy(), atol=ROUNDED)
    for question in asked("output-largest-weight"):
        scores = torch.tensor(numbers(question.prompt.split("scores [")[1].split("]")[0]), dtype=torch.float64)
        np.testing.assert_allclose(numbers(question.right.text), [scores.softmax(0).max().item()], atol=ROUNDED)


@pytest.mark.parametrize("name", ["debug-no-transpose", "debug-wrong-axis", "debug-broadcast"])
def test_a_snippet_prints_what_the_right_answer_says_and_nothing_that_a_wrong_one_says(name):
    for question in asked(name):
        result = printed(question)
        np.testing.assert_allclose(numbers(question.right.text), result, atol=ROUNDED)
        for option in question.options:
            if option is not question.right and numbers(option.text):
                assert not np.allclose(numbers(option.text), result, rtol=0, atol=ROUNDED)


def test_a_named_bug_gives_the_output_that_is_told():
    """Each bug as somebody would write it, in PyTorch."""

    def output(name, q, k, v):
        divisor = {"no-scaling": 1.0, "divides-by-width": 2.0}.get(name, 2**0.5)
        scores = (q @ k if name == "no-transpose" else q @ k.T) / divisor
        weights = scores.softmax(0 if name == "wrong-axis" else 1)
        if name in ("no-softmax", "whole-matrix"):
            weights = scores if name == "no-softmax" else scores.flatten().softmax(0).reshape(scores.shape)
        mixed = k if name == "keys-as-values" else v
        return ((weights.T if name == "transposed-weights" else weights) @ mixed)[0].numpy()

    names = {title: name for name, title in BUGS.items()}
    met = set()
    for question in map(SOURCES["debug-name-the-bug"].question, range(40)):
        q, k, v = (matrix(question.prompt, one) for one in "QKV")
        told = numbers(question.prompt.split("gives **")[1].split("**")[0])
        for option in question.options:
            exact = output(names[option.text], q, k, v)
            assert np.allclose(told, exact, rtol=0, atol=ROUNDED) == (option is question.right)
            np.testing.assert_allclose(numbers(option.reason)[-2:], exact, atol=ROUNDED)
        met.add(names[question.right.text])
    assert met == set(BUGS)
    assert set(BUGS) <= set(MISTAKES) & set(misconceptions())


def test_entropies_are_those_of_pytorchs_distribution():
    for name, value in {"entropy-bits": 0, "entropy-relative": 1, "entropy-effective-keys": 2}.items():
        for question in asked(name):
            row = torch.tensor(numbers(question.prompt.split("are [")[1].split("]")[0]), dtype=torch.float64)
            bits = torch.distributions.Categorical(probs=row).entropy().item() / np.log(2)
            expected = (bits, bits / np.log2(len(row)), 2**bits)[value]
            np.testing.assert_allclose(numbers(question.right.text), [expected], atol=ROUNDED)


def test_a_masked_rows_normalised_entropy_is_over_its_visible_keys():
    for question in asked("entropy-with-mask"):
        _, _, seen, bits = numbers(question.prompt)
        np.testing.assert_allclose(numbers(question.right.text), [bits / np.log2(seen)], atol=0.01)


def test_what_a_late_mask_leaves_is_the_weight_of_the_visible_keys():
    for question in asked("debug-late-mask"):
        scores = torch.tensor(numbers(question.prompt.split("scores [")[1].split("]")[0]), dtype=torch.float64)
        seen = int(re.search(r"first (\d+) keys", question.prompt)[1])
        np.testing.assert_allclose(numbers(question.right.text), [scores.softmax(0)[:seen].sum().item()], atol=ROUNDED)


@pytest.mark.parametrize("name", ["heads-parameters", "heads-doubled"])
def test_parameters_are_counted_as_pytorch_counts_them(name):
    for question in asked(name):
        width = int(re.search(r"width (\d+)", question.prompt)[1])
        heads = int(re.search(r"(?:with|has) (\d+) heads(?: at|\.)", question.prompt)[1])
        with torch.device("meta"):
            layer = MultiheadAttention(width, heads)
        assert numbers(question.right.text) == [sum(one.numel() for one in layer.parameters())]


def test_only_the_right_reshape_gives_each_head_its_slice_of_every_token():
    for question in asked("heads-reshape"):
        batch, tokens, width, heads = (int(number) for number in numbers(question.prompt))
        x = torch.arange(batch * tokens * width).reshape(batch, tokens, width)
        expected = torch.stack(x.split(width // heads, dim=-1), dim=1)
        for option in question.options:
            try:
                result = eval(option.text.strip("`"), {"x": x})
            except RuntimeError:
                assert "raises an error" in option.reason
                continue
            assert torch.equal(result, expected) == (option is question.right)
            assert result.shape == expected.shape


def test_pictures_are_drawn_in_both_themes():
    for name in ("entropy-bits", "entropy-relative", "entropy-effective-keys", "entropy-read-row"):
        question = SOURCES[name].question(3)
        for theme in (LIGHT, DARK):
            assert draw(question.picture, theme).said.startswith("key 1")
    assert SOURCES["output-scores"].question(3).picture is None


def test_a_template_whose_answers_are_alike_is_refused():
    wrong = [WrongAnswer(text=text, reason="a", mistake="other") for text in ("[[the.root]]", "1000")]
    template = Template(
        id="alike", level="easy", concept="scaling", case="scaling", prompt="?", right="[[the.root]]", reason="b",
        wrong=tuple(wrong), steps=("c",), check="d", hint="e",
    )  # fmt: skip
    with pytest.raises(ValueError, match="answers that are alike"):
        ask_template(template, dice("alike", 0))
