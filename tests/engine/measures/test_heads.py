"""One line for every head: plain means over the rows, in a table with the columns of the command line."""

import numpy as np
import pytest

from engine.measures.computing.survey import measure
from engine.measures.heads import HeadStatistics
from engine.measures.rows import OFFSETS
from tests.engine.captures import HEADS, LAYERS, bracketed, drawn_cells, one_hot, random_capture, weights_capture
from tests.engine.columns import HEAD_COLUMNS, HEAD_NUMBERS


def heads_of(capture):
    rows = measure(capture)
    return rows, HeadStatistics.of(rows, capture.query_tokens, capture.key_tokens)


def test_the_table_has_the_columns_in_their_order_and_a_line_for_each_head():
    table = heads_of(random_capture())[1].table()
    assert list(table) == HEAD_COLUMNS[1:]
    assert list(zip(table["layer"], table["head"], strict=True)) == list(np.ndindex(LAYERS, HEADS))


def test_the_table_holds_each_heads_own_numbers_and_label():
    heads = heads_of(random_capture(causal=True))[1]
    for line in heads.table().itertuples():
        for name in HEAD_NUMBERS:
            assert getattr(line, name) == getattr(heads, name)[line.layer, line.head]
        label = heads.labels[line.layer][line.head]
        assert (line.label, line.agreement) == (label.name, label.agreement)


def test_a_number_is_the_plain_mean_over_all_rows_special_ones_included():
    rows, heads = heads_of(random_capture())
    by_row = {name: getattr(rows, name) for name in HEAD_NUMBERS if not name.startswith(("self", "previous", "next"))}
    by_row |= {
        name: rows.offset_shares[..., OFFSETS.index(offset)]
        for name, offset in (("self_share", 0), ("previous_share", -1), ("next_share", 1))
    }
    assert set(by_row) == set(HEAD_NUMBERS)
    for name, values in by_row.items():
        assert not np.isnan(values).any(), name
        np.testing.assert_allclose(getattr(heads, name), values.sum(axis=2) / 37, rtol=1e-12, err_msg=name)


def test_effective_keys_are_averaged_themselves_and_not_through_the_entropy():
    weights = np.array([[1, 0, 0, 0], [0.25, 0.25, 0.25, 0.25], [0.5, 0.5, 0, 0], [0, 0, 0, 1]])
    heads = heads_of(weights_capture(weights))[1]
    assert heads.effective_keys[0, 0] == pytest.approx((1 + 4 + 2 + 1) / 4, rel=1e-6)
    assert heads.entropy_bits[0, 0] == pytest.approx((0 + 2 + 1 + 0) / 4, rel=1e-6)
    assert heads.normalised_entropy[0, 0] == pytest.approx((0 + 1 + 0.5 + 0) / 4, rel=1e-6)
    assert heads.max_weight[0, 0] == pytest.approx((1 + 0.25 + 0.5 + 1) / 4, rel=1e-6)


def test_rows_without_a_previous_token_count_with_a_share_of_0():
    heads = heads_of(weights_capture(one_hot(5, np.arange(5) - 1)))[1]
    assert heads.previous_share[0, 0] == pytest.approx(4 / 5)
    assert heads.self_share[0, 0] == pytest.approx(1 / 5)
    assert heads.first_share[0, 0] == pytest.approx(2 / 5)
    assert heads.next_share[0, 0] == 0


def test_special_shares_and_distance_of_a_head_worked_by_hand():
    # [CLS] a b c [SEP]: rows at [CLS], [CLS], itself, a, [SEP].
    heads = heads_of(weights_capture(one_hot(5, [0, 0, 2, 1, 4]), tokens=bracketed(5)))[1]
    assert heads.special_share[0, 0] == pytest.approx(3 / 5)
    # Three rows look at special tokens only and have no distance; b is at 0 tokens, and c at 2.
    assert heads.mean_distance[0, 0] == pytest.approx((0 + 2) / 2)


def test_undefined_rows_are_left_out_of_a_mean():
    rows, heads = heads_of(random_capture(cells=drawn_cells()))
    for name in ("normalised_entropy", "sharpness", "entropy_bits", "max_weight"):
        values = getattr(rows, name)
        defined = ~np.isnan(values)
        assert 0 < defined.mean() < 1, name
        wanted = np.where(defined, values, 0).sum(axis=2) / defined.sum(axis=2)
        np.testing.assert_allclose(getattr(heads, name), wanted, rtol=1e-12)


def test_what_no_row_defines_is_nan_without_a_warning():
    one_key = heads_of(weights_capture(np.ones((1, 1))))[1]
    assert np.isnan([one_key.normalised_entropy, one_key.sharpness, one_key.mean_distance]).all()
    assert one_key.entropy_bits == 0
    assert one_key.max_weight == 1
    (line,) = one_key.table().itertuples()
    assert line.label == "too few keys"
    assert np.isnan(line.agreement)
    between = heads_of(random_capture(keys=50))[1]
    for name in ("self_share", "previous_share", "next_share", "mean_distance"):
        assert np.isnan(getattr(between, name)).all(), name
    assert not np.isnan(between.first_share).any()
