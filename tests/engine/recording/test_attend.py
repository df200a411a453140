"""Attention with soft-caps, sinks, biases and masks: against the whole matrix, written out in float64."""

import numpy as np
import pytest
import torch

from engine.recording import attend as module
from engine.recording.attend import Scoring, attend

# float32 against float64: scores of size 10 are off by about 1e-6, and outputs of size 3 by that share.
CLOSE = {"rtol": 0, "atol": 2e-5}

BATCH, HEADS, KEY_HEADS, QUERIES, KEYS, WIDTH, VALUE_WIDTH = 2, 6, 3, 5, 7, 4, 3
LOWEST = torch.finfo(torch.float32).min


@pytest.fixture(
    autouse=True, params=[2**21, 1, 2 * HEADS * KEYS], ids=["one block", "a row a block", "two rows a block"]
)
def blocks(request, monkeypatch):
    """Blocks of this many cells."""
    monkeypatch.setattr(module, "_BLOCK_CELLS", request.param)


def tensors(n_queries=QUERIES, n_keys=KEYS):
    generator = torch.Generator().manual_seed(1)
    query = torch.randn(BATCH, HEADS, n_queries, WIDTH, generator=generator) * 3
    key = torch.randn(BATCH, KEY_HEADS, n_keys, WIDTH, generator=generator) * 2
    value = torch.randn(BATCH, KEY_HEADS, n_keys, VALUE_WIDTH, generator=generator)
    return query, key, value


def dense(query, key, value, visible=None, *, scale=0.5, soft_cap=None, bias=0.0, sinks=None):
    """visible, bias: arrays that NumPy spreads over [batch, head, query, key]."""
    query, key, value = (tensor.double().numpy() for tensor in (query, key, value))
    output = np.zeros((*query.shape[:3], value.shape[3]))
    for head in range(HEADS):
        key_head = head * KEY_HEADS // HEADS
        scores = np.einsum("bqw,bkw->bqk", query[:, head], key[:, key_head]) * scale
        if soft_cap is not None:
            scores = soft_cap * np.tanh(scores / soft_cap)
        scores = scores + np.broadcast_to(bias, (BATCH, HEADS, *scores.shape[1:]))[:, head]
        raised = np.exp(scores)
        if visible is not None:
            raised = raised * np.broadcast_to(visible, (BATCH, HEADS, *scores.shape[1:]))[:, head]
        total = raised.sum(axis=-1, keepdims=True) + (0 if sinks is None else np.exp(float(sinks[head])))
        # A row that sees nothing, and has no sink, has no weight to give.
        output[:, head] = np.divide(raised, total, out=np.zeros_like(raised), where=total > 0) @ value[:, key_head]
    return output


def check(found, wanted):
    torch.testing.assert_close(found.double(), torch.from_numpy(wanted), **CLOSE)


CAUSAL = np.tril(np.ones((QUERIES, KEYS), dtype=bool))
MASK = np.random.default_rng(2).random((BATCH, 1, QUERIES, KEYS)) < 0.6
MASK[..., 0] = True
BIAS = np.random.default_rng(3).standard_normal((BATCH, HEADS, QUERIES, KEYS))
SINKS = torch.tensor([-2.0, 0.0, 1.0, 3.0, 5.0, 9.0])


def test_grouped_heads_that_see_everything():
    check(attend(*tensors(), None, Scoring(scale=0.5, causal=False)), dense(*tensors()))


def test_a_causal_mask_where_there_is_no_other():
    check(attend(*tensors(), None, Scoring(scale=0.5, causal=True)), dense(*tensors(), CAUSAL))


def test_a_mask_of_true_and_false():
    mask = torch.from_numpy(MASK)
    check(attend(*tensors(), mask, Scoring(scale=0.5, causal=False)), dense(*tensors(), MASK))
    # One mask for every text of the batch; and causal does not count beside a mask.
    check(attend(*tensors(), mask[:1], Scoring(scale=0.5, causal=True)), dense(*tensors(), MASK[:1]))


