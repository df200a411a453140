"""What was said wrongly of real heads once, each with what is right: from the text to the words on the page."""

import numpy as np
import pytest

import engine
from engine.course.lessons.kept.seen import kept_sentence
from engine.measures.computing.survey import measure
from engine.measures.destinations import OTHER_WORDS, SAME_WORD
from engine.measures.heads import HeadStatistics
from engine.measures.labels import label_heads
from engine.measures.rows import row_flags
from engine.measures.worth import head_worth_a_look, strongest_link
from tests.engine.captures import bracketed, weights_capture
from tests.engine.reference import marks_of
from viz.words.verdict import give_verdict


def test_the_first_link_of_the_page_leads_to_a_head_whose_sharp_rows_look_at_words(sentences):
    for sentence in sentences:
        reading = engine.read(sentence)
        head = give_verdict(reading).at_words
        if head is None:
            continue
        evidence = reading.heads.evidence
        at_words, by_chance = int(evidence.at_words[head]), float(evidence.chance_words[head[0]])
        assert at_words > 10 * by_chance
        # Recomputed from the weights: so many rows have half of their weight off sinks, neighbours and the same word.
        weights = np.nan_to_num(reading.weights(*head))
        words = marks_of(reading.query_tokens, reading.key_tokens)[0] == OTHER_WORDS
        assert (np.where(words, weights, 0)[1:-1].sum(axis=1) >= 0.5).sum() >= at_words >= 2


@pytest.mark.parametrize("text", ["He sat on the river bank.", "the the the the the the"])
def test_a_sentence_without_a_head_at_words_says_so(text):
    reading = engine.read(text)
    verdict = give_verdict(reading)
    assert verdict.at_words is None
    assert "No head looks at other words more than the best of 72 random heads would." in verdict.link_words
    assert (verdict.link is None) == text.startswith("the the")  # There are no two different words to link.


def test_the_strongest_link_stands_beside_what_chance_would_give():
    reading = engine.read("He sat on the river bank.")
    link = strongest_link(reading.rows, reading.query_tokens, reading.key_tokens)
    assert reading.weights(*link.head)[link.query, link.key] == pytest.approx(link.weight)
    rng = np.random.default_rng(1)
    largest = []
    for _ in range(4):  # 288 random heads of 9 tokens, as many rows and keys: how many weights are as large?
        scores = np.exp(rng.standard_normal((72, 9, 9)))
        capture = weights_capture(*scores / scores.sum(axis=2, keepdims=True), tokens=bracketed(9))
        rows = measure(capture)
        at = strongest_link(rows, capture.query_tokens, capture.key_tokens)
        assert at.looked_at == 72 * sum(row for row in rows.keys_at[0, 1:8, OTHER_WORDS])
        others = [abs(np.subtract.outer(np.arange(9), np.arange(9))) > 1][0]
        others[[0, 8]] = others[:, [0, 8]] = False
        largest.append((scores / scores.sum(axis=2, keepdims=True))[:, others] >= link.weight)
    found = np.sum(largest) / 4
    assert link.by_chance == pytest.approx(found, rel=0.6, abs=1.5)


def test_one_judged_row_says_nothing_of_270_heads():
    heads = engine.read("The cat sat on", "smollm2").heads
    names = {label.name for of_layer in heads.labels for label in of_layer}
    assert names <= {"chance", "mixed", "uniform", "broad"}
    assert head_worth_a_look(heads) is None


def test_the_alignment_that_the_translator_of_dates_shows_is_no_sink():
    reading = engine.read("the third of May, 2021", "dates", "cross")
    flags = row_flags(reading.rows, reading.query_tokens, reading.key_tokens)
    may = next(place for place, token in enumerate(reading.key_tokens) if token.text.casefold() == "may")
    looks_at_may = np.argwhere((reading.rows.max_key == may) & (reading.rows.max_weight > 0.99))
    assert len(looks_at_may)
    assert {str(flags[tuple(row)]) for row in looks_at_may} == {"near one-hot: another word"}
    # The first word of the source is a word, too.
    assert not np.isin(reading.rows.keys_at[..., 0], [len(reading.key_tokens)]).any()
    assert reading.rows.keys_at[0, 0, 0] == sum(token.special for token in reading.key_tokens)


def test_the_induction_head_of_smollm2_is_one_on_repeated_random_words(smollm2):
    words = [
        "stone",
        "marsh",
        "lamp",
        "violet",
        "seven",
        "glass",
        "hammer",
        "river",
        "yellow",
        "paper",
        "candle",
        "wolf",
        "needle",
        "march",
        "copper",
        "under",
    ]
    reading = engine.read(" ".join(words * 3), "smollm2")
    label = reading.heads.labels[18][6]
    assert "induction" in (label.first, label.second), label.reason
    duplicate = reading.heads.labels[14][3]
    assert "same word" in (duplicate.first, duplicate.second), duplicate.reason
    assert reading.heads.to_same_word[14, 3] > 0.3
    assert reading.rows.keys_at[0, -1, SAME_WORD] > 0


def test_a_freshly_initialised_minilm_is_far_below_a_sharpness_of_1():
    weights = kept_sentence().twin_weights
    n_tokens = weights.shape[-1]
    capture = weights_capture(*weights.reshape(-1, n_tokens, n_tokens), tokens=bracketed(n_tokens))
    rows = measure(capture)
    heads = HeadStatistics.of(rows, capture.query_tokens, capture.key_tokens)
    assert np.median(heads.sharpness) == pytest.approx(0.12, abs=0.03)
    names = {label.name for label in label_heads(rows, capture.query_tokens, capture.key_tokens)[0]}
    assert names == {"uniform"}
