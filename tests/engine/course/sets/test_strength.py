"""The strength test: what is asked, and what comes out."""

from collections import Counter

import pytest

from engine.course.loading import concepts
from engine.course.sets.strength import (
    COUNTS,
    N_QUESTIONS,
    concept_results,
    count_right,
    pack_answers,
    strength_questions,
    unpack_answers,
)

SEEDS = range(8)


def right_answers(questions):
    return tuple(question.answer for question in questions)


def wrong_answers(questions):
    return tuple((question.answer + 1) % len(question.options) for question in questions)


@pytest.mark.parametrize("seed", SEEDS)
def test_ten_questions_over_three_levels_each_about_something_else(seed):
    questions = strength_questions(seed)
    assert len(questions) == N_QUESTIONS == 10
    assert Counter(question.level for question in questions) == COUNTS
    assert len({question.concept for question in questions}) == 10
    assert len({question.id for question in questions}) == 10
    order = [list(COUNTS).index(question.level) for question in questions]
    assert order == sorted(order)


def test_a_seed_asks_the_same_ten_and_another_one_others():
    first, again, other = strength_questions(7), strength_questions(7), strength_questions(8)
    assert [(one.id, one.options) for one in first] == [(one.id, one.options) for one in again]
    assert [one.id for one in first] != [one.id for one in other]


def test_the_tests_of_many_seeds_cover_every_concept():
    asked = {question.concept for seed in SEEDS for question in strength_questions(seed)}
    assert asked == set(concepts())


def test_right_answers_leave_nothing_to_go_back_to():
    questions = strength_questions(3)
    answers = right_answers(questions)
    assert count_right(questions, answers) == 10
    assert all(result.right == result.asked and not result.lessons for result in concept_results(questions, answers))


def test_wrong_and_missing_answers_lead_back_to_the_concepts_lessons():
    questions = strength_questions(3)
    for answers in (wrong_answers(questions), (None,) * 10):
        assert count_right(questions, answers) == 0
        for result in concept_results(questions, answers):
            assert result.right == 0
            assert result.lessons == concepts()[result.concept].lessons


def test_weak_concepts_come_first():
    questions = strength_questions(3)
    answers = (*right_answers(questions)[:-1], None)
    first, *others = concept_results(questions, answers)
    assert first.concept == questions[-1].concept
    assert not any(result.lessons for result in others)


def test_answers_go_through_a_link_and_back():
    questions = strength_questions(5)
    answers = (0, None, 2, *right_answers(questions)[3:])
    assert unpack_answers(pack_answers(answers), questions) == answers


@pytest.mark.parametrize("text", ["", "0", "-" * 11, "x---------", "9---------", "²---------", "----------x"])
def test_answers_that_do_not_fit_are_not_taken(text):
    assert unpack_answers(text, strength_questions(5)) is None
