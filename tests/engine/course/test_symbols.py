"""Which letters a question uses."""

import pytest

from engine.course.questions.bank import bank
from engine.course.symbols import SYMBOLS, letters_in, symbols_of


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("A word I read", ()),
        ("`softmax(Q Kᵀ / √d) V`", ("Q", "K", "d", "V")),
        ("$Q K^\\top / \\sqrt{d}$", ("Q", "K", "d")),
        ("`weights.T @ values`", ()),
        ("`x.reshape(2, 10, 8, 16)` and `1e-9`", ("x",)),
        ("```python\nscores = Q @ K.T\n```", ("Q", "K")),
    ],
)
def test_letters_are_found_in_formulas_only(text, letters):
    assert letters_in(text) == letters


@pytest.mark.parametrize("name", bank())
def test_every_letter_of_every_question_is_defined(name):
    for seed in range(2):
        question = bank()[name].question(seed)
        options = (part for option in question.options for part in (option.text, option.reason))
        text = "\n".join((question.prompt, *question.steps, question.check, question.hint, *options))
        assert set(letters_in(text)) <= set(SYMBOLS)


def test_a_question_explains_the_letters_that_it_uses():
    question = bank()["steps-formula"].question(1)
    assert dict(symbols_of(question)).keys() == {"Q", "K", "V", "d"}
    assert symbols_of(bank()["average-useful"].question(1)) == ()
