"""The parser of typed matrices: what it understands, and where it says that something is wrong."""

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.errors import InputError
from engine.matrices.typed import LARGEST, describe_shape, format_matrix, parse_matrix


@pytest.mark.parametrize(
    "text",
    [
        "[[1, 0.5, -2], [3, 4, 5]]",
        "[[1,0.5,-2],[3,4,5]]",
        "[[1, 0.5, -2],\n [3, 4, 5],\n]",
        "Q = [[1, .5, -2.], [3, 4, 5]]",
        "[1, 0.5, -2]\n[3, 4, 5]",
        "[1, 0.5, -2], [3, 4, 5]",
        "[1 0.5 -2; 3 4 5]",
        "[1, 0.5, -2; 3, 4, 5]",
        "1\t0.5\t-2\r\n3\t4\t5\r\n",
        "1,0.5,-2\n3,4,5",
        "1, 0.5, -2\n3, 4, 5\n",
        "1;0.5;-2\n3;4;5",
        "  1   0.5  -2\n  3   4    5",
        "\ufeff1\xa00.5\xa0-2\n3 4 5",
        "1 1/2 −2\n3 4 5",
        "1e0 5E-1 –2\n3 +4 5",
        "np.array([[1, 0.5, -2], [3, 4, 5]])",
        "array([[ 1. ,  0.5, -2. ],\n       [ 3. ,  4. ,  5. ]], dtype=float32)",
        "tensor([[1.0, 0.5, -2.0], [3, 4, 5]], device='cuda:0', grad_fn=<MmBackward0>)",
    ],
)
def test_every_usual_way_to_write_a_matrix_is_understood(text):
    np.testing.assert_array_equal(parse_matrix(text, "Q"), [[1, 0.5, -2], [3, 4, 5]])


@pytest.mark.parametrize(
    "text", ["1 0 2", "1,0,2", "1\t0\t2", "[1, 0, 2]", "[1. 0. 2.]", "[[1, 0, 2]]", "\n\n1 0 2\n\n"]
)
def test_a_single_row_is_one_row(text):
    parsed = parse_matrix(text, "Q")
    np.testing.assert_array_equal(parsed, [[1, 0, 2]])
    assert parsed.dtype == np.float64


@pytest.mark.parametrize("text", ["1\n0\n2", "[[1], [0], [2]]", "[1; 0; 2]"])
def test_a_single_column_is_one_column(text):
    np.testing.assert_array_equal(parse_matrix(text, "Q"), [[1], [0], [2]])


