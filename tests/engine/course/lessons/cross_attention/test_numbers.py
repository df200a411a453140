"""The translator's cross-attention, as the lesson reads it."""

import numpy as np
import pytest

from engine.course.lessons.cross_attention.numbers import translate
from engine.course.lessons.kept.seen import END, PHRASES, kept_phrases, run_translator
from engine.course.loading import lessons
from engine.reading.readers import read

PHRASE = "the third of May, 2021"


@pytest.fixture(scope="module")
def translation():
    return translate(PHRASE)


def test_a_row_is_named_after_the_character_that_it_writes(translation):
    assert translation.written == (*"2021-05-03", END)
    assert translation.read == ("the", "third", "of", "May", ",", *"2021", END)
    assert translation.digit_rows == (0, 1, 2, 3, 5, 6, 8, 9)


@pytest.mark.parametrize("text", PHRASES)
def test_what_was_kept_of_a_phrase_is_what_the_translator_makes_of_it(text):
    kept, fresh = kept_phrases()[text], read(text, "dates", "cross")
    assert len(kept.read) == len(fresh.key_tokens)
    assert len(kept.written) == len(fresh.query_tokens)
    for layer in range(fresh.n_layers):
        # Another processor's kernels may round the model's float32 another way.
        np.testing.assert_allclose(kept.weights[layer], fresh.layer_weights(layer), rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(translate(text, 0, 3).weights, fresh.weights(0, 3), rtol=1e-3, atol=1e-4)
    run = run_translator(text)
    assert (run.read, run.written) == (kept.read, kept.written)


def test_a_phrase_that_was_not_kept_is_translated():
    found = translate("2021 May 3rd")
    assert "".join(found.written[:-1]) == "2021-05-03"


def test_every_row_of_weights_sums_to_1(translation):
    # float32 sums of ten weights.
    np.testing.assert_allclose(translation.weights.sum(axis=1), 1, atol=1e-6)


def test_the_aligned_head_reads_every_digit_from_its_own_word(translation):
    looked_at = [translation.read[place] for place in translation.looks_at[list(translation.digit_rows)]]
    assert looked_at == [*"2021", "May", "May", "third", "third"]
    assert translation.weights[list(translation.digit_rows)].max(axis=1).min() > 0.9


@pytest.mark.parametrize(
    ("phrase", "steps_back"), [(PHRASE, 2), ("May the third, 2021", 1), ("2021 May third", 0), ("2021 May 3rd", 0)]
)
def test_the_largest_weight_steps_back_once_for_each_part_that_stands_before_the_last_one_written(phrase, steps_back):
    found = translate(phrase)
    assert "".join(found.written[:-1]) == "2021-05-03"
    assert found.steps_back == steps_back


def test_words_around_the_date_add_columns_and_no_rows(translation):
    longer = translate("We met again on the third of May, 2021.")
    assert longer.weights.shape == (len(translation.written), len(translation.read) + 5)


def test_the_free_heads_of_the_translator_are_less_tidy_than_the_aligned_one():
    aligned = translate("2021 May third")
    for layer, head in ((1, 1), (1, 3), (0, 3)):
        free = translate("2021 May third", layer, head)
        assert free.written == aligned.written
        of_digits = [one.weights[list(one.digit_rows)].max(axis=1).mean() for one in (free, aligned)]
        assert of_digits[0] < of_digits[1]


def largest_at_hyphens(text):
    found = translate(text)
    return [found.weights[row].max() for row, character in enumerate(found.written) if character == "-"]


def test_where_a_hyphen_is_due_the_rows_of_the_first_screens_phrases_spread_out_and_others_rest_on_the_end():
    phrases = lessons()["cross-attention"].screens[0].numbers.control[1].options
    assert max(largest for text in phrases for largest in largest_at_hyphens(text)) < 0.5
    assert min(largest_at_hyphens("2021 May third")) > 0.9


def test_the_new_words_of_the_longer_phrase_are_not_what_the_digits_look_at():
    found = translate("We met again on the third of May, 2021.")
    assert {found.read[place] for place in found.looks_at[list(found.digit_rows)]} == {"2", "0", "1", "May", "third"}
