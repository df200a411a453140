"""What the lesson on heads says in words, held to its figures."""

import numpy as np
import pytest

from engine.course.lessons.heads import figures
from engine.matrices.links import matrices_from_link
from engine.matrices.steps import trace_matrices


def subspaces(heads):
    return figures.subspaces({"heads": heads})


@pytest.mark.parametrize("heads", [1, 2, 4])
def test_the_link_opens_as_many_heads_with_the_row_that_is_shown(heads):
    shown = subspaces(heads)
    rows = trace_matrices(matrices_from_link(shown.links[0].query["m"])).weights[:, 0]
    assert len(rows) == heads
    np.testing.assert_allclose(rows[0, [0, 1]].sum(), shown.numbers["red_first"], rtol=1e-12)
    np.testing.assert_allclose(rows[-1, [0, 2]].sum(), shown.numbers["cats_last"], rtol=1e-12)


def test_the_head_of_the_colour_cannot_tell_a_cat_from_a_car():
    assert subspaces(2).numbers["cats_first"] == pytest.approx(0.5)
    assert subspaces(2).numbers["red_last"] == pytest.approx(0.5)


def test_with_one_token_the_missing_transpose_does_not_show():
    shown = [figures.joined({"join": "reshape", "tokens": tokens}).numbers["wrong"] for tokens in (1, 2, 3, 4)]
    assert shown[0] == 0
    assert min(shown[1:]) > 0


def test_the_row_of_token_1_reads_its_own_numbers_only_with_the_transpose():
    right = figures.joined({"join": "transpose", "tokens": 3}).numbers
    assert right["first_row"] == "111, 112, 121, 122"
    assert figures.joined({"join": "reshape", "tokens": 3}).numbers["first_row"] == "111, 112, 211, 212"
