"""What a capture's tokens and mask say of its rows and keys before anything is measured."""

import torch

from engine.attention.capture import AttentionCapture, AttentionLayer
from engine.attention.mask import MaskRule
from engine.measures.computing.marks import RowLayout
from engine.text.tokens import plain_tokens
from tests.engine.captures import bracketed


def test_special_tokens_and_the_first_one_are_marked_and_their_rows_not_judged():
    square = AttentionLayer(torch.zeros(6, 6, 4), torch.ones(2, 6, 4), torch.ones(2, 6, 3), 0.5)
    layout = RowLayout.of(AttentionCapture((square,), bracketed(6), bracketed(6)))
    assert layout.special_keys.tolist() == [True, False, False, False, False, True]
    assert layout.judged_rows(MaskRule()).tolist() == [False, True, True, True, True, False]
    assert layout.judged_rows(MaskRule(causal=True)).tolist() == [False, False, False, True, True, False]
    assert layout.seen_by(MaskRule(causal=True)).tolist() == [2, 2, 2, 2, 1, 0]
    plain = RowLayout.of(AttentionCapture((square,), *[plain_tokens(list("abcdef"))] * 2))
    assert plain.special_keys.tolist() == [False] * 6
    assert plain.sink_keys.tolist() == [True, *[False] * 5]
