"""Labels of heads whose truth is known by construction: the same at each length, with a causal mask or without."""

import numpy as np
import pytest

from engine.measures.computing.survey import measure
from engine.measures.evidence import gather_evidence
from engine.measures.heads import HeadStatistics
from engine.measures.labels import GROUPS, label_evidence, label_heads
from engine.measures.rows import row_flags
from engine.text.tokens import Token, plain_tokens
from tests.engine.captures import bracketed, one_hot, uniform, weights_capture

# 4 is the fewest that can be judged; 128 is the longest that is measured densely, 512 goes through blocks.
LENGTHS = (4, 5, 7, 10, 16, 64, 128, 512)


def half_and_half(n_tokens, first, second):
    return (one_hot(n_tokens, first) + one_hot(n_tokens, second)) / 2


def two_far_keys(n_tokens):
    """Half on the first key and half on the last one."""
    return half_and_half(n_tokens, np.zeros(n_tokens, int), np.full(n_tokens, n_tokens - 1))


# Every row, as a function of its positions; an end without a neighbour looks at itself.
CONSTRUCTIONS = {
    "exactly uniform": (lambda n, at: uniform(n), "uniform", "uniform"),
    "itself": (lambda n, at: one_hot(n, at), "itself", "focused"),
    "previous token": (lambda n, at: one_hot(n, at - 1), "previous", "focused"),
    "first token": (lambda n, at: one_hot(n, 0 * at), "sink", "focused"),
    "half first token, half itself": (lambda n, at: half_and_half(n, 0 * at, at), "itself", "focused"),
    "half previous token, half itself": (lambda n, at: half_and_half(n, at - 1, at), "itself", "focused"),
    "half first token, half all": (lambda n, at: (one_hot(n, 0 * at) + uniform(n)) / 2, "sink", "focused"),
    "eight tenths on the previous token": (
        lambda n, at: 0.8 * one_hot(n, at - 1) + 0.2 * uniform(n),
        "previous",
        "focused",
    ),
}
NOT_CAUSAL = {
    "next token": (lambda n, at: one_hot(n, at + 1), "next", "focused"),
    "half first token, half last token": (lambda n, at: two_far_keys(n), "sink", "focused"),
    "a column": (lambda n, at: one_hot(n, 0 * at + 2), "column", "focused"),
}


def label_of(weights, causal=False, tokens=None):
    capture = weights_capture(weights, causal=causal, tokens=tokens)
    rows = measure(capture)
    return label_heads(rows, capture.query_tokens, capture.key_tokens)[0][0]


@pytest.mark.parametrize("n_tokens", LENGTHS)
@pytest.mark.parametrize(
    ("construction", "causal"),
    [(name, causal) for name in CONSTRUCTIONS for causal in (False, True)] + [(name, False) for name in NOT_CAUSAL],
)
def test_a_construction_has_the_same_label_at_each_length_causal_or_not(construction, causal, n_tokens):
    build, name, group = (CONSTRUCTIONS | NOT_CAUSAL)[construction]
    label = label_of(build(n_tokens, np.arange(n_tokens)), causal)
    assert (label.name, label.group) == (name, group), label.reason
    assert label.judged_rows == (n_tokens - 3 if causal else n_tokens)


@pytest.mark.parametrize("n_tokens", [7, 10, 16, 64, 128, 512])
@pytest.mark.parametrize("key", [1, 2])
def test_a_column_of_a_causal_head_is_told_from_a_place_as_soon_as_several_rows_see_it(key, n_tokens):
    """With 4 or 5 tokens only one or two rows are judged: there a column is also a place, and the place goes first."""
    assert label_of(one_hot(n_tokens, np.full(n_tokens, key)), causal=True).name == "column"


@pytest.mark.parametrize("n_tokens", LENGTHS)
@pytest.mark.parametrize("causal", [False, True])
def test_normalised_entropy_of_a_uniform_head_is_1_and_of_a_one_hot_head_0(n_tokens, causal):
    at = np.arange(n_tokens)
    capture = weights_capture(uniform(n_tokens), *(one_hot(n_tokens, k) for k in (at, at - 1, 0 * at)), causal=causal)
    rows = measure(capture)
    seen = rows.visible_keys[0] > 1
    # A float32 rounding of n weights 1/n; far inside the three decimals that are shown.
    np.testing.assert_allclose(rows.normalised_entropy[0, 0, seen], 1, atol=1e-6)
    assert (rows.normalised_entropy[0, 1:, seen] == 0).all()
    assert np.isnan(rows.normalised_entropy[0][:, ~seen]).all()
    judged = rows.visible_keys[0] >= 4
    assert (rows.sharpness[0, 0, judged] < 0.01).all()
    assert (rows.sharpness[0, 1:, judged] == 64).all()


