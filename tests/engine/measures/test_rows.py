"""Row flags: the largest weight, where it lies, and sharpness, on rows whose weights are known."""

from copy import copy, deepcopy
from dataclasses import replace

import numpy as np
import pytest

from engine.measures.computing.survey import measure
from engine.measures.numbers import NUMBERS
from engine.measures.rows import judged_rows, row_flags, row_places
from engine.text.tokens import Token, plain_tokens
from tests.engine.captures import bracketed, one_hot, uniform, weights_capture


def flags_of(*heads, causal=False, tokens=None):
    """The flags [head, query] of heads with these weights."""
    capture = weights_capture(*heads, causal=causal, tokens=tokens)
    return row_flags(measure(capture), capture.query_tokens, capture.key_tokens)[0]


def largest_weight(weight, n_keys=8, key=5):
    """A row with this weight on one key, and the rest spread evenly over the others."""
    row = np.full(n_keys, (1 - weight) / (n_keys - 1))
    row[key] = weight
    return row


@pytest.mark.parametrize(
    ("weight", "flag"),
    [
        (1.0, "near one-hot: another word"),
        (0.9, "near one-hot: another word"),
        (0.899, "focused: another word"),
        (0.5, "focused: another word"),
        (0.499, "selective"),
        (0.3, "broad"),
        (0.13, "uniform"),
    ],
)
def test_the_largest_weight_decides_before_the_sharpness(weight, flag):
    head = np.tile(largest_weight(weight), (8, 1))
    assert flags_of(head)[0, 1] == flag


@pytest.mark.parametrize("n_keys", [4, 7, 10, 13, 64, 200])
@pytest.mark.parametrize("half", [0.5, 0.9])
def test_exactly_half_and_exactly_nine_tenths_count_in_float32_too(n_keys, half):
    flags = flags_of(np.tile(largest_weight(half, n_keys, key=1), (n_keys, 1)))
    assert set(flags[0, 3:]) <= {f"{'focused' if half == 0.5 else 'near one-hot'}: {where}" for where in WHERE_OF_KEY_1}


WHERE_OF_KEY_1 = ("previous", "another word")


def test_two_equal_keys_that_share_a_row_are_focused():
    head = np.zeros((6, 6))
    head[:, [2, 4]] = 0.5
    assert all(flag.startswith("focused: ") for flag in flags_of(head)[0])


def test_half_of_a_row_counts_whatever_the_length_of_the_text():
    for n_tokens in (4, 5, 7, 10, 16, 64, 128, 512):
        head = np.eye(n_tokens) / 2
        head[:, 0] += 0.5
        flags = flags_of(head)[0]
        assert flags[0] == "near one-hot: itself"
        assert set(flags[1:]) <= {"focused: sink", "focused: itself"}, n_tokens


@pytest.mark.parametrize(
    ("sharpness", "flag"),
    [(0.0, "uniform"), (0.2499, "uniform"), (0.25, "broad"), (0.999, "broad"), (1.0, "selective")],
)
def test_sharpness_tells_uniform_broad_and_selective_apart(sharpness, flag):
    capture = weights_capture(uniform(5))
    rows = measure(capture)
    rows = replace(rows, numbers={**rows.numbers, "sharpness": np.full_like(rows.sharpness, sharpness)})
    assert (row_flags(rows, capture.query_tokens, capture.key_tokens) == flag).all()


def test_a_focused_row_says_where():
    tokens = (
        Token("[CLS]", special=True),
        *plain_tokens(["The", "dog", "saw", "the"]),
        Token("dog", continues=False),
        *plain_tokens(["run", "ning"]),
        Token("[SEP]", special=True),
    )
    looks_at = [0, 1, 1, 4, 1, 2, 8, 4, 8]
    assert list(flags_of(one_hot(9, looks_at), tokens=tokens)[0]) == [
        "near one-hot: sink",  # [CLS] at itself: a special token is a sink for every query
        "near one-hot: itself",
        "near one-hot: previous",
        "near one-hot: next",
        "near one-hot: same word",  # the at The
        "near one-hot: same word",  # dog at dog
        "near one-hot: sink",  # run at [SEP]
        "near one-hot: another word",
        "near one-hot: sink",  # [SEP] at itself
    ]


def test_the_first_token_is_a_sink_for_every_query_but_itself():
    flags = flags_of(one_hot(6, np.zeros(6, int)))[0]
    assert list(flags) == ["near one-hot: itself", *["near one-hot: sink"] * 5]


def test_pieces_of_a_word_are_the_same_word_as_the_whole_of_it_elsewhere():
    pieces = (Token("un"), Token("believ", continues=True), Token("able", continues=True))
    tokens = (*plain_tokens(["a", "b"]), *pieces, *plain_tokens(["c", "d"]), Token("Unbelievable"), Token("able"))
    capture = weights_capture(one_hot(9, [7, 7, 7, 7, 7, 7, 7, 3, 4]), tokens=tokens)
    places = row_places(measure(capture), tokens, tokens)[0, 0]
    assert list(places[2:5]) == ["same word"] * 3
    assert places[7] == "same word"
    assert places[8] == "another word"  # the word "able" is not the piece "able" of another word


def test_nothing_is_judged_with_three_visible_keys_or_fewer():
    for n_tokens in (1, 2, 3):
        for head in (uniform(n_tokens), np.eye(n_tokens)):
            assert set(flags_of(head)[0]) == {"too few keys"}
    assert list(flags_of(np.eye(5), causal=True)[0]) == ["too few keys"] * 3 + ["near one-hot: itself"] * 2


