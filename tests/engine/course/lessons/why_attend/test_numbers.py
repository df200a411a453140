"""The equal average beside the weighted sum."""

import numpy as np
import pytest

from engine.course.lessons.kept.word_vectors import word_vector
from engine.course.lessons.why_attend.numbers import (
    BIT,
    DOG,
    MAN,
    SENTENCES,
    additions_of_the_average,
    average,
    bit_output,
    bit_weights,
    likeness,
    products_of_attention,
    sentence_likeness,
)


def test_the_average_is_the_weighted_sum_with_equal_weights():
    vectors = np.random.default_rng(0).standard_normal((5, 3))
    np.testing.assert_allclose(average(vectors), np.full(5, 0.2) @ vectors, rtol=1e-14)


def test_likeness_is_the_cosine():
    first, second = np.array([3.0, 4.0]), np.array([4.0, -3.0])
    assert likeness(first, first * 2) == pytest.approx(1)
    assert likeness(first, second) == 0
    assert likeness(first, -first) == pytest.approx(-1)


def test_the_average_of_the_same_words_is_the_same_in_any_order():
    # The sums are taken in another order: only rounding may differ.
    np.testing.assert_allclose(bit_output(DOG, equal=True), bit_output(MAN, equal=True), rtol=0, atol=1e-15)


@pytest.mark.parametrize(("text", "before"), [(DOG, "dog"), (MAN, "man")])
def test_the_head_makes_bit_take_in_the_word_before_it(text, before):
    tokens, weights = bit_weights(text, equal=False)
    assert tokens[BIT] == "bit"
    assert tokens[BIT - 1] == before
    assert weights.argmax() == BIT - 1
    assert weights.sum() == pytest.approx(1, abs=1e-5)  # kept in float32
    assert likeness(bit_output(text, equal=False), word_vector(before)) > 0.99


def test_equal_weights_are_the_same_for_every_token():
    tokens, weights = bit_weights(DOG, equal=True)
    np.testing.assert_array_equal(weights, [1 / len(tokens)] * len(tokens))


def test_the_average_finds_the_sentence_on_the_same_subject():
    kitten, cat, *_ = SENTENCES
    others = SENTENCES[1:]
    alike = {other: sentence_likeness(kitten, other) for other in others}
    assert max(alike, key=alike.__getitem__) == cat
    assert set(kitten.split()) & set(cat.split()) == {"on", "the"}


def test_the_average_cannot_tell_who_bit_whom():
    assert sentence_likeness("the dog bit the man", "the man bit the dog") == pytest.approx(1)


def test_the_costs_are_those_of_the_sums_written_out():
    n_tokens, width = 4, 3
    additions = sum(1 for _token in range(n_tokens) for _number in range(width))
    scores = sum(1 for _query in range(n_tokens) for _key in range(n_tokens) for _number in range(width))
    assert additions_of_the_average(n_tokens, width) == additions
    assert products_of_attention(n_tokens, width) == 2 * scores
