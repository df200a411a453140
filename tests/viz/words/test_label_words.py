"""Labels in words: headings, lists, and what a label does not mean."""

import pytest

from engine.measures.labels import HeadLabel
from engine.reading.examples import EXAMPLES, load_example
from viz.words.label_words import head_title, label_caution, label_title, short_title


def label(name, rows=9, **more):
    return HeadLabel(name, rows, 10, "In 9 of 10 rows.", **more)


@pytest.mark.parametrize(
    ("name", "title", "short"),
    [
        ("sink", "at a sink", "a sink"),
        ("previous", "at the previous token", "the previous token"),
        ("offset -6", "6 places back", "6 places back"),
        ("offset +2", "2 places ahead", "2 places ahead"),
        ("local 1", "within 1 place", "within 1 place"),
        ("local 4", "within 4 places", "within 4 places"),
        ("column", "at one token", "one token"),
        ("induction", "induction, at what followed an earlier occurrence", "induction"),
        ("broad", "broad", "broad"),
        ("chance", "no more than chance would do", "no more than chance would do"),
    ],
)
def test_a_label_is_said_as_a_heading_and_in_a_list(name, title, short):
    assert label_title(label(name)) == title
    assert short_title(name) == short


def test_a_close_call_is_said_to_be_one():
    assert label_title(label("next", rows=5)) == "at the next token, only just"
    assert label_title(label("next", rows=6)) == "at the next token"
    assert label_title(label("mixed", rows=0)) == "mixed"


def test_of_two_jobs_both_are_said_and_the_caution_is_the_seconds():
    two = label("sink, else previous", rows=8, second_rows=3)
    assert label_title(two) == "at a sink, else at the previous token in 3 of 10 rows"
    assert short_title(two.name) == "a sink, else the previous token"
    assert label_caution(two) == label_caution(label("previous"))


def test_every_label_of_a_real_reading_has_its_words():
    for example in EXAMPLES:
        reading = load_example(example.text, "minilm")
        for layer, of_layer in enumerate(reading.heads.labels):
            for head, found in enumerate(of_layer):
                assert head_title(reading, layer, head).startswith(f"L{layer} H{head}: ")
                assert label_caution(found).endswith(".")
