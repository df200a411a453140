"""What a capture's tokens and mask say of its rows and keys before anything is measured."""

import torch

from engine.attention.capture import AttentionCapture, AttentionLayer
from engine.attention.mask import MaskRule
from engine.measures.computing.marks import Pairs, RowLayout
from engine.text.tokens import Token, plain_tokens
from tests.engine.captures import bracketed

SQUARE = AttentionLayer(torch.zeros(6, 6, 4), torch.ones(2, 6, 4), torch.ones(2, 6, 3), 0.5)
ROWS = torch.arange(6)


def layout_of(query_tokens, key_tokens=None):
    return RowLayout.of(AttentionCapture((SQUARE,), query_tokens, key_tokens or query_tokens))


def test_special_tokens_are_sinks_and_within_one_sequence_the_first_one():
    assert layout_of(bracketed(6)).special_keys.tolist() == [True, False, False, False, False, True]
    plain = plain_tokens(list("abcdef"))
    assert layout_of(plain).special_keys.tolist() == [False] * 6
    assert layout_of(plain).sink_keys.tolist() == [True, *[False] * 5]
    assert layout_of(plain, plain_tokens(list("uvwxyz"))).sink_keys.tolist() == [False] * 6


def test_each_key_is_at_the_first_destination_that_fits():
    tokens = (*plain_tokens(["the", "cat", "saw", "the"]), Token("ory", continues=True), Token("<end>", special=True))
    found = layout_of(tokens).destinations(ROWS, range(6)).tolist()
    sink, itself, previous, following, same, other = range(6)
    # The first token is a sink but for its own row; "theory" is another word than "the", and has two pieces.
    assert found[0] == [itself, following, other, other, other, sink]
    assert found[1] == [sink, itself, following, other, other, sink]
    assert found[3] == [sink, other, previous, itself, following, sink]
    assert found[4] == [sink, other, other, previous, itself, sink]
    assert found[5] == [sink, other, other, other, previous, sink]
    again = (*plain_tokens(["The", "cat"]), Token("s", continues=True), *plain_tokens(["cats", "the", "a"]))
    assert layout_of(again).destinations(ROWS, range(6))[3].tolist() == [sink, same, previous, itself, following, other]
    across = layout_of(again, plain_tokens(["the", "sat", "cats", "on", "a", "mat"]))
    assert across.destinations(ROWS, range(6))[0].tolist() == [same, other, other, other, other, other]


def test_what_comes_after_an_earlier_occurrence_is_marked():
    layout = layout_of(plain_tokens(["blue", "cat", "green", "Blue", "blue", "cat"]))
    marked = layout.after_occurrence(ROWS, range(6))
    # The third blue: after the first one stands cat, and after the second it stands itself.
    assert marked[3].nonzero()[:, 0].tolist() == [1]
    assert marked[4].nonzero()[:, 0].tolist() == [1]
    assert marked[5].nonzero()[:, 0].tolist() == [2]
    assert not marked[:3].any()


def test_keys_are_counted_where_the_mask_leaves_them():
    plain = layout_of(plain_tokens(["a", "b", "a", "c", "a", "d"]))
    counts = plain.keys_at(MaskRule(causal=True))
    assert counts[:, :6].sum(axis=1).tolist() == [1, 2, 3, 4, 5, 6]
    assert counts[4, :6].tolist() == [1, 1, 1, 0, 1, 1]  # sink a, itself, c before, no next, a elsewhere, b
    assert counts[4, 6:10].tolist() == [2, 3, 4, 4]  # within 1, 2, 3 and 4 places, the sink left out
    assert counts[4, -1] == 2  # b and c come after an a
    window = plain.keys_at(MaskRule(causal=True, window=2))
    assert window[:, :6].sum(axis=1).tolist() == [1, 2, 2, 2, 2, 2]
    assert window[5, 6:].tolist() == [2] * 8 + [0]


def test_few_cells_and_many_are_summed_alike():
    weights = torch.rand(3, 5, 40)
    for share in (0.02, 0.5):
        marked = torch.rand(5, 40) < share
        marked[2] = False
        pairs = Pairs.of(marked, lambda row, key: key + 0 * row != 7)
        marked[:, 7] = False
        assert (pairs.rows is None) == (share == 0.5)
        torch.testing.assert_close(pairs.sum_of(weights), (weights * marked).sum(dim=-1))
