"""The verdict in words, on the kept examples and on small matrices."""

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from engine.measures.labels import FAMILIES, HeadLabel
from engine.measures.random_rows import random_band
from engine.reading.examples import EXAMPLES, load_example
from tests.viz.words.readings import matrices_reading
from viz.words.verdict import _sentences, give_verdict

SAID = {
    "sink": "looks? at a sink",
    "place": "go(es)? by position",
    "words": "looks? at words",
    "broad": "(is|are) broad",
    "uniform": "(is|are) uniform",
    "mixed": "(is|are) mixed",
    "not judged": "(does|do) no more than random scores would",
}


def example(name):
    return load_example(next(one.text for one in EXAMPLES if one.name == name), "minilm")


def labels_of(reading):
    return [label for of_layer in reading.heads.labels for label in of_layer]


@pytest.mark.parametrize("name", ["book", "he-was-late", "tired", "the-the"])
def test_the_counts_of_a_sentence_add_up_to_all_heads_and_each_is_said(name):
    reading = example(name)
    verdict = give_verdict(reading)
    assert verdict.text.startswith("Of 72 heads on this input, ")
    assert sum(verdict.counts.values()) == 72
    assert verdict.counts == dict.fromkeys(FAMILIES, 0) | Counter(one.family for one in labels_of(reading))
    for family, words in SAID.items():
        found = re.search(rf"(\d+) {words}\b", verdict.text)
        assert (int(found[1]) if found else 0) == verdict.counts[family]


def test_the_sinks_and_the_heads_with_a_second_job_are_said():
    reading = example("book")
    at_sinks = [label for label in labels_of(reading) if label.family == "sink"]  # Of two jobs, the greater one.
    two_jobs = sum(", else " in label.name for label in at_sinks)
    assert two_jobs > 1
    assert "[CLS]" in at_sinks[0].target
    assert re.search(rf"look at a sink \(\[CLS\](, \[SEP\])?\), {two_jobs} of them with", give_verdict(reading).text)


def test_what_goes_by_position_is_said_most_frequent_first():
    label = HeadLabel("previous", 5, 7, "")
    labels = [label, replace(label, name="offset -2"), replace(label, name="local 4"), replace(label, name="local 4")]
    assert _sentences(labels) == "Of 4 heads on this input, 4 go by position (within 4 places, the previous token)."
    real = Counter(label.name for label in labels_of(example("tired")) if label.family == "place")
    assert real["previous"] == max(real.values())
    assert f"{real.total()} go" in give_verdict(example("tired")).text
    assert "by position (the previous token" in give_verdict(example("tired")).text


def test_the_head_at_words_has_the_most_weight_on_other_words_in_rows_sharper_than_random_ones():
    reading = example("book")
    words = [str(token).lower() for token in reading.query_tokens]
    low = float(random_band(np.array(15))[0])
    most = {}
    for layer in range(6):
        for head, weights in enumerate(reading.layer_weights(layer).astype(float)):
            others = [
                sum(weights[query, key] for key in range(1, 14) if abs(query - key) > 1 and words[query] != words[key])
                for query in range(1, 14)
            ]
            sharp = -(weights[1:14] * np.log(weights[1:14] + 1e-300)).sum(axis=1) / np.log(15) < low
            most[layer, head] = sum(
                share for share, is_sharp in zip(others, sharp, strict=True) if is_sharp * share > 0.5
            )
    verdict = give_verdict(reading)
    assert verdict.at_words == max(most, key=most.get) == (5, 11)
    assert (verdict.link, verdict.link_words) == (None, "")


def test_without_such_a_head_the_largest_weight_between_two_words_is_told_with_its_control():
    reading = example("he-was-late")
    verdict = give_verdict(reading)
    assert verdict.at_words is None
    weights = np.stack([reading.layer_weights(layer) for layer in range(6)])
    # [CLS] John called Mary because he was late . [SEP]: eight words, of which 42 pairs are no neighbours.
    query, key = np.indices((10, 10))
    others = (abs(query - key) > 1) & (query > 0) & (query < 9) & (key > 0) & (key < 9)
    assert others.sum() == 42
    largest = np.where(others, weights, 0).max()
    assert verdict.link.weight == pytest.approx(largest)
    assert verdict.link_words.startswith(
        "No head looks at other words more than the best of 72 random heads would. Of 3,024 weights"
    )
    assert f"the largest is “was” → “because”, {largest:.2f} in L2 H0." in verdict.link_words
    assert verdict.link_words.endswith("fewer than 0.1 on average would be as large.")


def test_a_link_that_chance_would_give_is_said_to_be_one():
    verdict = give_verdict(example("not-good"))
    assert verdict.link.by_chance > 1
    assert verdict.link_words.endswith(
        f"{verdict.link.by_chance:.1f} on average would be as large, so this may be chance."
    )


def test_the_most_even_head_has_the_highest_normalised_entropy():
    reading = example("book")
    spread = reading.heads.normalised_entropy
    assert spread[give_verdict(reading).most_even] == spread.max()


def test_one_uniform_head_is_called_uniform():
    verdict = give_verdict(matrices_reading(np.zeros((5, 2)), np.ones((5, 2))))
    assert verdict.counts["uniform"] == 1
    assert verdict.text == "The one head on this input is uniform."
    assert (verdict.at_words, verdict.link_words, verdict.most_even) == (None, "", None)


def test_with_three_keys_nothing_is_judged_and_that_is_said():
    verdict = give_verdict(matrices_reading(np.eye(3), np.eye(3)))
    assert verdict.counts["not judged"] == 1
    assert "Too few keys to judge this head" in verdict.text
