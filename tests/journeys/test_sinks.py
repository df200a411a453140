"""Learned sink logits: what goes to them is said, and the rest is measured as it is spread."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.attention.capture import AttentionCapture, AttentionLayer
from engine.attention.mask import MaskRule
from engine.command_line.tables import heads_table, rows_table
from engine.errors import InputError
from engine.measures.rows import row_flags
from engine.reading.captures import read_capture
from engine.reading.several_texts import pool_heads
from engine.text.tokens import plain_tokens
from tests.engine.columns import HEAD_COLUMNS, ROW_COLUMNS

N_TOKENS = 8
TOKENS = plain_tokens([f"word{i}" for i in range(N_TOKENS)])


def reading_with_sinks(*logits):
    """Heads whose scores are all 0: a sink logit of log(n) gets n times as much as one key."""
    zeros = torch.zeros(len(logits), N_TOKENS, 4)
    layer = AttentionLayer(zeros, zeros, zeros, 1.0, MaskRule(), sink_logits=torch.tensor(logits))
    return read_capture(AttentionCapture((layer,), TOKENS, TOKENS))


def test_a_sink_as_strong_as_all_keys_together_takes_half():
    reading = reading_with_sinks(math.log(8), math.log(72), -50.0)
    np.testing.assert_allclose(reading.rows.sink_share[0, :, 0], [1 / 2, 72 / 80, 0], atol=1e-6)
    np.testing.assert_allclose(reading.weights(0, 0), 1 / 16, rtol=1e-6)
    np.testing.assert_allclose(reading.rows.max_weight[0, 1], 1 / 80, rtol=1e-5)
    # What reaches the keys is spread evenly, however little it is.
    np.testing.assert_allclose(reading.rows.normalised_entropy, 1, atol=1e-6)
    np.testing.assert_allclose(reading.heads.sink_share[0], [1 / 2, 72 / 80, 0], atol=1e-6)


def test_the_exact_split_of_the_entropy_of_the_whole_row():
    """H(p) = h(s) + (1 - s) H(rest), s being the sink's share: the entropy of keys and sink together."""
    reading = reading_with_sinks(math.log(24))
    share = reading.rows.sink_share[0, 0, 0]
    whole = np.append(reading.weights(0, 0)[0], share)
    split = (
        -share * np.log2(share) - (1 - share) * np.log2(1 - share) + (1 - share) * reading.rows.entropy_bits[0, 0, 0]
    )
    np.testing.assert_allclose(split, -(whole * np.log2(whole)).sum(), rtol=1e-6)


def test_a_head_and_its_rows_that_give_most_to_the_sink_are_sinks():
    reading = reading_with_sinks(math.log(8), math.log(72), -50.0)
    labels = reading.heads.labels[0]
    assert [label.name for label in labels] == ["sink", "sink", "uniform"]
    assert labels[1].target == "the learned sink"
    assert labels[1].agreement == 1
    assert "half of the weight or more lies on the learned sink." in labels[1].reason
    flags = row_flags(reading.rows, TOKENS, TOKENS)
    assert flags[0, :, 3].tolist() == ["focused: sink", "near one-hot: sink", "uniform"]


def test_tables_have_one_column_more():
    reading = reading_with_sinks(math.log(8), -50.0)
    assert list(heads_table("text", reading.heads).columns) == [*HEAD_COLUMNS, "sink_share"]
    rows = rows_table("text", reading)
    assert list(rows.columns) == [*ROW_COLUMNS, "sink_share"]
    np.testing.assert_allclose(rows["sink_share"][:8], 0.5, rtol=1e-6)


def test_several_texts_are_pooled():
    pooled = pool_heads([reading_with_sinks(math.log(8)), reading_with_sinks(math.log(24))])
    np.testing.assert_allclose(pooled.sink_share, [[(1 / 2 + 3 / 4) / 2]], rtol=1e-6)
    assert pooled.labels[0][0].target == "the learned sink"


def test_a_layer_without_sinks_beside_one_with_them_gives_nothing_to_them():
    with_sinks = torch.zeros(1, N_TOKENS, 4)
    layer = AttentionLayer(with_sinks, with_sinks, with_sinks, 1.0, sink_logits=torch.tensor([math.log(8)]))
    capture = AttentionCapture((layer, replace(layer, sink_logits=None)), TOKENS, TOKENS)
    rows = read_capture(capture).rows
    np.testing.assert_allclose(rows.sink_share[:, 0, 0], [0.5, 0], atol=1e-6)


def test_a_sink_logit_is_needed_for_every_head():
    zeros = torch.zeros(2, 3, 4)
    with pytest.raises(InputError, match="one sink logit for each of the 2 heads; got 3"):
        AttentionLayer(zeros, zeros, zeros, 1.0, sink_logits=torch.zeros(3))
