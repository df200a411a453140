"""What the lesson on the weighted sum says in words, held to its figures."""

import pytest

from engine.course.lessons.weighted_sum import figures
from engine.matrices.links import matrices_from_link
from engine.matrices.steps import trace_matrices


def mixture(keys):
    return figures.mixture({"keys": keys, "path": True})


def unbounded(normaliser, strength):
    return figures.unbounded({"normaliser": normaliser, "strength": strength}).numbers


def broadcast(tokens, code):
    return figures.broadcast({"tokens": tokens, "code": code}).numbers


def test_at_one_key_the_output_stands_on_the_best_value_and_at_all_in_the_middle():
    assert mixture(1.0).numbers["to_best"] == 0
    assert mixture(4.0).numbers["to_middle"] < 1e-12


def test_the_output_never_leaves_the_area_whatever_the_dial_says():
    assert all(mixture(keys / 10).numbers["outside"] == 0 for keys in range(10, 41))


def test_the_link_opens_the_output_that_is_shown():
    shown = mixture(1.5)
    output = trace_matrices(matrices_from_link(shown.links[0].query["m"])).output[0, 0]
    assert output == pytest.approx([shown.numbers["output_x"], shown.numbers["output_y"]], rel=1e-12)


def test_at_the_ends_of_the_dial_where_no_divisor_gives_the_weights_there_is_no_link():
    assert not mixture(1.0).links
    assert not mixture(4.0).links


def test_larger_scores_drive_the_output_farther_off_and_with_softmax_closer_to_the_best_value():
    strengths = [0.2, 0.6, 1.0, 2.0, 3.0]
    off = [unbounded("none", strength)["outside"] for strength in strengths]
    near = [unbounded("softmax", strength)["to_best"] for strength in strengths]
    assert off == sorted(off)
    assert off[0] > 0
    assert near == sorted(near, reverse=True)


def test_one_score_is_negative_and_one_is_nothing_as_the_text_says():
    assert sorted(figures.SCORES)[:2] == [-1.5, 0]


def test_only_as_many_vectors_as_numbers_are_wrong_in_silence():
    assert [broadcast(tokens, "plain")["raised"] for tokens in (2, 3, 4, 5)] == [True, False, True, True]
    assert not broadcast(3, "plain")["right"]
    assert all(broadcast(tokens, "column")["right"] for tokens in (2, 3, 4, 5))