def test_a_row_that_sees_no_key_has_no_data():
    capture = weights_capture(np.eye(5))
    rows = measure(capture)
    rows = replace(rows, visible_keys=np.array([[5, 0, 5, 5, 5]]), max_key=np.array([[[0, -1, 2, 3, 4]]]))
    flags = row_flags(rows, capture.query_tokens, capture.key_tokens)[0, 0]
    assert flags[1] == "no data"
    assert row_places(rows, capture.query_tokens, capture.key_tokens)[0, 0, 1] == ""
    assert flags[2] == "near one-hot: itself"


def test_between_different_sequences_there_is_no_itself_and_no_neighbour():
    queries, keys = plain_tokens(["le", "chat", "noir", "dort"]), plain_tokens(["the", "black", "cat", "chat"])
    rows = measure(weights_capture(one_hot(4, [1, 3, 2, 0])))
    assert list(row_places(rows, queries, keys)[0, 0]) == ["another word", "same word", "another word", "another word"]


def test_destinations_share_out_all_of_a_row():
    weights = np.random.default_rng(7).dirichlet(np.ones(7), size=7)
    tokens = plain_tokens(["the", "cat", "saw", "the", "dog", "and", "ran"])
    rows = measure(weights_capture(weights, tokens=tokens))
    # float32, through a logarithm and back.
    np.testing.assert_allclose(rows.destinations.sum(axis=-1), 1, atol=1e-6)
    w = weights[3]
    wanted = [w[0], w[3], w[2], w[4], 0, w[1] + w[5] + w[6]]  # The first "the" is a sink before it is the same word.
    np.testing.assert_allclose(rows.destinations[0, 0, 3], wanted, atol=1e-6)
    np.testing.assert_allclose(rows.destinations[0, 0, 0, :2], [0, weights[0, 0]], atol=1e-6)
    np.testing.assert_allclose(rows.destinations[0, 0, 0, 4], weights[0, 3], atol=1e-6)


def test_the_reach_is_the_fewest_places_with_half_of_the_weight():
    weights = np.zeros((40, 40))
    weights[:, 39] = 1
    weights[20] = 0
    weights[20, [20, 21, 23, 28, 0]] = [0.2, 0.1, 0.1, 0.2, 0.4]  # 0.6 within 8 places; the first token is a sink
    rows = measure(weights_capture(weights))
    assert rows.reach[0, 0, [10, 20, 24, 36, 38]].tolist() == [-1, 8, 16, 3, 1]


def test_the_entropy_is_that_of_the_sinks_and_that_of_the_rest():
    weights = np.full((33, 33), 0.4 / 32)
    weights[:, 0] = 0.6
    weights[0] = 1 / 33
    rows = measure(weights_capture(weights))
    assert rows.normalised_entropy[0, 0, 5] == pytest.approx((0.971 + 0.4 * 5) / np.log2(33), abs=1e-3)
    numbers = {number.name: number.by_row(rows)[0, 0] for number in NUMBERS if number.only_for == ""}
    assert numbers["entropy_sink_bits"][5] == pytest.approx(0.97095, abs=1e-4)  # h(0.6)
    assert numbers["entropy_rest_bits"][5] == pytest.approx(0.4 * 5, abs=1e-4)  # 32 even keys
    assert numbers["rest_entropy"][5] == pytest.approx(1, abs=1e-4)
    assert numbers["entropy_sink_bits"][0] == pytest.approx(0, abs=1e-5)  # For its own row the first token is no sink.
    np.testing.assert_allclose(
        numbers["entropy_sink_bits"] + numbers["entropy_rest_bits"], numbers["entropy_bits"], rtol=1e-12
    )


def test_distance_leaves_out_the_first_and_the_special_tokens():
    weights = np.zeros((6, 6))
    weights[2] = [0.3, 0.1, 0, 0, 0.2, 0.4]  # [CLS], -1, itself, +1, +2, [SEP]
    weights[[0, 1, 3, 4, 5], 3] = 1
    weights[4] = one_hot(6, [5])[0]  # all on [SEP]: no distance is left
    rows = measure(weights_capture(weights, tokens=bracketed(6)))
    assert rows.mean_distance[0, 0, 2] == pytest.approx((0.1 * 1 + 0.2 * 2) / 0.3, rel=1e-5)
    assert rows.special_share[0, 0, 2] == pytest.approx(0.7, rel=1e-5)
    assert rows.first_share[0, 0, 2] == pytest.approx(0.3, rel=1e-5)
    assert np.isnan(rows.mean_distance[0, 0, 4])


def test_each_number_is_an_attribute_that_a_part_and_a_copy_have_too():
    rows = measure(weights_capture(uniform(5), np.eye(5)))
    for held in (rows, rows.part(0, 1, range(2, 4)), copy(rows), deepcopy(rows)):
        for name, values in held.numbers.items():
            assert getattr(held, name) is values
        assert {"entropy_bits", "sharpness", "part"} <= {*dir(held)}
        assert held.sink_share is None
    assert rows.part(0, 1, range(2, 4)).max_weight.shape == (1, 1, 2)
    with pytest.raises(AttributeError, match=r"RowStatistics has no number sharpnes; it has: .*sharpness"):
        _ = rows.sharpnes


def test_ordinary_queries_that_see_four_keys_are_judged():
    visible_keys = np.array([[6, 6, 6, 3, 4, 6], [1, 2, 3, 4, 5, 6]])
    wanted = [[False, True, True, False, True, False], [False, False, False, True, True, False]]
    assert judged_rows(visible_keys, bracketed(6)).tolist() == wanted
