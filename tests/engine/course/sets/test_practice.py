"""Which questions practice asks, and in which order."""

import pytest

from engine.course.loading import concepts
from engine.course.questions.bank import bank, find_question
from engine.course.schema import LEVELS
from engine.course.sets.practice import KINDS, practice_ids


def test_all_questions_are_asked_once_in_an_order_of_the_seed():
    first, again, other = practice_ids(1), practice_ids(1), practice_ids(2)
    assert sorted(first) == sorted(bank())
    assert first == again
    assert first != other


@pytest.mark.parametrize("level", LEVELS)
def test_only_questions_of_a_level_are_asked(level):
    found = [bank()[name] for name in practice_ids(1, level=level)]
    assert found
    assert {source.level for source in found} == {level}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_questions(kind):
    found = [bank()[name] for name in practice_ids(1, kind=kind)]
    assert found
    assert {source.kind for source in found} == {kind}


def test_every_kind_of_the_bank_can_be_chosen():
    assert {source.kind for source in bank().values()} == set(KINDS)


@pytest.mark.parametrize("concept", concepts())
def test_every_concept_has_questions(concept):
    assert practice_ids(1, concept=concept)


def test_early_questions_are_about_different_concepts():
    asked = [bank()[name].concept for name in practice_ids(4)[: len(concepts())]]
    assert len(set(asked)) == len(concepts())


def test_what_is_listed_can_be_asked():
    for name in practice_ids(9):
        question = find_question(name, 9)
        assert question is not None
        assert question.id == name