@pytest.mark.parametrize("hidden", [-torch.inf, LOWEST])
def test_a_mask_that_is_added_to_the_scores(hidden):
    mask = torch.zeros(MASK.shape).masked_fill(torch.from_numpy(~MASK), hidden)
    check(attend(*tensors(), mask, Scoring(scale=0.5, causal=False)), dense(*tensors(), MASK))


def test_a_mask_longer_than_the_keys_counts_from_the_first():
    mask = torch.from_numpy(np.pad(MASK, ((0, 0), (0, 0), (0, 0), (0, 4))))
    check(attend(*tensors(), mask, Scoring(scale=0.5, causal=False)), dense(*tensors(), MASK))


def test_a_soft_cap_comes_before_the_mask():
    found = attend(*tensors(), torch.from_numpy(MASK), Scoring(scale=0.5, causal=False, soft_cap=1.5))
    check(found, dense(*tensors(), MASK, soft_cap=1.5))
    check(
        attend(*tensors(), None, Scoring(scale=0.5, causal=True, soft_cap=1.5)), dense(*tensors(), CAUSAL, soft_cap=1.5)
    )


def test_a_position_bias_is_added_after_the_scale_and_the_soft_cap():
    bias = torch.from_numpy(BIAS).float()
    found = attend(*tensors(), None, Scoring(scale=0.5, causal=True, position_bias=bias))
    check(found, dense(*tensors(), CAUSAL, bias=BIAS))
    found = attend(*tensors(), None, Scoring(scale=0.5, causal=False, position_bias=bias[:1], soft_cap=2.0))
    check(found, dense(*tensors(), bias=BIAS[:1], soft_cap=2.0))


def test_a_sink_takes_weight_and_gives_no_value():
    found = attend(*tensors(), None, Scoring(scale=0.5, causal=True, sink_logits=SINKS))
    check(found, dense(*tensors(), CAUSAL, sinks=SINKS))


def test_all_of_them_together():
    mask, bias = torch.from_numpy(MASK), torch.from_numpy(BIAS).float()
    found = attend(
        *tensors(), mask, Scoring(scale=0.3, causal=False, soft_cap=2.0, position_bias=bias, sink_logits=SINKS)
    )
    check(found, dense(*tensors(), MASK, scale=0.3, soft_cap=2.0, bias=BIAS, sinks=SINKS))


@pytest.mark.parametrize("sinks", [None, SINKS])
def test_a_row_that_sees_no_key_gives_0(sinks):
    mask = MASK.copy()
    mask[0, 0, 2] = False
    added = torch.zeros(mask.shape).masked_fill(torch.from_numpy(~mask), -torch.inf)
    for given in (torch.from_numpy(mask), added):
        found = attend(*tensors(), given, Scoring(scale=0.5, causal=False, sink_logits=sinks))
        assert (found[0, :, 2] == 0).all()
        check(found, dense(*tensors(), mask, sinks=sinks))


def test_one_query_of_a_cached_text_sees_every_key():
    """As while a model writes: one new query, and the keys of all tokens before it."""
    query, key, value = tensors(n_queries=1)
    check(
        attend(query, key, value, None, Scoring(scale=0.5, causal=False, soft_cap=3.0)),
        dense(query, key, value, soft_cap=3.0),
    )


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float64])
def test_the_output_has_the_type_of_the_values(dtype):
    query, key, value = (tensor.to(dtype) for tensor in tensors())
    found = attend(query, key, value, None, Scoring(scale=0.5, causal=True, soft_cap=3.0))
    assert found.dtype == dtype
    # Scores of up to 3, and outputs of up to 3, in bfloat16's 8 bits.
    wanted = torch.from_numpy(dense(query, key, value, CAUSAL, soft_cap=3.0))
    torch.testing.assert_close(found.double(), wanted, rtol=0, atol=0.06 if dtype == torch.bfloat16 else 0.01)


def test_nothing_that_is_given_is_changed():
    given = [*tensors(), torch.from_numpy(MASK), torch.from_numpy(BIAS).float(), SINKS]
    before = [tensor.clone() for tensor in given]
    attend(*given[:4], Scoring(scale=0.5, causal=False, soft_cap=2.0, position_bias=given[4], sink_logits=given[5]))
    for now, then in zip(given, before, strict=True):
        torch.testing.assert_close(now, then, rtol=0, atol=0)