@pytest.mark.parametrize("n_tokens", [4, 10, 128])
def test_a_uniform_causal_head_reads_1_000_in_the_table(n_tokens):
    capture = weights_capture(uniform(n_tokens), causal=True)
    rows = measure(capture)
    (row,) = HeadStatistics.of(rows, capture.query_tokens, capture.key_tokens).table().itertuples()
    assert f"{row.normalised_entropy:.3f}" == "1.000"
    assert (row.label, row.agreement) == ("uniform", 1)


@pytest.mark.parametrize("n_tokens", LENGTHS)
def test_special_tokens_are_the_sinks_of_a_head_and_are_not_asked_themselves(n_tokens):
    tokens = bracketed(n_tokens)
    for key, target in ((0, "[CLS]"), (n_tokens - 1, "[SEP]")):
        # The special tokens' own rows look elsewhere, and count for nothing.
        weights = one_hot(n_tokens, np.full(n_tokens, key))
        weights[[0, -1]] = one_hot(n_tokens, [1])[0]
        label = label_of(weights, tokens=tokens)
        # [SEP] is the next token of the last word only, and of one word of two.
        if (n_tokens, target) == (4, "[SEP]"):
            assert label.name == "next"
            continue
        assert (label.name, label.target, label.agreement) == ("sink", target, 1)
        assert label.judged_rows == n_tokens - 2


def test_weight_on_the_first_token_says_nothing_of_an_offset():
    """With 4 tokens and a causal mask the one judged row has the first token 3 places before it."""
    label = label_of(one_hot(4, [0, 0, 0, 0]), causal=True)
    assert (label.name, label.target) == ("sink", "the first token")


@pytest.mark.parametrize("offset", [-4, -3, -2, -1, 0, 1, 2, 3, 4])
def test_every_offset_within_four_has_its_name(offset):
    names = {-1: "previous", 0: "itself", 1: "next"}
    label = label_of(one_hot(30, np.arange(30) + offset))
    assert label.name == names.get(offset, f"offset {offset:+d}")


def test_a_far_offset_is_content():
    # Row i looks at i + 9, around the end: focused, and no single place explains it.
    label = label_of(one_hot(30, (np.arange(30) + 9) % 30))
    assert (label.name, label.agreement, label.group) == ("content", 1, "focused")


