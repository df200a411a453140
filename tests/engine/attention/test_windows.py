"""Windows and overviews show the weights of a float64 reference that has them all at hand."""

import numpy as np
import pytest
import torch
from scipy.special import softmax
from torch.profiler import ProfilerActivity, profile

from engine.attention.capture import AttentionCapture
from engine.attention.windows import CaptureWeights, overviews
from engine.measures.computing.survey import survey
from engine.reading.captures import read_capture
from engine.text.tokens import plain_tokens
from tests.engine.captures import HEADS, long_layer
from tests.engine.reference import row_scores

# A score of size 10 is off by 1e-6 in float32, and its weight by that share of itself.
WEIGHTS = 5e-6


def reference_weights(layer, head):
    """All weights of one head in float64, NaN where masked."""
    weights = np.full((layer.n_queries, layer.n_keys), np.nan)
    for query in range(layer.n_queries):
        scores, visible = row_scores(layer, head, query)
        if visible.any():
            sink = [] if layer.sink_logits is None else [float(layer.sink_logits[head])]
            weights[query, visible] = softmax([*scores[visible], *sink])[: visible.sum()]
    return weights


@pytest.mark.parametrize(("queries", "keys"), [(range(37), range(23)), (range(20, 37), range(9, 14))])
def test_a_window_is_that_part_of_the_weights(capture, queries, keys):
    source = CaptureWeights(capture, survey(capture).logsumexp)
    for head in (0, HEADS - 1):
        found = source.window(1, head, queries, keys)
        wanted = reference_weights(capture.layers[1], head)[queries.start : queries.stop, keys.start : keys.stop]
        np.testing.assert_allclose(found, wanted, rtol=0, atol=WEIGHTS)


def test_the_weights_of_a_head_are_the_reference(capture):
    source = CaptureWeights(capture, survey(capture).logsumexp)
    for head, found in enumerate(source.heads(0, slice(None))):
        np.testing.assert_allclose(found, reference_weights(capture.layers[0], head), rtol=0, atol=WEIGHTS)


@pytest.mark.parametrize("most", [5, 12, 37, 512])
def test_an_overview_holds_the_largest_and_the_mean_weight_of_every_cell(capture, most):
    layer, logsumexp = capture.layers[0], survey(capture).logsumexp[0]
    for head, found in zip((1, 2, 3), overviews(layer, logsumexp, slice(1, 4), most), strict=True):
        whole = reference_weights(layer, head)
        rows, columns = (-(-count // size) for count, size in zip(whole.shape, cell_of(found), strict=True))
        assert found.mean.shape == found.largest.shape == (rows, columns)
        assert max(rows, columns) <= most
        for row, column in np.ndindex(rows, columns):
            cell = whole[
                row * found.queries_per_cell : (row + 1) * found.queries_per_cell,
                column * found.keys_per_cell : (column + 1) * found.keys_per_cell,
            ]
            if np.isnan(cell).all():
                assert np.isnan(found.mean[row, column])
                assert np.isnan(found.largest[row, column])
            else:
                np.testing.assert_allclose(found.mean[row, column], np.nanmean(cell), rtol=0, atol=WEIGHTS)
                np.testing.assert_allclose(found.largest[row, column], np.nanmax(cell), rtol=0, atol=WEIGHTS)


def cell_of(overview):
    return overview.queries_per_cell, overview.keys_per_cell


@pytest.mark.parametrize("n_tokens", [2_048, 8_192])
@pytest.mark.parametrize("mask", [{"causal": True}, {"causal": True, "window": 1_000}, {}], ids=str)
def test_rows_windows_and_overviews_of_a_long_text_agree_with_float64(n_tokens, mask):
    layer = long_layer(n_tokens, **mask)
    tokens = plain_tokens(["word"] * n_tokens)
    reading = read_capture(AttentionCapture((layer,), tokens, tokens))
    assert reading.is_long
    overview = reading.overview(0, 1)
    size = n_tokens // 512
    assert cell_of(overview) == (size, size)
    for query in (0, 1, 5, n_tokens // 2, n_tokens - 1):
        scores, visible = row_scores(layer, 1, query)
        assert reading.rows.visible_keys[0, query] == visible.sum()
        weights = softmax(scores[visible])
        bits = -(weights * np.log2(np.maximum(weights, 1e-300))).sum()
        # 8,192 weights with 7 digits each.
        np.testing.assert_allclose(reading.rows.entropy_bits[0, 1, query], bits, rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(reading.rows.max_weight[0, 1, query], weights.max(), rtol=1e-5)
        assert reading.rows.max_key[0, 1, query] == visible.nonzero()[0][weights.argmax()]
        found = reading.window(0, 1, range(query, query + 1), range(n_tokens))[0]
        np.testing.assert_allclose(found[visible], weights, rtol=2e-5)
        assert np.isnan(found[~visible]).all()
    rows = [row_scores(layer, 1, query) for query in range(n_tokens - size, n_tokens)]
    last = np.full((size, n_tokens), np.nan)
    for place, (scores, visible) in enumerate(rows):
        last[place, visible] = softmax(scores[visible])
    cells = last.reshape(size, 512, size).transpose(1, 0, 2).reshape(512, -1)
    seen = ~np.isnan(cells).all(axis=1)
    np.testing.assert_allclose(overview.largest[-1][seen], np.nanmax(cells[seen], axis=1), rtol=2e-5)
    np.testing.assert_allclose(overview.mean[-1][seen], np.nanmean(cells[seen], axis=1), rtol=2e-5)
    assert np.isnan(overview.mean[-1][~seen]).all()


def test_an_overview_and_a_window_of_a_long_text_make_no_matrix_of_its_weights():
    layer = long_layer(8_192, causal=True)
    logsumexp = torch.zeros(2, 8_192)
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiled:
        overviews(layer, logsumexp, slice(0, 1))
        CaptureWeights(
            AttentionCapture((layer,), plain_tokens(["t"] * 8_192), plain_tokens(["t"] * 8_192)), (logsumexp,)
        ).window(0, 0, range(8_000, 8_100), range(100))
    largest = max(event.self_cpu_memory_usage for event in profiled.events())
    # The matrix would be 268 MB.
    assert largest < 20e6
