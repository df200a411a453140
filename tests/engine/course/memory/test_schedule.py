"""When a card comes back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from fsrs import Card, Rating, Scheduler

from engine.course.memory.learner import MOST_DAYS, MOST_REVIEWS, LearnerProgress, read_progress, write_progress
from engine.course.memory.schedule import RATINGS, count_new_today, describe_wait, next_card, rate, waits
from engine.errors import InputError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FIRST_WAITS = {"again": MINUTE, "hard": 5.5 * MINUTE, "good": 10 * MINUTE}


def test_the_better_a_card_is_known_the_longer_it_stays_away():
    first = waits(None, NOON)
    assert {name: first[name] for name in FIRST_WAITS} == FIRST_WAITS
    card = rate(rate(None, "good", NOON), "good", NOON + 10 * MINUTE)
    later = list(waits(card, card.due).values())
    assert later == sorted(later)
    assert later[0] < timedelta(hours=1) < timedelta(days=1) <= later[1]


def test_the_dates_are_those_of_the_package_itself():
    scheduler, theirs, ours, now = Scheduler(enable_fuzzing=False), Card(card_id=1, due=NOON), None, NOON
    for rating in ("good", "good", "hard", "again", "good", "easy"):
        theirs, _ = scheduler.review_card(theirs, RATINGS[rating], now)
        ours = rate(ours, rating, now)
        assert (ours.due, ours.stability, ours.difficulty) == (theirs.due, theirs.stability, theirs.difficulty)
        now = ours.due
    assert ours.reviews == 6
    assert ours.first_review == NOON
    assert list(RATINGS.values()) == [Rating.Again, Rating.Hard, Rating.Good, Rating.Easy]


def test_a_card_comes_back_after_a_year_at_the_latest():
    card, now = None, NOON
    for _ in range(60):
        card = rate(card, "easy", now)
        now = card.due
    assert card.due - card.last_review == timedelta(days=365)
    assert card.stability <= MOST_DAYS


def test_a_time_of_any_zone_will_do():
    here = NOON.astimezone(timezone(timedelta(hours=13)))
    assert rate(None, "good", here) == rate(None, "good", NOON)


def test_due_cards_come_first_then_new_ones_then_those_due_soon():
    known = {"old": rate(None, "again", NOON), "older": rate(None, "again", NOON - MINUTE)}
    order = ("new", "old", "older")
    ask = [("older", NOON + 2 * MINUTE, 5), ("new", NOON - 2 * MINUTE, 5), ("older", NOON - 2 * MINUTE, 0)]
    for wanted, now, new_left in ask:
        assert next_card(order, known, now, new_left) == wanted
    assert next_card(("old",), known, NOON - timedelta(hours=1), 0) is None
    assert next_card((), known, NOON, 5) is None


def test_a_card_asked_just_now_waits_for_the_others_where_there_are_any():
    known = {"a": rate(None, "again", NOON), "b": rate(None, "good", NOON)}
    assert next_card(("a", "b"), known, NOON, 0, not_now="a") == "b"
    assert next_card(("a",), known, NOON, 0, not_now="a") == "a"


def test_new_cards_are_counted_by_the_day_of_the_learner():
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    known = {"a": rate(None, "good", late), "b": rate(None, "good", late - timedelta(days=1))}
    assert count_new_today(known, late) == 1
    assert count_new_today(known, late + timedelta(hours=1)) == 0
    in_auckland = (late + timedelta(hours=1)).astimezone(timezone(timedelta(hours=13)))
    assert count_new_today(known, in_auckland) == 1


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=1), "1 minute"),
        (MINUTE * 10, "10 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=23), "23 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=59), "59 days"),
        (timedelta(days=61), "2 months"),
        (timedelta(days=365), "12 months"),
    ],
)
def test_a_wait_is_said_in_words(wait, words):
    assert describe_wait(wait) == words


@pytest.mark.parametrize("year", [1970, 2019, 2200])
def test_a_clock_that_is_wrong_is_named_before_a_card_is_rated(year):
    with pytest.raises(InputError, match=f"says that this is the year {year}; cards come back by the date"):
        rate(None, "good", NOON.replace(year=year))


def test_a_card_that_was_asked_a_million_times_can_be_asked_once_more_and_saved():
    often = rate(None, "good", NOON).model_copy(update={"reviews": MOST_REVIEWS})
    brought = read_progress(write_progress(LearnerProgress().with_card("a-card", often))).cards["a-card"]
    again = rate(brought, "good", NOON + 10 * MINUTE)
    assert (again.reviews, again.last_review) == (MOST_REVIEWS, NOON + 10 * MINUTE)
