"""The kept word vectors against the model's own file."""

import numpy as np
import pytest

from engine.course.lessons.kept.word_vectors import WORDS, read_word_vectors, word_vector, word_vectors
from engine.errors import InputError


def test_the_kept_vectors_are_those_of_the_model():
    np.testing.assert_array_equal(word_vectors(WORDS), read_word_vectors(WORDS))


def test_a_capital_letter_makes_no_difference():
    np.testing.assert_array_equal(word_vector("The"), word_vector("the"))


def test_a_kept_vector_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        word_vector("dog")[0] = 1.0


def test_a_word_that_is_not_kept_is_refused_by_name():
    with pytest.raises(InputError, match="'giraffe'"):
        word_vector("giraffe")


def test_a_word_of_several_tokens_is_refused_by_name():
    with pytest.raises(InputError, match="napping"):
        read_word_vectors(("dog", "napping"))
