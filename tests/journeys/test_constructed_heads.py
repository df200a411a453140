"""From weights whose truth is known to their label: right from 12 tokens on, and none for random heads.

A lean part of what `python -m benchmarks.labels` tries, which has lengths up to 2,000 and noise as well.
"""

import pytest

from benchmarks.shared.confusion import ORDER
from tests.engine.constructed_heads import MASKS, NONE, constructed_heads, labels_of, random_heads
from tests.engine.constructed_rows import KINDS


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("n_tokens", [12, 20, 40, 128])
def test_every_head_of_12_tokens_and_more_has_its_label(n_tokens, mask):
    heads = list(constructed_heads(n_tokens, mask))
    assert len(heads) > 10
    labels = labels_of(heads)
    wrong = [(head.kind, label.name) for head, label in zip(heads, labels, strict=True) if label.name not in head.right]
    assert wrong == []


@pytest.mark.parametrize("n_tokens", [300, 1000])
def test_a_long_head_has_its_label(n_tokens):
    """Through blocks, and through a text in which most keys are far away."""
    few = {"even", "[CLS]", "previous token", "far words", "decay over 5", "previous and first token by turns"}
    heads = [head for head in constructed_heads(n_tokens, "causal") if head.kind in few]
    assert len(heads) == len(few)
    assert all(label.name in head.right for head, label in zip(heads, labels_of(heads), strict=True))


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("n_tokens", [5, 8])
def test_a_short_head_has_its_label_or_none(n_tokens, mask):
    heads = list(constructed_heads(n_tokens, mask))
    labels = labels_of(heads)
    assert all(label.name in head.right | NONE for head, label in zip(heads, labels, strict=True))


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize(
    ("n_tokens", "n_heads"), [(4, 600), (5, 600), (6, 600), (8, 600), (12, 600), (40, 300), (128, 40)]
)
def test_of_a_hundred_random_heads_one_at_most_has_a_label(n_tokens, n_heads, mask):
    names = [label.name for label in labels_of(random_heads(n_tokens, mask, n_heads))]
    given = [name for name in names if name not in NONE]
    assert 100 * len(given) <= n_heads, given


def test_there_is_a_head_of_every_label():
    truths = {head.truth for mask in MASKS for head in constructed_heads(40, mask)}
    assert truths == set(ORDER) - {"chance"}
    seconds = {kind.label.partition(", else ")[2] for kind in KINDS} - {""}
    assert seconds == {"itself", "previous", "next", "offset -3", "other words", "same word", "induction"}
