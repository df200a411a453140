"""How a text is to be continued is checked when it is said."""

import pytest

from engine.errors import InputError
from engine.running import writing
from engine.running.continuation import HOTTEST, MOST_NEW_TOKENS, Continuation, NextToken


@pytest.mark.parametrize("n_tokens", [0, -1, MOST_NEW_TOKENS + 1])
def test_a_number_of_tokens_out_of_range_is_refused(n_tokens):
    with pytest.raises(InputError, match=f"between 1 and 500 tokens can follow at a time; got {n_tokens}"):
        Continuation(n_tokens)


@pytest.mark.parametrize("temperature", [-0.1, 5.01, float("nan"), float("inf"), float("-inf")])
def test_a_temperature_out_of_range_is_refused(temperature):
    with pytest.raises(InputError, match=r"between 0 and 5; got (-0\.1|5\.01|nan|inf|-inf)\."):
        Continuation(1, temperature)


@pytest.mark.parametrize("seed", [-1, 2**31])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(InputError, match=f"from 0 to 2147483647; got {seed}"):
        Continuation(1, 1.0, seed)


def test_the_ends_of_every_range_are_taken():
    for request in (Continuation(1), Continuation(500, 5.0, 2**31 - 1), Continuation(1, 0.0, 0)):
        assert 0 <= request.temperature <= 5


def test_the_engine_still_has_the_names_where_they_were():
    assert writing.Continuation is Continuation
    assert writing.NextToken is NextToken
    assert (writing.MOST_NEW_TOKENS, writing.HOTTEST) == (MOST_NEW_TOKENS, HOTTEST)
