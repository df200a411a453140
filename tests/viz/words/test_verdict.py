"""The verdict in words, on the kept examples and on small matrices."""

import numpy as np

from engine.reading.examples import EXAMPLES, load_example
from tests.viz.words.readings import matrices_reading
from viz.words.verdict import give_verdict


def test_the_counts_of_a_sentence_add_up_to_all_heads_and_are_said():
    reading = load_example(EXAMPLES[0].text, "minilm")
    verdict = give_verdict(reading)
    assert sum(verdict.counts.values()) == 72
    for group in ("uniform", "broad", "selective", "focused"):
        assert f"{verdict.counts[group]} {group}" in verdict.text
    assert "most look at a sink" in verdict.text


def test_the_two_links_are_the_extremes_of_normalised_entropy():
    reading = load_example(EXAMPLES[0].text, "minilm")
    verdict = give_verdict(reading)
    spread = reading.heads.normalised_entropy
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