def test_a_key_that_few_rows_see_does_not_name_the_head():
    """The last key of a causal head is seen by the last row alone: all of that row's weight is no column."""
    weights = one_hot(30, np.arange(30) // 3)
    weights[-1] = one_hot(30, [29])[0]
    assert label_of(weights, causal=True).name == "content"


def test_random_scores_of_unit_spread_are_broad_or_mixed_by_their_spread():
    scores = np.random.default_rng(8).standard_normal((40, 40))
    names = [label_of(np.exp(spread * scores) / 100).name for spread in (0.1, 0.6, 2.0)]
    assert names == ["uniform", "broad", "mixed"]


@pytest.mark.parametrize("n_tokens", [1, 2, 3])
def test_three_visible_keys_are_too_few_to_judge(n_tokens):
    for weights in (uniform(n_tokens), np.eye(n_tokens)):
        label = label_of(weights)
        assert (label.name, label.group, label.judged_rows) == ("too few keys", "not judged", 0)
        assert np.isnan(label.agreement)


def test_a_text_of_special_tokens_and_a_mask_that_leaves_three_keys_are_not_judged():
    tokens = tuple(Token(f"[{i}]", special=True) for i in range(6))
    assert label_of(np.eye(6), tokens=tokens).name == "too few keys"
    assert label_of(np.eye(3), causal=True).name == "too few keys"


def test_the_agreement_is_the_share_of_judged_rows_that_show_the_label():
    weights = one_hot(20, np.arange(20) - 1)
    weights[[4, 8, 12, 16]] = uniform(20)[0]
    label = label_of(weights)
    # Of the 19 rows but the one whose previous token is the first: 14 look back, 4 are uniform, and the first cannot.
    assert label.name == "previous"
    assert label.agreement == pytest.approx(14 / 19)
    weights = one_hot(20, np.zeros(20, int))
    weights[5:10] = uniform(20)[0]
    assert label_of(weights).agreement == pytest.approx(15 / 20)


def test_half_of_the_weight_is_enough_for_an_offset_and_less_is_not():
    def label_with(share):
        return label_of(share * one_hot(41, np.arange(41) - 1) + (1 - share) * uniform(41)).name

    assert label_with(0.53) == "previous"
    assert label_with(0.46) == "mixed"


def test_a_reason_names_the_measure_and_what_it_needed():
    at = np.arange(10)
    assert "the previous token" in label_of(one_hot(10, at - 1)).reason
    assert "half" in label_of(one_hot(10, at - 1)).reason
    assert label_of(one_hot(10, 0 * at)).reason.startswith("the first token gets 100%")
    assert "under 0.25" in label_of(uniform(10)).reason
    assert "4 keys" in label_of(uniform(3)).reason


def test_every_label_has_a_group_of_the_list():
    heads = [build(10, np.arange(10)) for build, *_ in (CONSTRUCTIONS | NOT_CAUSAL).values()]
    assert {label_of(head).group for head in heads} <= set(GROUPS)


def test_texts_pooled_are_judged_by_all_their_rows_together():
    def evidence(weights, causal=False):
        capture = weights_capture(weights, causal=causal)
        return gather_evidence(measure(capture), capture.query_tokens, capture.key_tokens)

    long, short = uniform(12), one_hot(5, np.arange(5) - 1)
    ((label,),) = label_evidence(evidence(long) + evidence(short))
    assert (label.judged_rows, label.name) == (17, label_evidence(evidence(long) + evidence(short))[0][0].name)
    # 12 uniform rows and 5 one-hot ones: on average far from uniform, and the offset has 3 of 15 rows.
    assert label.name == "mixed"
    ((twice,),) = label_evidence(evidence(short) + evidence(short))
    ((once,),) = label_evidence(evidence(short))
    assert (twice.name, twice.agreement, twice.judged_rows) == (once.name, once.agreement, 2 * once.judged_rows)
    ((alone,),) = label_evidence(evidence(long) + evidence(uniform(3)))
    assert (alone.name, alone.judged_rows) == ("uniform", 12)


def test_a_sink_is_the_same_key_in_texts_of_different_lengths():
    def evidence(n_tokens):
        capture = weights_capture(one_hot(n_tokens, np.full(n_tokens, n_tokens - 1)), tokens=bracketed(n_tokens))
        return gather_evidence(measure(capture), capture.query_tokens, capture.key_tokens)

    ((label,),) = label_evidence(evidence(8) + evidence(15))
    assert (label.name, label.target, label.agreement, label.judged_rows) == ("sink", "[SEP]", 1, 6 + 13)


def test_between_different_sequences_a_head_has_no_offset():
    capture = weights_capture(one_hot(8, np.arange(8)))
    rows = measure(capture)
    keys = plain_tokens([f"other{i}" for i in range(8)])
    assert label_heads(rows, capture.query_tokens, capture.key_tokens)[0][0].name == "itself"
    assert label_heads(rows, capture.query_tokens, keys)[0][0].name == "content"
    assert set(row_flags(rows, capture.query_tokens, keys)[0, 0]) == {
        "near one-hot: another word",
        "near one-hot: sink",
    }


def test_minilm_has_the_label_counts_that_the_rules_were_calibrated_to(minilm, sentences):
    pooled = None
    for sentence in sentences:
        capture = minilm.capture(sentence)
        evidence = gather_evidence(measure(capture), capture.query_tokens, capture.key_tokens)
        pooled = evidence if pooled is None else pooled + evidence
    labels = [label.name for of_layer in label_evidence(pooled) for label in of_layer]
    wanted = {"sink": 32, "mixed": 29, "broad": 6, "content": 3, "previous": 1, "next": 1}
    found = {name: labels.count(name) for name in {*wanted, *labels}}
    assert sum(found.values()) == 72
    # Counted with eager weights, elsewhere: a head at a threshold may fall to either side.
    assert all(abs(found[name] - wanted.get(name, 0)) <= 2 for name in found), found
    assert labels[0 * 12 + 2] == "previous"
    assert labels[1 * 12 + 8] == "next"
    assert {labels[12 * layer + head] for layer, head in ((4, 5), (2, 9), (2, 7), (3, 4))} == {"sink"}
