"""What may be entered as matrices, and what is said of what may not."""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest

from engine.errors import InputError
from engine.matrices.input import MatrixInput

SHAPES = {"queries": (2, 6), "keys": (5, 6), "values": (5, 3)}
PROJECTED = {"x": (4, 5), "w_q": (5, 6), "w_k": (5, 6), "w_v": (5, 3)}


def numbers(shape):
    return np.random.default_rng(sum(shape)).normal(size=shape)


def given(shapes=SHAPES, **changes):
    fields = {name: numbers(shape) for name, shape in shapes.items()}
    return MatrixInput(**(fields | changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"keys": numbers((5, 4))},
            "K (keys) must have as many columns as Q (queries) has: Q (queries) is 2 rows x 6 columns, "
            "K (keys) is 5 rows x 4 columns. Give K (keys) 6 columns.",
        ),
        ({"values": numbers((1, 3))}, "K (keys) is 5 rows x 6 columns, V (values) is 1 row x 3 columns."),
        ({"w_o": numbers((2, 3))}, "W_O must have as many rows as V (values) has columns: V (values) is 5 rows x 3"),
        ({"heads": 2}, "2 heads cannot split the 3 columns of V evenly. Choose a number that divides 3: 1, 3."),
        ({"heads": 4}, "4 heads cannot split the 6 columns of Q and K evenly."),
        ({"heads": 0}, "The number of heads must be a whole number from 1; got 0."),
        ({"scale": 0.0}, "The scores can be divided by a number from 1e-20 to 1e+30; got 0.0. Use a positive number."),
        ({"scale": -2.0}, "got -2.0"),
        ({"scale": float("nan")}, "got nan"),
        ({"scale": float("inf")}, "got inf"),
        ({"mask": np.ones((5, 2), dtype=bool)}, "2 rows x 5 columns; got 5 rows x 2 columns."),
        ({"mask": np.ones((2, 5))}, "The mask holds zeros and ones"),
        ({"mask": "diagonal"}, "The mask must be none, causal or cells (true = visible); got diagonal."),
        ({"query_tokens": ("a",)}, "There must be 2 query tokens, one a row; got 1."),
        ({"key_tokens": ("a", "b", " ", "c", "d")}, "The name of key token 3 is blank."),
        ({"query_tokens": ("a", "\ud800")}, "The name of query token 2 has half of a character in it."),
        ({"x": numbers((4, 5))}, "Give either Q, K and V or X with W_Q, W_K and W_V; got both."),
        ({"queries": None, "keys": None, "values": None}, "got neither"),
        ({"values": None}, "Give Q, K and V together; V (values) is missing."),
        ({"keys": numbers((5, 6, 1))}, "K (keys) must be a matrix of at least 1 row x 1 column; got 5 x 6 x 1."),
        ({"keys": np.zeros((0, 6))}, "got 0 x 6."),
        ({"keys": np.full((5, 6), np.nan)}, "K (keys): Row 1, column 1 is nan."),
        ({"keys": np.full((5, 6), np.inf)}, "K (keys): Row 1, column 1 is inf."),
        ({"keys": np.full((5, 6), 1e31)}, "K (keys): Row 1, column 1 is 1e+31. Use finite numbers between -1e+30"),
    ],
)
def test_what_does_not_go_together_is_refused(changes, message):
    with pytest.raises(InputError) as error:
        given(**changes)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"w_q": numbers((4, 6))}, "W_Q must have as many rows as X has columns: X is 4 rows x 5 columns"),
        ({"w_k": numbers((5, 3))}, "W_K must have as many columns as W_Q has"),
        ({"w_v": numbers((6, 5))}, "W_V must have as many rows as X has columns"),
        ({"w_o": numbers((2, 2))}, "W_O must have as many rows as W_V has columns"),
        ({"heads": 2}, "2 heads cannot split the 3 columns of W_V evenly."),
        ({"w_v": None, "w_k": None}, "Give X with W_Q, W_K and W_V together; W_K, W_V are missing."),
    ],
)
def test_projections_that_do_not_go_together_are_refused(changes, message):
    with pytest.raises(InputError) as error:
        given(PROJECTED, **changes)
    assert message in str(error.value)


def test_tokens_have_names_even_when_none_are_given():
    assert given().query_tokens == ("q1", "q2")
    assert given().key_tokens == ("k1", "k2", "k3", "k4", "k5")
    same = given(queries=numbers((5, 6)))
    assert same.query_tokens == same.key_tokens == ("t1", "t2", "t3", "t4", "t5")
    one_named = given(queries=numbers((5, 6)), query_tokens=("a", "b", "c", "d", "e"))
    assert one_named.key_tokens == ("k1", "k2", "k3", "k4", "k5")
    assert given(PROJECTED).query_tokens == given(PROJECTED).key_tokens == ("t1", "t2", "t3", "t4")


def test_the_divisor_is_the_root_of_a_heads_width_or_what_was_given():
    assert given(heads=3).divisor == 2**0.5
    assert given(PROJECTED, heads=3).divisor == 2**0.5
    assert given(scale=False).divisor == 1
    assert given(scale=1).divisor == 1
    assert given(scale=1).scale is not True
    assert given(scale=7.5).divisor == 7.5


def test_the_visible_cells_follow_the_mask():
    assert given().visible.all()
    assert given().visible.shape == (2, 5)
    np.testing.assert_array_equal(given(mask="causal").visible, [[1, 0, 0, 0, 0], [1, 1, 0, 0, 0]])
    cells = np.arange(10).reshape(2, 5) % 3 == 0
    np.testing.assert_array_equal(given(mask=cells).visible, cells)


def test_what_was_entered_cannot_be_changed_afterwards():
    queries, cells = numbers((2, 6)), np.ones((2, 5), dtype=bool)
    m = given(queries=queries, mask=cells)
    queries[0, 0], cells[0, 0] = 99, False
    assert m.queries[0, 0] != 99
    assert m.mask[0, 0]
    with pytest.raises(ValueError, match="read-only"):
        m.queries[0, 0] = 99
    with pytest.raises(dataclasses.FrozenInstanceError):
        m.heads = 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"queries": (13, 6)}, r"Q \(queries\) is 13 rows x 6 columns; at most 12 rows x 16 columns fit"),
        ({"keys": (13, 6), "values": (13, 3)}, r"K \(keys\) is 13 rows x 6 columns"),
        ({"queries": (2, 17), "keys": (5, 17)}, r"Q \(queries\) is 2 rows x 17 columns"),
        ({"values": (5, 17)}, r"V \(values\) is 5 rows x 17 columns"),
        ({"w_o": (3, 17)}, "W_O is 3 rows x 17 columns; at most 16 rows"),
    ],
)
def test_a_page_takes_12_rows_and_16_columns(changes, message):
    m = given(SHAPES | changes)
    with pytest.raises(InputError, match=message):
        m.check_page_limits()


def test_the_largest_matrices_of_a_page_pass():
    given({"queries": (12, 16), "keys": (12, 16), "values": (12, 16), "w_o": (16, 16)}).check_page_limits()
    given({"x": (12, 16), "w_q": (16, 16), "w_k": (16, 16), "w_v": (16, 16)}).check_page_limits()


def test_entering_matrices_does_not_load_torch():
    rooms = ", ".join(f"engine.matrices.{name}" for name in ("presets", "links", "typed"))
    code = f"import sys, {rooms}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
