"""The draft of typed matrices, and the way to MatrixInput and back."""

import numpy as np
import pytest

from engine.matrices.input import MatrixInput
from engine.matrices.links import matrices_to_link
from engine.matrices.presets import PRESETS
from pages.parts.matrices.draft import draft_of, mask_shape, parse_draft, read_cells, write_cells

DRAFT = {"kind": "qkv", "queries": "[[1, 0], [0, 1], [1, 1]]", "keys": "1 2\n3 4", "values": "5\n6"}


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_draft_parses_back_to_the_very_matrices(preset):
    parsed = parse_draft(draft_of(preset.matrices))
    assert matrices_to_link(parsed.matrices) == matrices_to_link(preset.matrices)


def test_names_with_commas_and_quotes_survive():
    matrices = MatrixInput(
        queries=np.eye(2),
        keys=np.eye(2),
        values=np.eye(2),
        query_tokens=("a, b", 'say "x"'),
        key_tokens=("a, b", 'say "x"'),
    )
    assert parse_draft(draft_of(matrices)).matrices.key_tokens == ("a, b", 'say "x"')


def test_each_matrix_that_cannot_be_read_has_its_own_problem():
    parsed = parse_draft(DRAFT | {"queries": "[[1, 2], [3]]", "values": "x"})
    assert parsed.matrices is None
    assert set(parsed.problems) == {"queries", "values"}
    assert "Row 2 has 1 number, row 1 has 2" in parsed.problems["queries"]
    assert parsed.arrays["keys"].shape == (2, 2)


def test_shapes_that_do_not_go_together_are_one_problem_that_names_both():
    parsed = parse_draft(DRAFT | {"keys": "1 2 3\n4 5 6"})
    assert parsed.matrices is None
    assert not parsed.problems
    assert "2" in parsed.problem
    assert "3" in parsed.problem


@pytest.mark.parametrize("heads", ["0", "-1", "two", "", "1.5", "٣", "3"])
def test_heads_that_cannot_be_are_refused_in_words(heads):
    parsed = parse_draft(DRAFT | {"heads": heads})
    assert parsed.matrices is None
    assert "head" in parsed.problem


@pytest.mark.parametrize("divisor", ["", "abc", "0", "-1", "nan", "1 2"])
def test_a_divisor_that_cannot_be_is_refused(divisor):
    parsed = parse_draft(DRAFT | {"scale": "own", "divisor": divisor})
    assert parsed.matrices is None
    assert parsed.problem


def test_a_divisor_of_ones_own_is_used():
    assert parse_draft(DRAFT | {"scale": "own", "divisor": "2.5"}).matrices.scale == 2.5


def test_a_drawn_mask_keeps_its_cells_when_a_row_is_added():
    cells = np.array([[True, False], [False, True]])
    grown = read_cells(write_cells(cells), 3, 2)
    np.testing.assert_array_equal(grown, [[True, False], [False, True], [True, True]])


@pytest.mark.parametrize("text", ["", "[[", "{}", "[1]", "5", '["1x"]', "[" * 10_000])
def test_a_broken_mask_never_raises(text):
    assert read_cells(text, 2, 3).shape == (2, 3)


def test_a_drawn_mask_reaches_the_matrices():
    parsed = parse_draft(DRAFT | {"mask": "drawn", "cells": '["10", "01", "00"]'})
    np.testing.assert_array_equal(parsed.matrices.mask, [[True, False], [False, True], [False, False]])
    assert mask_shape(parsed.arrays) == (3, 2)


def test_more_rows_than_a_page_shows_are_refused():
    parsed = parse_draft(DRAFT | {"queries": "\n".join(["1 2"] * 13)})
    assert "12" in parsed.problems["queries"]
    assert "13" in parsed.problems["queries"]


def test_an_empty_projection_is_left_out_and_a_given_one_is_used():
    assert parse_draft(DRAFT | {"w_o": " "}).matrices.w_o is None
    assert parse_draft(DRAFT | {"w_o": "[[2, 3]]"}).matrices.w_o.shape == (1, 2)
