"""Labels of heads whose truth is known by construction, and that they are earned: chance gives none."""

import numpy as np
import pytest

from engine.attention.weights import visible_weights
from engine.measures.chance import ONE_IN
from engine.measures.computing.survey import measure
from engine.measures.destinations import OTHER_WORDS, SINK
from engine.measures.evidence import gather_evidence
from engine.measures.heads import HeadStatistics
from engine.measures.labels import FAMILIES, label_evidence, label_heads
from engine.measures.rows import judged_rows, row_flags
from engine.text.tokens import Token, plain_tokens
from tests.engine.captures import bracketed, one_hot, uniform, weights_capture
from tests.engine.reference import marks_of

# 128 is the longest that is measured densely, 512 goes through blocks.
LENGTHS = (12, 16, 64, 128, 512)
CHANCE = {"uniform", "broad", "mixed", "chance", "too few keys"}


def half_and_half(n_tokens, first, second):
    return (one_hot(n_tokens, first) + one_hot(n_tokens, second)) / 2


# Every row, as a function of its positions; an end without a neighbour looks at itself.
CONSTRUCTIONS = {
    "exactly uniform": (lambda n, at: uniform(n), "uniform", "uniform"),
    "itself": (lambda n, at: one_hot(n, at), "itself", "place"),
    "previous token": (lambda n, at: one_hot(n, at - 1), "previous", "place"),
    "first token": (lambda n, at: one_hot(n, 0 * at), "sink", "sink"),
    "half first token, half all": (lambda n, at: (one_hot(n, 0 * at) + uniform(n)) / 2, "sink", "sink"),
    "eight tenths on the previous token": (
        lambda n, at: 0.8 * one_hot(n, at - 1) + 0.2 * uniform(n),
        "previous",
        "place",
    ),
    "two places back": (lambda n, at: one_hot(n, np.where(at < 2, at, at - 2)), "offset -2", "place"),
    "evenly over the last three": (
        lambda n, at: (one_hot(n, at) + one_hot(n, at - 1) + one_hot(n, at - 2)) / 3,
        "local 1",
        "place",
    ),
}
NOT_CAUSAL = {
    "next token": (lambda n, at: one_hot(n, at + 1), "next", "place"),
    "a column": (lambda n, at: one_hot(n, 0 * at + 2), "column", "words"),
    "six places back, around the end": (lambda n, at: one_hot(n, (at - 6) % n), "offset -6", "place"),
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
    build, name, family = (CONSTRUCTIONS | NOT_CAUSAL)[construction]
    if construction.startswith("six") and n_tokens < 16:
        n_tokens = 20  # Of 12 rows half have no token six places back.
    label = label_of(build(n_tokens, np.arange(n_tokens)), causal)
    assert (label.name, label.family) == (name, family), label.reason
    assert label.judged_rows == (n_tokens - 3 if causal else n_tokens)


@pytest.mark.parametrize("n_tokens", LENGTHS)
@pytest.mark.parametrize("key", [1, 2])
def test_a_column_of_a_causal_head_is_told_from_a_place(key, n_tokens):
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


@pytest.mark.parametrize("n_tokens", [7, 10, 128])
def test_a_uniform_causal_head_reads_1_000_in_the_table(n_tokens):
    capture = weights_capture(uniform(n_tokens), causal=True)
    rows = measure(capture)
    (row,) = HeadStatistics.of(rows, capture.query_tokens, capture.key_tokens).table().itertuples()
    assert f"{row.normalised_entropy:.3f}" == "1.000"
    assert (row.label, row.label_rows, row.judged_rows, row.agreement) == ("uniform", n_tokens - 3, n_tokens - 3, 1)


# Earned or not


def test_one_row_does_not_decide():
    """49 uniform rows and one one-hot row: the median is uniform, whatever the sharpest row."""
    weights = uniform(50)
    weights[20] = one_hot(50, [33])[0]
    label = label_of(weights)
    assert (label.name, label.rows, label.judged_rows) == ("uniform", 49, 50)
    capture = weights_capture(weights)
    heads = HeadStatistics.of(measure(capture), capture.query_tokens, capture.key_tokens)
    assert heads.sharpness[0, 0] < 0.01


@pytest.mark.parametrize("n_tokens", [4, 5, 6, 8, 12, 20, 40])
@pytest.mark.parametrize("causal", [False, True])
def test_of_random_heads_one_in_a_hundred_at_most_earns_a_label(n_tokens, causal):
    rng = np.random.default_rng(n_tokens)
    heads = np.exp(rng.standard_normal((1500, n_tokens, n_tokens)))
    capture = weights_capture(*heads / heads.sum(axis=2, keepdims=True), causal=causal)
    labels = label_heads(measure(capture), capture.query_tokens, capture.key_tokens)[0]
    earned = [label.name for label in labels if label.name not in CHANCE]
    assert len(earned) <= 1500 / ONE_IN, earned


def test_one_judged_row_earns_no_label():
    label = label_of(one_hot(4, [0, 0, 0, 0]), causal=True)
    assert (label.name, label.rows, label.judged_rows, label.family) == ("chance", 1, 1, "not judged")
    assert "more than one would do as much" in label.reason


# Destinations


def test_two_sinks_count_together():
    tokens = bracketed(12)
    even = 0.45 * one_hot(12, np.zeros(12, int)) + 0.45 * one_hot(12, np.full(12, 11)) + 0.1 * uniform(12)
    label = label_of(even, tokens=tokens)
    assert (label.name, label.rows, label.judged_rows) == ("sink", 10, 10)
    in_turns = 0.9 * one_hot(12, np.arange(12) % 2 * 11) + 0.1 * uniform(12)
    label = label_of(in_turns, tokens=tokens)
    assert (label.name, label.rows, label.target) == ("sink", 10, "[CLS] and [SEP]")


@pytest.mark.parametrize("n_tokens", LENGTHS)
def test_special_tokens_are_the_sinks_of_a_head_and_are_not_asked_themselves(n_tokens):
    for key, target in ((0, "[CLS]"), (n_tokens - 1, "[SEP]")):
        # The special tokens' own rows look elsewhere, and count for nothing.
        weights = one_hot(n_tokens, np.full(n_tokens, key))
        weights[[0, -1]] = one_hot(n_tokens, [1])[0]
        label = label_of(weights, tokens=bracketed(n_tokens))
        assert (label.name, label.target, label.agreement) == ("sink", target, 1)
        assert label.judged_rows == n_tokens - 2


@pytest.mark.parametrize("mixed_in", [0, 1e-4])
def test_half_and_half_is_neither_and_a_ten_thousandth_changes_nothing(mixed_in):
    weights = half_and_half(30, np.arange(30) - 1, np.zeros(30, int))
    label = label_of((1 - mixed_in) * weights + mixed_in * uniform(30))
    assert label.name == "mixed"
    # The first row looks at itself alone, and for the second the token before is the first one.
    assert label.reason.endswith("sinks (50%) and to the previous token (47%).")


def test_a_little_more_than_half_is_enough_and_a_little_less_is_not():
    def label_with(share):
        return label_of(share * one_hot(41, np.arange(41) - 1) + (1 - share) * one_hot(41, np.zeros(41, int)))

    assert label_with(0.51).name == "previous"
    assert label_with(0.49).name == "sink"


def test_labels_say_how_many_rows_and_when_it_is_close():
    weights = one_hot(40, np.arange(40) - 1)
    weights[1:19] = uniform(40)[0]
    label = label_of(weights)
    # 40 rows: the first looks at itself, 18 are even, and 21 look back.
    assert (label.name, label.rows, label.judged_rows, label.just) == ("previous", 21, 40, True)
    said = "In 21 of 40 rows half of the weight or more lies on the previous token."
    assert label.reason == f"{said} Random scores would give 0.0 such rows."
    assert not label_of(one_hot(40, np.arange(40) - 1)).just


def test_a_head_that_rests_on_a_sink_and_does_one_thing_else_has_two_jobs():
    at = np.arange(26)
    label = label_of(one_hot(26, np.where(at % 3 == 0, at - 1, 0)))
    # Of 26 rows 8 look back; the first looks at itself, and 17 at the first token.
    assert (label.name, label.first, label.second) == ("sink, else previous", "sink", "previous")
    assert (label.rows, label.second_rows, label.judged_rows, label.target) == (25, 8, 26, "the first token")
    assert label.family == "sink"
    mostly = label_of(one_hot(26, np.where(at % 3 == 0, 0, at - 1)))
    assert (mostly.first, mostly.second, mostly.family) == ("sink", "previous", "place")
    several = np.choose(at % 4, [np.zeros(26, int), at - 1, at, at + 1])
    assert label_of(one_hot(26, several)).name == "local 1"


def test_a_head_at_the_same_word_and_one_after_an_earlier_occurrence():
    words = [f"w{i}" for i in range(12)]
    tokens = plain_tokens(["start", *words, *words[::-1], *words])
    texts = [token.text for token in tokens]
    first = {text: texts.index(text) for text in words}
    same = [first[text] if text in first and first[text] < place else place for place, text in enumerate(texts)]
    assert label_of(one_hot(37, same), tokens=tokens).name == "same word"
    after = [first[text] + 1 if text in first and first[text] < place else place for place, text in enumerate(texts)]
    label = label_of(one_hot(37, after), tokens=tokens)
    assert label.name == "induction"
    assert label.family == "words"


def test_a_head_that_picks_other_words_sharply_is_at_other_words():
    rng = np.random.default_rng(3)
    at = [rng.choice([key for key in range(1, 40) if abs(key - query) > 1]) for query in range(40)]
    label = label_of(0.7 * one_hot(40, at) + 0.3 * uniform(40))
    assert (label.name, label.family) == ("other words", "words")
    assert label.rows >= 38


def test_between_different_sequences_there_is_no_place_and_the_first_key_is_no_sink():
    queries, keys = bracketed(14), plain_tokens([f"other{i}" for i in range(14)])
    capture = weights_capture(one_hot(14, np.zeros(14, int)), tokens=queries, key_tokens=keys)
    rows = measure(capture)
    label = label_heads(rows, queries, keys)[0][0]
    assert (label.name, label.target) == ("column", "token 1")
    assert set(row_flags(rows, queries, keys)[0, 0]) == {"near one-hot: another word"}
    assert (rows.destinations[0, 0, :, OTHER_WORDS] == 1).all()


# What stays


@pytest.mark.parametrize("n_tokens", [1, 2, 3])
def test_three_visible_keys_are_too_few_to_judge(n_tokens):
    for weights in (uniform(n_tokens), np.eye(n_tokens)):
        label = label_of(weights)
        assert (label.name, label.family, label.judged_rows) == ("too few keys", "not judged", 0)
        assert np.isnan(label.agreement)
        assert "4 keys" in label.reason


def test_a_text_of_special_tokens_and_a_mask_that_leaves_three_keys_are_not_judged():
    tokens = tuple(Token(f"[{i}]", special=True) for i in range(6))
    assert label_of(np.eye(6), tokens=tokens).name == "too few keys"
    assert label_of(np.eye(3), causal=True).name == "too few keys"


def test_every_family_is_of_the_list():
    heads = [build(16, np.arange(16)) for build, *_ in (CONSTRUCTIONS | NOT_CAUSAL).values()]
    assert {label_of(head).family for head in heads} <= set(FAMILIES)


def evidence_of(weights, causal=False, tokens=None):
    capture = weights_capture(weights, causal=causal, tokens=tokens)
    return gather_evidence(measure(capture), capture.query_tokens, capture.key_tokens)


def test_texts_pooled_are_judged_by_all_their_rows_together():
    long, short = uniform(12), one_hot(4, np.arange(4) - 1)
    ((label,),) = label_evidence(evidence_of(long) + evidence_of(short))
    assert (label.name, label.rows, label.judged_rows) == ("uniform", 12, 16)
    ((once,),) = label_evidence(evidence_of(short))
    ((often,),) = label_evidence(sum((evidence_of(short) for _ in range(5)), evidence_of(short)))
    # Of 4 rows 2 look back and one at the first token: too few to tell from chance once, and enough six times.
    assert (once.name, once.judged_rows) == ("chance", 4)
    assert (often.name, often.rows, often.judged_rows, often.just) == ("previous", 12, 24, True)
    ((alone,),) = label_evidence(evidence_of(long) + evidence_of(uniform(3)))
    assert (alone.name, alone.judged_rows) == ("uniform", 12)


def test_a_sink_is_the_same_key_in_texts_of_different_lengths():
    one, other = (evidence_of(one_hot(n, np.full(n, n - 1)), tokens=bracketed(n)) for n in (8, 15))
    ((label,),) = label_evidence(one + other)
    assert (label.name, label.target, label.agreement, label.judged_rows) == ("sink", "[SEP]", 1, 6 + 13)


@pytest.fixture(params=["minilm", "smollm2"])
def model(request):
    return request.getfixturevalue(request.param)


def test_what_a_label_says_of_real_heads_holds_of_their_weights(model, sentences):
    """Recomputed from the weights: half of the judged rows of a head have half of their weight where its label says."""
    checked = {"other words": 0, "sink": 0}
    for sentence in sentences:
        capture = model.capture(sentence)
        rows = measure(capture)
        judged = judged_rows(rows.visible_keys, capture.query_tokens)
        at = marks_of(capture.query_tokens, capture.key_tokens)[0]
        for layer, of_layer in enumerate(label_heads(rows, capture.query_tokens, capture.key_tokens)):
            for head, label in enumerate(of_layer):
                if label.name not in checked:
                    continue
                place = OTHER_WORDS if label.name == "other words" else SINK
                weights = visible_weights(capture.layers[layer], slice(head, head + 1))[0].numpy()
                share = np.where(at == place, np.nan_to_num(weights), 0).sum(axis=1)[judged[layer]]
                assert (share >= 0.5 - 1e-5).mean() >= 0.5
                checked[label.name] += 1
    assert min(checked.values()) > 0, checked
