"""Masks of numbers: read where they have one meaning, asked about where they have two."""

import io
import json

import numpy as np
import pytest

from engine.errors import InputError
from engine.matrices.checks import MaskQuestion, mask_cells
from engine.matrices.files import read_matrices
from engine.matrices.input import MatrixInput

CAUSAL = np.tril(np.ones((3, 3), dtype=bool))
THREE = {"queries": [[1, 0], [0, 1], [1, 1]], "keys": [[1, 0], [0, 1], [1, 1]], "values": [[1], [2], [3]]}


def read(mask, **more):
    return read_matrices(json.dumps(THREE | {"mask": mask} | more).encode(), "m.json")


@pytest.mark.parametrize("far", [-np.inf, -1e9, -1e4, np.finfo(np.float32).min])
def test_what_is_added_to_the_scores_has_one_meaning(far):
    added = np.where(CAUSAL, 0.0, far)
    np.testing.assert_array_equal(mask_cells(added, None), CAUSAL)
    np.testing.assert_array_equal(read(added.tolist()).visible, CAUSAL)
    np.testing.assert_array_equal(MatrixInput(**THREE, mask=added[None, None]).visible, CAUSAL)


def test_zeros_and_ones_are_asked_about_and_read_as_they_are_meant():
    ones = CAUSAL.astype(int).tolist()
    with pytest.raises(MaskQuestion, match=r"^m\.json: The mask holds zeros and ones.*--mask-ones visible or"):
        read(ones)
    with pytest.raises(MaskQuestion):
        read(np.zeros((3, 3)).tolist())  # hides nothing if it is added, everything if 1 is visible
    np.testing.assert_array_equal(read(ones, mask_ones="visible").visible, CAUSAL)
    np.testing.assert_array_equal(read(ones, mask_ones="hidden").visible, ~CAUSAL)
    file = io.BytesIO()
    np.savez(file, mask=ones, **{name: np.array(rows, dtype=float) for name, rows in THREE.items()})
    np.testing.assert_array_equal(read_matrices(file.getvalue(), "m.npz", "hidden").visible, ~CAUSAL)
    with pytest.raises(InputError, match="“visible” or “hidden”; got seen"):
        read(ones, mask_ones="seen")


def test_one_row_of_a_mask_holds_for_every_query():
    np.testing.assert_array_equal(read([True, True, False]).visible, [[True, True, False]] * 3)
    np.testing.assert_array_equal(read([1, 1, 0], mask_ones="visible").visible, [[True, True, False]] * 3)
    np.testing.assert_array_equal(read([0, 0, -1e9]).visible, [[True, True, False]] * 3)


@pytest.mark.parametrize("mask", [[[0.5, 1, 0]] * 3, [[0, -1, 0]] * 3, [[2, 0, 1]] * 3, [[float("nan"), 0, 0]] * 3])
def test_other_numbers_are_no_mask(mask):
    with pytest.raises(InputError, match=r"must be zeros and ones, or what is added to the scores: 0 \(visible\) and"):
        read(mask)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("qkv.pt", b"PK\x03\x04", r"can run code when it is opened\. Save queries, keys and values.*numpy\.savez"),
        ("weights.npy", b"\x93NUMPY", r"single array\. Of weights alone Headlight computes nothing yet"),
        (
            "w.json",
            b'{"weights": [[0.9, 0.1], [0.4, 0.6]], "tokens": ["a", "b"]}',
            r"w\.json holds weights\. Of weights",
        ),
        (
            "heads.json",
            json.dumps({name: [rows, rows] for name, rows in THREE.items()}).encode(),
            r"Q \(queries\) is nested deeper than rows of numbers\. The heads' columns stand side by side.*transpose",
        ),
        (
            "gqa.json",
            b'{"queries": [[1,0,0,1],[0,1,1,0]], "keys": [[1,0],[0,1]], "values": [[1,0],[0,1]], "heads": 2}',
            r"2 query heads share one of keys \(grouped queries\).*repeat\(k\.reshape\(len\(k\), 1, -1\), 2, axis=1",
        ),
    ],
)
def test_what_other_programs_write_is_refused_with_what_to_do(name, content, said):
    with pytest.raises(InputError, match=said):
        read_matrices(content, name)


def test_heads_in_an_axis_of_their_own_are_refused_with_the_line_that_joins_them():
    file, of_heads = io.BytesIO(), np.ones((1, 4, 6, 8))
    np.savez(file, queries=of_heads, keys=of_heads, values=of_heads)
    with pytest.raises(
        InputError, match=r"got 1 x 4 x 6 x 8\. The heads' columns.*of a batch of one, take q\[0\] first"
    ):
        read_matrices(file.getvalue(), "bhnd.npz")


def test_a_file_in_utf_16_is_read():
    text = json.dumps(THREE | {"tokens": ["der", "Bär", "läuft"]}, ensure_ascii=False)
    assert read_matrices(text.encode("utf-16"), "m.json").query_tokens == ("der", "Bär", "läuft")
