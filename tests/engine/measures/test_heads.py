"""One line for every head: its numbers over the rows, in a table with the columns of the command line."""

import numpy as np
import pytest

from engine.measures.computing.survey import measure
from engine.measures.heads import HeadStatistics
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
        assert (line.label, line.label_rows, line.judged_rows) == (label.name, label.rows, label.judged_rows)
        np.testing.assert_equal(line.agreement, label.agreement)


def test_a_number_is_the_plain_mean_over_all_rows_special_ones_included():
    rows, heads = heads_of(random_capture())
    for name in ("normalised_entropy", "entropy_bits", "effective_keys", "max_weight", "special_share", "first_share"):
        values = getattr(rows, name)
        assert not np.isnan(values).any(), name
        np.testing.assert_allclose(getattr(heads, name), values.sum(axis=2) / 37, rtol=1e-12, err_msg=name)


def test_sharpness_is_the_median_and_a_destination_the_mean_of_the_rows_that_can_be_judged():
    capture = random_capture(causal=True)
    rows, heads = heads_of(capture)
    judged = slice(3, 36)  # From the fourth row on; the last token is special.
    wanted = np.sort(rows.sharpness[:, :, judged], axis=2)[:, :, 16]  # 33 rows
    np.testing.assert_allclose(heads.sharpness, wanted, rtol=1e-12)
    names = [name for name in HEAD_NUMBERS if name.startswith("to_")]
    assert len(names) == 6
    for number, name in enumerate(names):
        np.testing.assert_allclose(
            getattr(heads, name), rows.destinations[:, :, judged, number].mean(axis=2), rtol=1e-12
        )
    np.testing.assert_allclose(sum(getattr(heads, name) for name in names), 1, atol=1e-6)


def test_what_a_first_row_gives_itself_is_no_share_of_the_head():
    weights = one_hot(7, np.zeros(7, int))  # Only the first token looks at itself.
    heads = heads_of(weights_capture(weights, causal=True))[1]
    assert heads.to_itself[0, 0] == 0
    assert heads.to_sink[0, 0] == 1


def test_a_distance_is_undefined_without_weight_off_the_sinks_and_rows_count_for_what_they_have():
    weights = one_hot(9, np.zeros(9, int)) * (1 - 1e-7) + 1e-7 / 9
    assert np.isnan(heads_of(weights_capture(weights, causal=True))[1].mean_distance[0, 0])
    weights = one_hot(9, np.zeros(9, int))
    weights[4], weights[5] = 0.95 * weights[4] + 0.05 * one_hot(9, [8])[0], one_hot(9, [6])[0]
    # 0.05 of a row is 4 tokens away, 1 of a row 1 token, and the first token looks at itself.
    assert heads_of(weights_capture(weights))[1].mean_distance[0, 0] == pytest.approx((0.05 * 4 + 1) / 2.05, rel=1e-4)


def test_effective_keys_are_averaged_themselves_and_not_through_the_entropy():
    weights = np.array([[1, 0, 0, 0], [0.25, 0.25, 0.25, 0.25], [0.5, 0.5, 0, 0], [0, 0, 0, 1]])
    heads = heads_of(weights_capture(weights))[1]
    assert heads.effective_keys[0, 0] == pytest.approx((1 + 4 + 2 + 1) / 4, rel=1e-6)
    assert heads.entropy_bits[0, 0] == pytest.approx((0 + 2 + 1 + 0) / 4, rel=1e-6)
    assert heads.normalised_entropy[0, 0] == pytest.approx((0 + 1 + 0.5 + 0) / 4, rel=1e-6)
    assert heads.max_weight[0, 0] == pytest.approx((1 + 0.25 + 0.5 + 1) / 4, rel=1e-6)


def test_special_shares_and_distance_of_a_head_worked_by_hand():
    # [CLS] a b c [SEP]: rows at [CLS], [CLS], itself, a, [SEP]; 5 keys, so that a, b and c are judged.
    heads = heads_of(weights_capture(one_hot(5, [0, 0, 2, 1, 4]), tokens=bracketed(5)))[1]
    assert heads.special_share[0, 0] == pytest.approx(3 / 5)
    # The row of a looks at special tokens only and has no distance; b is at 0 tokens, and c at 2.
    assert heads.mean_distance[0, 0] == pytest.approx((0 + 2) / 2)


def test_undefined_rows_are_left_out_of_a_mean():
    rows, heads = heads_of(random_capture(cells=drawn_cells()))
    for name in ("normalised_entropy", "entropy_bits", "max_weight"):
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
    for name in ("to_itself", "to_previous", "to_next", "mean_distance"):
        assert np.isnan(getattr(between, name)).all(), name
    assert not np.isnan(between.first_share).any()
