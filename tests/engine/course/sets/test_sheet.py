"""What a worksheet takes over of a question and of a card."""

import pytest

from engine.course.memory.cards import cards
from engine.course.pictures import Bars
from engine.course.questions.question import Option, Question
from engine.course.sets.sheet import item_of_card, item_of_question


def question(kind="output", picture=None):
    options = (Option("2", "Too much.", "other"), Option("1", "By the softmax."))
    return Question(
        id="q",
        seed=7,
        kind=kind,
        level="easy",
        concept="softmax",
        prompt="What do the weights sum to?",
        options=options,
        answer=1,
        steps=("Add them up.",),
        check="A row sums to 1.",
        hint="Add.",
        picture=picture,
    )


def test_a_question_on_paper_is_the_one_on_the_screen_without_its_hint():
    picture = Bars(["a"], [1.0], title="Weights")
    item = item_of_question(question(picture=picture))
    assert (item.prompt, item.options, item.answer) == (question().prompt, question().options, 1)
    assert (item.steps, item.check, item.picture) == (("Add them up.",), "A row sums to 1.", picture)
    assert (item.concept, item.level) == ("softmax", "easy")


@pytest.mark.parametrize(("kind", "lines"), [("output", 2), ("heads", 2), ("entropy", 2), ("concept", 0), ("debug", 0)])
def test_there_are_lines_to_work_on_where_something_is_computed(kind, lines):
    assert item_of_question(question(kind)).lines == lines


def test_a_card_on_paper_is_answered_in_ones_own_words():
    card = cards()["softmax-promises"]
    item = item_of_card(card)
    assert (item.prompt, item.answer, item.options) == (card.question, card.answer, ())
    assert item.lines == 4
