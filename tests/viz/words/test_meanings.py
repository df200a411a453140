"""The numbers of a head in words: what each means, and where it is found; the flags of rows, with their chance."""

import re

import numpy as np
import pytest
from scipy.special import softmax

from engine.reading.examples import EXAMPLES, load_example
from tests.viz.words.readings import matrices_reading
from viz.words.meanings import (
    SPREAD,
    WHERE,
    flag_meaning,
    head_numbers,
    largest_weight_place,
    row_numbers,
    spread_sentence,
)


def test_an_undefined_number_is_a_dash_and_never_zero():
    reading = matrices_reading(np.ones((2, 2)), np.ones((1, 2)))
    shown = {number.name: number.shown for number in head_numbers(reading, 0, 0)}
    assert shown["Normalised entropy"] == "–"
    assert shown["Sharpness"] == "–"
    assert shown["Entropy"] == "0.00 bits"


def test_the_largest_weight_is_found_where_it_is():
    queries = np.zeros((5, 5))
    queries[3, 1] = 9
    place = largest_weight_place(matrices_reading(queries, np.eye(5)), 0, 0)
    assert [token.text for token in place] == ["t4", "t2"]


def test_a_row_with_one_visible_key_is_not_where_the_largest_weight_is_unless_all_are():
    queries = np.zeros((5, 5))
    queries[3, 1] = 9
    reading = matrices_reading(queries, np.eye(5), mask="causal")
    assert [token.text for token in largest_weight_place(reading, 0, 0)] == ["t4", "t2"]
    (largest,) = (number for number in head_numbers(reading, 0, 0) if number.name == "Largest weight")
    assert largest.shown == "0.95"  # exp(9 / sqrt(5)) / (exp(9 / sqrt(5)) + 3), by hand
    assert "query 4 at key 2" in largest.meaning
    alone = matrices_reading(np.eye(5)[:1], np.eye(5)[:1])
    assert [token.text for token in largest_weight_place(alone, 0, 0)] == ["t1", "t1"]


def test_the_spread_of_a_query_is_said_in_words():
    assert spread_sentence(5.321, 12) == "This word spreads over about 5.3 of 12 visible tokens."
    assert "nothing to choose" in spread_sentence(1.0, 1)
    assert "no weights" in spread_sentence(float("nan"), 0)


def test_the_numbers_of_a_card_stand_under_two_headings():
    reading = load_example(EXAMPLES[0].text, "minilm")
    for numbers in (head_numbers(reading, 4, 5), row_numbers(reading, (4, 5), 3)):
        groups = {number.name: number.group for number in numbers}
        assert groups["Sharpness"] == groups["Largest weight"] == SPREAD
        destinations = [name for name, group in groups.items() if group == WHERE and name.startswith("To ")]
        assert len(destinations) == 6
        shown = [number.shown for number in numbers if number.name in destinations]
        assert sum(float(share.removesuffix("%")) for share in shown) == pytest.approx(100, abs=0.3)  # Six are rounded.


def test_the_parts_of_an_entropy_are_said_with_it_and_add_up():
    reading = load_example(EXAMPLES[0].text, "minilm")
    for numbers in (head_numbers(reading, 4, 5), row_numbers(reading, (4, 5), 3)):
        entropy = next(number for number in numbers if number.name == "Entropy")
        at_sinks, among_the_rest = map(
            float, re.search(r"Of it (\S+) bits .* sinks, (\S+) in", entropy.meaning).groups()
        )
        assert at_sinks + among_the_rest == pytest.approx(float(entropy.shown.split()[0]), abs=0.0151)
        assert not any(number.name.startswith("Of it") for number in numbers)


def simulated(n_keys, meets):
    """Of 100 rows of unit random scores, how many meet the rule."""
    weights = softmax(np.random.default_rng(3).standard_normal((200_000, n_keys)), axis=1)
    return 100 * meets(weights).mean()


@pytest.mark.parametrize("n_keys", [4, 7])
def test_a_focused_row_is_held_against_random_ones(n_keys):
    said = flag_meaning("focused: previous", n_keys)
    found = re.fullmatch(rf".*Of {n_keys} keys, (\d+) of 100 random rows are focused\.", said)
    assert abs(int(found[1]) - simulated(n_keys, lambda weights: weights.max(axis=1) >= 0.5)) < 1


def test_a_selective_row_is_held_against_the_random_rows_that_are_not_broad():
    broad, selective = (int(re.search(r"(\d+) of 100", flag_meaning(flag, 12))[1]) for flag in ("broad", "selective"))
    assert (broad, selective) == (59, 41)


def test_what_hardly_any_random_row_does_is_said_without_a_false_nought():
    assert "fewer than 1 of 100 random rows are near one-hot" in flag_meaning("near one-hot: sink", 4)
    assert "fewer than 1 of 100 random rows have as little" in flag_meaning("uniform", 20)


@pytest.mark.parametrize("flag", ["too few keys", "no data"])
def test_a_row_without_a_flag_says_why(flag):
    assert "3 keys or fewer" in flag_meaning(flag, 3)
