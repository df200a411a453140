"""The verdict in words, on the kept examples and on small matrices."""

import numpy as np

from engine.examples import EXAMPLES, load_example
from engine.matrices import capture_matrices
from engine.matrix_input import MatrixInput
from engine.readers import read_capture
from pages.shared.meanings import head_numbers, largest_weight_place, spread_sentence
from pages.shared.verdict import give_verdict, head_name


def matrices_reading(queries, keys, **more):
    return read_capture(capture_matrices(MatrixInput(queries=queries, keys=keys, values=keys, **more)))


def test_the_counts_of_a_sentence_add_up_to_all_heads_and_are_said():
    reading = load_example(EXAMPLES[0].text, "minilm")
    verdict = give_verdict(reading)
    assert sum(verdict.counts.values()) == 72
    for group in ("uniform", "broad", "selective", "focused"):
        assert f"{verdict.counts[group]} {group}" in verdict.text
    assert "most look at a sink" in verdict.text


def test_the_two_links_are_the_extremes_of_relative_entropy():
    reading = load_example(EXAMPLES[0].text, "minilm")
    verdict = give_verdict(reading)
    spread = reading.heads.relative_entropy
    assert spread[verdict.most_uniform] == spread.max()
    content = [
        spread[layer, head]
        for layer, labels in enumerate(reading.heads.labels)
        for head, label in enumerate(labels)
        if label.name == "content"
    ]
    assert spread[verdict.most_focused_on_content] == min(content)


def test_one_uniform_head_is_called_uniform():
    reading = matrices_reading(np.zeros((5, 2)), np.ones((5, 2)))
    verdict = give_verdict(reading)
    assert verdict.counts["uniform"] == 1
    assert "uniform" in verdict.text
    assert verdict.most_focused_on_content is None


def test_with_three_keys_nothing_is_judged_and_that_is_said():
    verdict = give_verdict(matrices_reading(np.eye(3), np.eye(3)))
    assert verdict.counts["not judged"] == 1
    assert "Too few keys to judge" in verdict.text


def test_heads_are_named_from_zero():
    assert head_name(3, 7) == "L3 H7"


def test_an_undefined_number_is_a_dash_and_never_zero():
    reading = matrices_reading(np.ones((2, 2)), np.ones((1, 2)))
    shown = {number.name: number.shown for number in head_numbers(reading, 0, 0)}
    assert shown["Relative entropy"] == "–"
    assert shown["Sharpness"] == "–"
    assert shown["Entropy"] == "0.00 bits"


def test_the_largest_weight_is_found_where_it_is():
    queries = np.zeros((5, 5))
    queries[3, 1] = 9
    place = largest_weight_place(matrices_reading(queries, np.eye(5)), 0, 0)
    assert [token.text for token in place] == ["t4", "t2"]


def test_a_row_with_one_visible_key_is_not_where_the_largest_weight_is_unless_all_are():
    queries = np.zeros((5, 5))
    queries[3, 1] = 9
    reading = matrices_reading(queries, np.eye(5), mask="causal")
    assert [token.text for token in largest_weight_place(reading, 0, 0)] == ["t4", "t2"]
    (largest,) = (number for number in head_numbers(reading, 0, 0) if number.name == "Largest weight")
    assert largest.shown == "0.95"  # exp(9 / sqrt(5)) / (exp(9 / sqrt(5)) + 3), by hand
    assert "query 4 at key 2" in largest.meaning
    alone = matrices_reading(np.eye(5)[:1], np.eye(5)[:1])
    assert [token.text for token in largest_weight_place(alone, 0, 0)] == ["t1", "t1"]


def test_the_spread_of_a_query_is_said_in_words():
    assert spread_sentence(5.321, 12) == "This word spreads over about 5.3 of 12 visible tokens."
    assert "nothing to choose" in spread_sentence(1.0, 1)
    assert "no weights" in spread_sentence(float("nan"), 0)
