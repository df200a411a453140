"""Markdown and formulas on paper."""

import re

import pytest

from engine.course.questions.bank import bank
from viz.course.markup import formula_to_mathml, to_html, to_words


def test_markdown_becomes_html():
    assert to_words("**a** `b` c") == "<strong>a</strong> <code>b</code> c"
    assert "<table>" in to_html("| a | b |\n| --- | --- |\n| 1 | 2 |")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<b>x</b>", "![x](http://example.org/x.png)", "<https://example.org>"]
)
def test_html_pictures_and_addresses_are_shown_and_not_obeyed(text):
    html = to_html(text)
    assert not any(tag in html for tag in ("<script", "<b>", "<img"))


def test_a_formula_becomes_mathml_and_dollars_without_one_stay():
    root = formula_to_mathml(r"\sqrt{d_k}")
    assert "msqrt" not in root
    assert '<mtable class="root"><mtr><mtd><mtext class="said">√</mtext>' in root
    assert to_words(r"by $\sqrt{d_k}$, so") == f"by {root}, so"
    assert "<math" not in to_words("it costs $5 and $6")
    assert "<math" not in to_words(r"\$a\$")
    assert "<math" not in to_words("`$a$`")
    assert 'display="block"' in to_words("$$a$$")


def test_an_upright_word_stays_one_word():
    assert "<mtext>softmax</mtext>" in formula_to_mathml(r"\mathrm{softmax}(x)")


def test_a_matrix_has_its_brackets_drawn():
    mathml = formula_to_mathml(r"\begin{bmatrix}1 & 2\\ 3 & 4\end{bmatrix}")
    assert '<mtable class="matrix">' in mathml
    assert "&#x0005B;" not in mathml


def test_brackets_that_grow_have_their_sides_drawn_and_a_root_in_them_too():
    mathml = formula_to_mathml(r"\left(\frac{QK^\top}{\sqrt{d_k}}\right)V")
    assert "stretchy=" not in mathml
    assert mathml.count('class="round"') == mathml.count('class="root"') == 1
    assert [part.count('class="square"') for part in map(formula_to_mathml, [r"\left[\frac{a}{b}\right]", "(x)"])] == [
        1,
        0,
    ]


@pytest.mark.parametrize("formula", [r"\foo{x}", "a & b", r"\sqrt[3]{x}", r"\left\{\frac{a}{b}\right\}"])
def test_a_formula_that_is_not_understood_is_refused(formula):
    with pytest.raises(ValueError, match=r"formula|brackets"):
        formula_to_mathml(formula)


def test_every_question_of_the_bank_can_be_printed():
    for source in bank().values():
        question = source.question(7)
        texts = (question.prompt, *question.steps, question.check, *(one.reason for one in question.options))
        printed = "".join(map(to_html, texts)) + "".join(to_words(one.text) for one in question.options)
        assert "$" not in printed, source.id
        assert not re.search(r"\[\[[A-Za-z_]\w*\.|:material/|```", printed), source.id
