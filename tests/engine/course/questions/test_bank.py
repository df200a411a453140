"""All questions by their ids, and some of them drawn."""

from collections import Counter

from engine.course.questions.bank import bank, draw_questions, find_question


def test_a_question_is_found_by_its_id_and_one_that_does_not_exist_is_none():
    name = next(iter(bank()))
    assert find_question(name, 5).prompt == bank()[name].question(5).prompt
    assert find_question("no-such-question", 5) is None


def test_the_same_seed_draws_the_same_questions_and_none_twice():
    drawn = [[question.id for question in draw_questions(seed, 12)] for seed in (3, 3, 4)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(set(drawn[0])) == 12


def test_concepts_take_turns():
    n_concepts = len({source.concept for source in bank().values()})
    counts = Counter(question.concept for question in draw_questions(7, n_concepts))
    assert set(counts.values()) == {1}


def test_what_is_wished_for_is_kept_to_and_there_may_be_fewer():
    hard = [source.id for source in bank().values() if (source.level, source.concept) == ("hard", "softmax")]
    drawn = draw_questions(7, 1_000, levels=["hard"], concepts=["softmax"])
    assert sorted(question.id for question in drawn) == sorted(hard)
    assert draw_questions(7, 5, kinds=["no such kind"]) == ()