def test_print_outs_of_numpy_and_torch_are_read_back():
    numbers = np.random.default_rng(0).normal(size=(3, 15)).round(3)
    for text in (str(numbers), repr(numbers), str(numbers.tolist()), repr(torch.tensor(numbers))):
        np.testing.assert_array_equal(parse_matrix(text, "Q"), numbers)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 0\n1", "Q: Row 2 has 1 number, row 1 has 2. Give every row the same length."),
        ("[[1, 0], [1, 2, 3]]", "Row 2 has 3 numbers, row 1 has 2."),
        ("1 x\n2 3", "Row 1, column 2: “x” is not a number."),
        ("q k\n2 3", "Row 1, column 1: “q” is not a number. If the first row is a heading, leave it out."),
        ("[[1, 0], [0, one]]", "Row 2, column 2: “one” is not a number."),
        ("[[1, 0], [true, 1]]", "Row 2, column 1: “true” is not a number."),
        ("1\t\n2\t3", "Row 1, column 2 is blank."),
        ("\t1\n\t2", "Row 1, column 1 is blank."),
        ("[[1,,2]]", "Row 1, column 2 is blank."),
        ("1\n\n3", "Row 2 is blank."),
        ("[[1], []]", "Row 2 is empty."),
        ("[[1, 0], [NaN, 1]]", "Row 2, column 1: “NaN” is not a number. Attention needs finite numbers."),
        ("1 -inf", "Row 1, column 2: “-inf” is infinite."),
        ("1 Infinity", "Row 1, column 2: “Infinity” is infinite."),
        ("1 1e300", "Row 1, column 2: “1e300” is too large: products of such numbers would overflow."),
        ("1 -1e400", "between -1e+30 and 1e+30"),
        ("1/0", "Row 1, column 1: “1/0” divides by zero."),
        ("1/2/2024", "“1/2/2024” is not a number"),
        ("1,5;2,5", "“1,5” has a comma in it."),
        ("1,5 2,5", "“1,5” may be one number or two. Write decimals with a point (1.5)."),
        ("[[1,5 2,5]]", "“1,5” may be one number or two."),
        ("1, 2 3", "Row 1, column 2: “2 3” is more than one number."),
        ("", "There are no numbers yet."),
        (" \n\t ", "There are no numbers yet."),
        ("[]", "There are no numbers between the brackets."),
        ("[[]]", "There are no numbers between the brackets."),
        ("[[1, 0], [0, 1]", "A [ is never closed."),
        ("1, 0]", "There is a ] without its [."),
        ("[[1, 0] 5 [0, 1]]", "“5” after row 1 is outside the brackets"),
        ("[[1, 0],, [0, 1]]", "“,,” after row 1 is outside the brackets"),
        ("hello [[1, 0]]", "“hello” before the first row is outside the brackets"),
        ("[[1, 0]] hello", "“hello” after row 1 is outside the brackets"),
        ("[[[1, 0]]]", "These are several matrices in one."),
        ("[[1, 0]], [[0, 1]]", "These are several matrices in one."),
        ("[[1], 2]", "outside the brackets"),
        ("[1, [2]]", "outside the brackets"),
        ("[1 0\n 0 1]", "This may be one row or 2."),
        ("array([[1, 0]]", "The print-out ends in “”, not in “)”."),
        ("array([[1, 0]]); import os", "The print-out ends in “); import os”"),
        ("[[1 0 ... 0 1]]", "The print-out leaves numbers out (...)."),
        ("[[1_000]]", "“1_000” is not a number"),
        ("[[" + "9" * 5000 + "]]", "is too large"),
        ("a\x00\u202eb", "“a��b” is not a number"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(text, message):
    with pytest.raises(InputError) as error:
        parse_matrix(text, "Q")
    assert str(error.value).startswith("Q: ")
    assert message in str(error.value)


def test_a_matrix_over_the_limit_is_refused_with_both_sizes():
    with pytest.raises(InputError, match="This has 13 rows; at most 12 fit"):
        parse_matrix("1 2\n" * 13, "Q", max_rows=12, max_columns=16)
    with pytest.raises(InputError, match="This has 17 columns; at most 16 fit"):
        parse_matrix("1 " * 17, "Q", max_rows=12, max_columns=16)
    assert parse_matrix("1 " * 16, "Q", max_rows=1, max_columns=16).shape == (1, 16)


@pytest.mark.parametrize("text", ["1 " * 500_000, "[" * 1_000_000])
def test_a_text_of_a_megabyte_is_refused_with_its_size(text):
    with pytest.raises(InputError, match=r"The text has 1,000,000 characters; at most 100,000 are read"):
        parse_matrix(text, "Q")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "1" * 99_999 + "x",
        "array([[1]], a=" + " " * 99_000 + "x",
        "a" + " " * 99_000,
        "a." * 49_000 + "[1]",
        "1," * 50_000,
        "/" * 99_000,
    ],
)
@pytest.mark.timeout(60)  # The slowest takes a tenth of a second; backtracking over 100,000 characters takes minutes.
def test_no_text_hangs_the_reader(text):
    with pytest.raises(InputError):
        parse_matrix(text, "Q")


def test_the_shape_is_said_in_words():
    assert describe_shape(np.ones((2, 3))) == "2 rows x 3 columns"
    assert describe_shape(np.ones((1, 1))) == "1 row x 1 column"


def test_a_matrix_is_written_one_row_a_line_without_needless_digits():
    assert format_matrix(np.array([[1, 0.1], [-3, 1e22]])) == "[[1, 0.1],\n [-3, 1e+22]]"


numbers = st.floats(-LARGEST, LARGEST)
matrices = st.tuples(st.integers(1, 4), st.integers(1, 5)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=numbers)
)


@given(matrices)
@example(np.array([[-0.0, 5e-324, LARGEST]]))
def test_a_written_matrix_reads_back_exactly(matrix):
    parsed = parse_matrix(format_matrix(matrix), "Q")
    assert parsed.tobytes() == matrix.tobytes()
    assert parsed.shape == matrix.shape


@given(st.text() | st.text(alphabet="[](),;\t\n 01.-e/−=array", max_size=60))
@example("array(")
@example("\x1c")
@example("1e400/1e400")
def test_any_text_gives_finite_numbers_or_an_input_error(text):
    parsed, message = None, ""
    try:
        parsed = parse_matrix(text, "Q")
    except InputError as error:
        message = str(error)
    assert "\n" not in message
    assert message or (parsed.ndim == 2 and parsed.size and np.isfinite(parsed).all())
