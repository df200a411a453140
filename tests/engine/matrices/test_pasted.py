"""What people paste: each kind as its program prints it."""

import numpy as np
import pandas as pd
import pytest
import torch

from engine.errors import InputError
from engine.matrices.pasted import plain
from engine.matrices.typed import parse_matrix

UNIT = [[1, 0], [0, 1]]
ONE_TO_FOUR = [[1, 2], [3, 4]]
MIXED = [[0.5, 1.25], [2, 3.5]]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("| a | b |\n|---|---|\n| 1 | 0 |\n| 0 | 1 |", UNIT),
        ("a | b\n:-- | --:\n1 | 0\n0 | 1\n", UNIT),
        ("Q = [1, 2; 3, 4];", ONE_TO_FOUR),
        ("Q =\n\n    1.0000    0.5000\n    0.2500    0.1250\n\n", [[1, 0.5], [0.25, 0.125]]),
        ("\\begin{bmatrix}\n1 & 2 & 3 \\\\\n4 & 5 & 6\n\\end{bmatrix}", [[1, 2, 3], [4, 5, 6]]),
        (
            "$$\\left[\\begin{array}{cc} 1 & \\frac{1}{2} \\\\[2pt] -3 & 4 \\\\ \\end{array}\\right]$$",
            [[1, 0.5], [-3, 4]],
        ),
        ("[[1.0, 0.0],   # token 0\n [0.0, 1.0]]   # token 1", UNIT),
        ("torch.tensor(\n  [[0.5, 1.25], # your (x^1)\n   [2.0, 3.5]] # journey (x^2)\n)", MIXED),
        ("tf.Tensor(\n[[1. 2.]\n [3. 4.]], shape=(2, 2), dtype=float32)", ONE_TO_FOUR),
        ("Array([[1., 2.],\n       [3., 4.]], dtype=float32)", ONE_TO_FOUR),
        ("Parameter containing:\ntensor([[ 1,  2],\n        [ 3,  4]], requires_grad=True)", ONE_TO_FOUR),
        ("tensor([[1., 2.],[3., 4.]])\ntorch.Size([2, 2])", ONE_TO_FOUR),
        ("[[np.float64(0.5), np.float64(1.25)], [np.float64(2.0), np.float64(3.5)]]", MIXED),
        ('"1","0"\n"0","1"', UNIT),
        ('"0.5";"1.25"\n"2";"3.5"', MIXED),
        ("0,5;1,25\n2;3,5", MIXED),
        ("0,5\t1,25\n2\t3,5", MIXED),
        ("     [,1] [,2]\n[1,]    1    2\n[2,]    3    4", ONE_TO_FOUR),
    ],
)
def test_each_kind_of_paste_is_read(text, numbers):
    np.testing.assert_array_equal(parse_matrix(text, "Q"), numbers)
    np.testing.assert_array_equal(parse_matrix(text.replace("\n", "\r\n"), "Q"), numbers)
    assert plain(text).names == ()


@pytest.mark.parametrize(
    "text",
    [
        "cat,0.5,1.25\nsat,2,3.5",
        "cat\t0,5\t1,25\nsat\t2\t3,5",
        "cat 0.5 1.25\nsat 2 3.5",
        ",a,b\ncat,0.5,1.25\nsat,2,3.5",
        "word,a,b\ncat,0.5,1.25\nsat,2,3.5",
        "| word | a | b |\n|---|---|---|\n| cat | 0.5 | 1.25 |\n| sat | 2 | 3.5 |",
        str(pd.DataFrame(MIXED, index=["cat", "sat"])),
        str(pd.DataFrame(MIXED, index=["cat", "sat"], columns=["a", "b"])),
    ],
)
def test_the_names_of_rows_are_told_apart_from_their_numbers(text):
    np.testing.assert_array_equal(parse_matrix(text, "Q"), MIXED)
    assert plain(text).names == ("cat", "sat")


def test_what_pandas_counts_is_neither_number_nor_name():
    printed = str(pd.DataFrame(MIXED))
    np.testing.assert_array_equal(parse_matrix(printed, "Q"), MIXED)
    assert plain(printed).names == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 2\n3 4 5", "Row 2 has 3 numbers, row 1 has 2"),  # no heading: 1 and 2 are not how pandas counts
        ("| 1 | 2 |\n|---|---|\n| 3 |", "Row 2 has 1 number, row 1 has 2"),
        ("nan 1\nnan 2", "not a number. Attention needs finite numbers"),
        ("cat 1\n2 3", "Row 1, column 1: “cat” is not a number"),
        ('"1,250","2"\n"3","4"', "Row 2 has 2 numbers, row 1 has 3"),
        ("1,234;5,678\n9,012;3,456", "has a comma in it"),  # decimals or thousands
        ("x,y\n0,5\n1,7", "If the first row is a heading, leave it out"),  # a column that counts is no index
        ("1,250;2.5\n3;4", "has a comma in it"),  # a decimal comma beside a decimal point
        ("0,5;1,5", "has a comma in it"),  # one row of two numbers, or two rows of MATLAB's
        ("1,5 2,5\n3,5 4,5", "may be one number or two"),
        ("q k\n2 3", "If the first row is a heading, leave it out"),
    ],
)
def test_what_has_two_meanings_is_refused(text, message):
    with pytest.raises(InputError, match=message):
        parse_matrix(text, "Q")


def test_a_heading_of_numbers_in_a_table_counts_as_a_row():
    np.testing.assert_array_equal(parse_matrix("| 1 | 0 |\n|---|---|\n| 0 | 1 |", "Q"), UNIT)


def test_three_decimals_are_plain_where_no_thousands_look_like_that():
    np.testing.assert_array_equal(parse_matrix("0,500;1,250\n2;3,5", "Q"), MIXED)


@pytest.mark.parametrize(
    ("mask", "way"),
    [
        (torch.triu(torch.full((3, 3), -1e9), 1), "It is the causal one: choose Mask, causal"),
        (torch.triu(torch.full((3, 3), float("-inf")), 1), "It is the causal one: choose Mask, causal"),
        (torch.tensor([[0.0, float("-inf")], [float("-inf"), 0.0]]), "Choose Mask, drawn"),
    ],
)
def test_a_mask_is_no_matrix_and_is_told_where_it_belongs(mask, way):
    with pytest.raises(InputError, match=f"This is a mask.*{way}"):
        parse_matrix(repr(mask), "Q")
    with pytest.raises(InputError, match="infinite"):
        parse_matrix("[[1, -inf], [0, 0]]", "Q")
