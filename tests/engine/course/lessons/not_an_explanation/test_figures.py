"""What the lesson on explanations says in words, held to its figures."""

import pytest

from engine.course.lessons.kept.seen import TEXT, kept_sentence
from engine.course.lessons.not_an_explanation import figures
from engine.course.lessons.not_an_explanation.numbers import handed_on
from engine.reading.examples import load_example


def test_half_of_the_other_values_are_far_longer_than_that_of_cls_and_most_comes_from_a_key_of_little_weight():
    found = figures.sink({"head": "4.5", "shown": True}).numbers
    assert found["length"] < 0.1 * found["other_length"]
    assert found["most_handed_weight"] < 0.1
    assert found["most_handed_share"] == pytest.approx(found["handed"], abs=0.005), "as much, and not more"


@pytest.mark.parametrize("head", ["4.5", "2.7", "2.9", "1.3", "0.2"])
def test_no_head_of_the_screen_hands_on_from_cls_as_much_as_its_weight_says(head):
    found = figures.sink({"head": head, "shown": True}).numbers
    assert found["handed"] < 0.75 * found["weight"]
    layer, number = map(int, head.split("."))
    weights = load_example(TEXT, "minilm").weights(layer, number).astype(float)
    assert found["handed"] == pytest.approx(handed_on(weights, kept_sentence().value_lengths[layer, number])[0])
