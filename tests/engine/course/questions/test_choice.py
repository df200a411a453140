"""Every written question: its answer is the computed one, its other options are wrong, each with a reason."""

import re
from collections import Counter

import numpy as np
import pytest

from engine.course.arithmetic import attend
from engine.course.conditions import evaluate
from engine.course.loading import concepts, misconceptions
from engine.course.questions.choice import choice_rows, option_text, sources
from engine.course.sets.practice import KINDS
from engine.course.symbols import SYMBOLS, letters_in
from engine.course.worked import worked_numbers
from viz.sketch.draw import draw
from viz.theme import DARK, LIGHT

ROWS = choice_rows()
every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)


def words_in(text):
    """The words of a text without its code."""
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL).split()


def options_of(row):
    return (row.right, *row.wrong)


def texts_of(question):
    """Everything that a question says."""
    options = (part for option in question.options for part in (option.text, option.reason))
    return (question.prompt, question.hint, question.check, *question.steps, *options)


def test_there_are_enough_questions_of_every_level():
    assert len(ROWS) >= 40
    assert min(Counter(row.level for row in ROWS).values()) >= 12


def test_every_concept_is_asked_twice_or_more():
    asked = Counter(row.concept for row in ROWS)
    assert set(asked) == set(concepts())
    assert min(asked.values()) >= 2


def test_every_misconception_is_somebodys_wrong_answer():
    used = {option.mistake for row in ROWS for option in row.wrong}
    assert used == set(misconceptions())


def test_ids_differ():
    assert len({row.id for row in ROWS}) == len(ROWS)


@every_row
def test_the_stated_answer_is_the_computed_one_and_no_other_is(row):
    numbers = worked_numbers()
    for option in options_of(row):
        is_right = option is row.right
        assert bool(option.text) != bool(option.value), "an option has a text or a value"
        if option.value:
            assert row.asks, "options with values need to be asked for something"
            assert (evaluate(option.value, numbers) == evaluate(row.asks, numbers)) == is_right, option.value
        if option.claim:
            assert bool(evaluate(option.claim, numbers)) == is_right, option.claim
    if row.kind in ("output", "entropy"):
        assert any(option.value or option.claim for option in options_of(row)), "a number has to be computed"


@every_row
def test_no_two_options_look_alike(row):
    shown = [option_text(row, option) for option in options_of(row)]
    assert len(set(shown)) == len(shown)
    numbers = [re.sub(r"\.0+\b", "", text) for text in shown]
    assert len(set(numbers)) == len(numbers), "not even apart from zeros"


@every_row
def test_each_wrong_option_has_its_own_reason(row):
    reasons = [option.reason for option in options_of(row)]
    assert len(set(reasons)) == len(reasons)
    assert row.right.mistake == ""
    assert all(option.mistake for option in row.wrong)


@every_row
def test_lengths_are_such_that_one_reads_them(row):
    question = next(source for source in sources() if source.id == row.id).question(1)
    assert 5 <= len(words_in(question.prompt)) <= 70
    assert 4 <= len(words_in(question.hint)) <= 25
    assert 4 <= len(words_in(question.check)) <= 35
    assert 2 <= len(question.steps) <= 5
    for text in texts_of(question):
        for sentence in re.split(r"[.?!:]”?(?:\s|$)", " ".join(words_in(text))):
            assert len(sentence.split()) <= 25, sentence
    for option in question.options:
        assert len(option.text.split()) <= 16
        assert 4 <= len(words_in(option.reason)) <= 30, option.reason


@every_row
def test_every_number_is_in_place_and_every_letter_is_defined(row):
    question = next(source for source in sources() if source.id == row.id).question(1)
    for text in texts_of(question):
        assert "[[" not in re.sub(r"`[^`]*`|\[\[[-−0-9., \[\]]+\]\]", "", text), text
        assert not re.search(r"\]\]:|\bright_|_1_1", text), text
        assert set(letters_in(text)) <= set(SYMBOLS), text


@every_row
def test_its_kind_and_picture_exist(row):
    assert row.kind in KINDS
    question = next(source for source in sources() if source.id == row.id).question(1)
    for theme in (LIGHT, DARK):
        assert question.picture is None or draw(question.picture, theme).svg.startswith("<svg")


@every_row
def test_a_seed_shuffles_the_options_and_nothing_else(row):
    source = next(source for source in sources() if source.id == row.id)
    first, again = source.question(5), source.question(5)
    assert first.options == again.options
    orders = {source.question(seed).options for seed in range(12)}
    assert len(orders) > 1
    for seed in range(12):
        question = source.question(seed)
        assert question.right.text == option_text(row, row.right)
        assert question.prompt == first.prompt


def test_the_right_option_is_given_away_neither_by_its_length_nor_by_its_place():
    """By chance one in four is the longest, and one in four the shortest; a tie counts."""
    verbal = [[len(option_text(row, option)) for option in options_of(row)] for row in ROWS if row.right.text]
    for extreme in (max, min):
        given_away = sum(lengths[0] == extreme(lengths) for lengths in verbal) / len(verbal)
        assert 0.15 < given_away < 0.35, extreme
    place = Counter(source.question(seed).answer for source in sources() for seed in range(20))
    assert max(place.values()) < 0.3 * place.total()


def test_equal_queries_and_keys_make_scores_symmetric_and_weights_not():
    vectors = np.array([[2.0, 0.0], [1.0, 1.0], [0.0, -1.0]])
    found = attend(vectors, vectors, vectors)
    np.testing.assert_array_equal(found.scores, found.scores.T)
    assert np.abs(found.weights - found.weights.T).max() > 0.1


def test_a_late_causal_mask_leaves_the_last_row_whole_and_no_other():
    sums = np.tril(np.full((4, 4), 0.25)).sum(axis=1)
    assert [total == 1 for total in sums] == [False, False, False, True]
    right = next(row for row in ROWS if row.id == "mask-late").right.text
    assert "hide" in right


def test_the_word_with_two_meanings_stands_at_one_place_in_both_sentences():
    prompt = next(row for row in ROWS if row.id == "self-context").prompt
    first, second = (sentence.rstrip(".").split() for sentence in re.findall("“([^”]+\\.)”", prompt))
    assert first.index("bank") == second.index("bank") == 5
    assert "sixth" in prompt
