"""Which questions practice asks, and in which order."""

import pytest

from engine.course.loading import concepts
from engine.course.questions.bank import bank, find_question
from engine.course.schema import LEVELS
from engine.course.sets.practice import KINDS, RISING, practice_ids


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


def test_early_questions_are_about_different_concepts_and_go_from_easy_to_hard():
    for seed in range(300):
        asked = [bank()[name] for name in practice_ids(seed)[:RISING]]
        assert len({source.concept for source in asked}) == RISING
        levels = [LEVELS.index(source.level) for source in asked]
        assert levels == sorted(levels)
        assert levels[0] < LEVELS.index("hard"), seed


@pytest.mark.parametrize("concept", concepts())
def test_a_subject_begins_with_an_easy_question(concept):
    assert bank()[practice_ids(3, concept=concept)[0]].level == "easy"


def test_what_is_listed_can_be_asked():
    for name in practice_ids(9):
        question = find_question(name, 9)
        assert question is not None
        assert question.id == name
