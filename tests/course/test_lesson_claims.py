"""What lessons 11 to 16 say without a number in its place: each claim held to what is computed."""

import numpy as np
import pytest

from engine.examples import load_example
from engine.lessons.explaining import handed_on, reliability
from engine.lessons.kept import PHRASES, TEXT, kept_digits, kept_sentence
from engine.lessons.translating import translate
from pages.course.content import lessons
from pages.course.figure import find_figure
from viz.theme import LIGHT


def numbers(figure: str, **settings):
    return find_figure(figure)(settings, LIGHT).numbers


def bins(layer: int, head: int):
    kept = kept_digits()
    return reliability(kept.largest[layer, head], kept.right[layer, head])


def test_the_more_focused_head_l0_h3_of_the_translator_is_the_less_often_it_is_right():
    assert (np.diff(bins(0, 3).right) < 0).all()


@pytest.mark.parametrize("head", [0, 3])
def test_in_the_most_focused_rows_of_l1_h0_and_l1_h3_weight_and_share_agree(head):
    found = bins(1, head)
    assert found.right[-1] == pytest.approx(found.weight[-1], abs=0.03)


def test_the_free_heads_of_the_translator_are_less_tidy_than_the_aligned_one():
    aligned = translate("2021 May third")
    for layer, head in ((1, 1), (1, 3), (0, 3)):
        free = translate("2021 May third", layer, head)
        assert free.written == aligned.written
        of_digits = [one.weights[list(one.digit_rows)].max(axis=1).mean() for one in (free, aligned)]
        assert of_digits[0] < of_digits[1]


def test_where_a_hyphen_is_due_the_row_spreads_out():
    found = translate("the third of May, 2021")
    hyphens = [row for row, character in enumerate(found.written) if character == "-"]
    assert found.weights[hyphens].max() < 0.5


def test_the_new_words_of_the_longer_phrase_are_not_what_the_digits_look_at():
    found = translate("We met again on the third of May, 2021.")
    assert {found.read[place] for place in found.looks_at[list(found.digit_rows)]} == {"2", "0", "1", "May", "third"}


def test_half_of_the_other_values_are_far_longer_than_that_of_cls_and_most_comes_from_a_key_of_little_weight():
    found = numbers("explaining.sink", head="4.5", shown=True)
    assert found["length"] < 0.1 * found["other_length"]
    assert found["most_handed_weight"] < 0.1


@pytest.mark.parametrize("head", ["4.5", "2.7", "2.9", "1.3", "0.2"])
def test_no_head_of_the_screen_hands_on_from_cls_as_much_as_its_weight_says(head):
    found = numbers("explaining.sink", head=head, shown=True)
    assert found["handed"] < 0.75 * found["weight"]
    layer, number = map(int, head.split("."))
    weights = load_example(TEXT, "minilm").weights(layer, number).astype(float)
    assert found["handed"] == pytest.approx(handed_on(weights, kept_sentence().value_lengths[layer, number])[0])


@pytest.mark.parametrize("text", ["The dog bit the man.", "The man bit the dog.", "The movie was not good."])
def test_l0_h2_draws_a_line_below_the_diagonal_and_l1_h8_one_above(text):
    below, above = (numbers("patterns.real_head", text=text, head=head) for head in ("0.2", "1.8"))
    assert below["below"] > 0.9 > below["above"]
    assert above["above"] > 0.5 > above["below"]


def test_the_wrong_measure_of_an_even_head_changes_with_its_length_and_the_right_one_does_not():
    wrong = [numbers("spread.counted_keys", tokens=n, counted="all")["mean"] for n in (3, 6, 12)]
    right = [numbers("spread.counted_keys", tokens=n, counted="visible")["mean"] for n in (3, 6, 12)]
    assert len({round(mean, 3) for mean in wrong}) == 3
    assert right == pytest.approx([1, 1, 1])


def test_a_match_with_a_larger_score_is_found_in_the_crowd():
    found = [numbers("distance.crowd", others=1000, strength=score, curve=False)["weight"] for score in (4.0, 12.0)]
    assert found[0] < 0.1
    assert found[1] > 0.9


def test_the_shape_screen_asks_about_the_matrices_that_it_shows():
    screen = next(screen for screen in lessons()["order"].screens if screen.id == "shapes")
    q, k, w = (screen.before[name] for name in ("queries", "keys", "width"))
    shapes = [guess.text.strip() for guess in screen.words.guesses]
    assert shapes == [f"{a} × {b}" for a, b in ((q, k), (k, q), (q, w), (w, w))]


def test_no_phrase_of_the_lesson_waits_for_the_translator_to_be_loaded():
    controls = [control for screen in lessons()["cross-attention"].screens for control in screen.numbers.control]
    assert {phrase for control in controls if control.name == "phrase" for phrase in control.options} == set(PHRASES)
