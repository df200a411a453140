"""A day in words, and the words that each of its digits follows from."""

from datetime import date
from itertools import islice
from random import Random

import pytest

from engine.dates.batches import DIGIT_PLACES
from engine.dates.phrases import FIRST_DAY, LAST_DAY, WEEKDAYS, Phrase, Split, phrases_of, split_of
from tests.engine.dates.kept import drawn, written


def sources(phrase: Phrase) -> dict[int, list[str]]:
    return {place: [phrase.text[start:stop] for start, stop in phrase.sources(place)] for place in DIGIT_PLACES}


def test_a_day_is_written_in_all_the_ways_a_person_would_expect() -> None:
    expected = {
        "the third of May, 2021",
        "May 3rd, 2021",
        "3 May 2021",
        "Monday, May 3, 2021",
        "May the third, twenty twenty-one",
        "2021 May 03",
        "3-May-2021",
        "the 3rd of May two thousand and twenty-one",
    }
    for phrase in drawn(date(2021, 5, 3)):
        expected.discard(phrase.text)
        if not expected:
            break
    assert not expected


@pytest.mark.parametrize(
    ("day", "text", "expected"),
    [
        (date(2021, 5, 3), "the third of May, 2021", "2 0 2 1 May May third third"),
        (
            date(1984, 10, 23),
            "October twenty-third nineteen eighty-four",
            "nineteen nineteen eighty four October October twenty third",
        ),
        (date(2005, 9, 12), "12th Sep two thousand five", "two thousand five five Sep Sep 1 2"),
        (
            date(1800, 1, 30),
            "thirtieth January, eighteen hundred",
            "eighteen eighteen hundred hundred January January thirtieth thirtieth",
        ),
        (date(1907, 2, 8), "8th February nineteen oh-seven", "nineteen nineteen oh seven February February 8 8"),
    ],
)
def test_each_digit_is_read_from_the_word_it_follows_from(day: date, text: str, expected: str) -> None:
    assert list(sources(written(day, text)).values()) == [[word] for word in expected.split()]


def test_the_weekday_in_a_phrase_is_that_of_the_day() -> None:
    words = {word.strip(",") for phrase in islice(drawn(date(2021, 5, 14)), 500) for word in phrase.text.split()}
    assert words & set(WEEKDAYS) == {"Friday"}


def test_every_digit_of_every_phrase_has_a_source(days: dict[Split, list[date]]) -> None:
    for phrase in islice(phrases_of(days["validation"], Random(2)), 1000):
        assert all(sources(phrase).values()), phrase


def test_the_splits_share_no_day_and_leave_none_out(days: dict[Split, list[date]]) -> None:
    together = set().union(*days.values())
    assert sum(len(some) for some in days.values()) == len(together) == (LAST_DAY - FIRST_DAY).days + 1
    assert 0.045 < len(days["test"]) / len(together) < 0.055


def test_the_split_of_a_day_is_fixed() -> None:
    # Modulo 20 the SHA-256 of these three dates is 6, 1 and 0, says another program: a change of code moves no day.
    days = (date(2021, 5, 3), date(2001, 5, 3), date(1984, 1, 24))
    assert [split_of(day) for day in days] == ["training", "validation", "test"]


def test_training_draws_its_phrases_from_the_days_it_is_given(days: dict[Split, list[date]]) -> None:
    phrases = islice(phrases_of(days["training"], Random(0)), 500)
    assert {split_of(date.fromisoformat(phrase.iso)) for phrase in phrases} == {"training"}
