"""When a card comes back: the free spaced repetition scheduler (FSRS), as the package fsrs computes it.

Nothing here reads a clock: the time is handed in.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from fsrs import Card, Rating, Scheduler, State

from engine.course.memory.learner import FIRST_DATE, LAST_DATE, MOST_DAYS, MOST_REVIEWS, CardProgress
from engine.errors import InputError
from engine.plain import count

RATINGS = {"again": Rating.Again, "hard": Rating.Hard, "good": Rating.Good, "easy": Rating.Easy}

LONGEST_DAYS = 365
"""A course does not last for ever: a card comes back after a year at the latest."""

AHEAD = timedelta(minutes=20)
"""Where nothing else is left, a card that is due this soon is asked now."""

_SCHEDULER = Scheduler(enable_fuzzing=False, maximum_interval=LONGEST_DAYS)


def clock_problem(now: datetime) -> str:
    """What is wrong with a time that no card could come back at, of a clock that was never set mostly; else ""."""
    if FIRST_DATE <= now <= LAST_DATE - timedelta(days=LONGEST_DAYS):
        return ""
    return (
        f"The clock of the machine that runs Headlight says that this is the year {now.year}; cards come back by the "
        f"date, in {FIRST_DATE.year} or later. Set the clock, and reload this page. Nothing of what you have here has "
        "changed."
    )


def rate(card: CardProgress | None, rating: str, now: datetime) -> CardProgress:
    """What is known of a card after it was rated; None for a card that was never asked. rating: see RATINGS.

    InputError where the clock is wrong.
    """
    if problem := clock_problem(now):
        raise InputError(problem)
    now = now.astimezone(UTC)
    before = Card(card_id=0, due=now) if card is None else _to_fsrs(card)
    after, _ = _SCHEDULER.review_card(before, RATINGS[rating], now)
    assert after.stability is not None
    assert after.difficulty is not None
    return CardProgress(
        state=after.state.value,
        step=after.step,
        stability=min(after.stability, MOST_DAYS),
        difficulty=after.difficulty,
        due=after.due,
        last_review=now,
        first_review=now if card is None else card.first_review,
        reviews=1 if card is None else min(card.reviews + 1, MOST_REVIEWS),
    )


def waits(card: CardProgress | None, now: datetime) -> dict[str, timedelta]:
    """How long the card would stay away after each rating."""
    return {rating: rate(card, rating, now).due - now for rating in RATINGS}


def next_card(
    order: Sequence[str], known: Mapping[str, CardProgress], now: datetime, new_left: int, not_now: str | None = None
) -> str | None:
    """The card to ask now: the one due the longest, else a new one, else one that is due soon; None for no card.

    order: the cards in question, in which new ones come. new_left: how many new ones may still be asked. not_now: a
    card that was asked just now, which waits for the others.
    """
    asked = sorted((one for one in order if one in known), key=lambda one: known[one].due)
    new = [one for one in order if one not in known][: max(new_left, 0)]
    turns = [
        *(one for one in asked if known[one].due <= now),
        *new,
        *(one for one in asked if now < known[one].due <= now + AHEAD),
    ]
    return next((one for one in turns if one != not_now), turns[0] if turns else None)


def count_new_today(known: Mapping[str, CardProgress], now: datetime) -> int:
    """How many cards were asked for the first time today, by the calendar of `now`."""
    return sum(one.first_review.astimezone(now.tzinfo).date() == now.date() for one in known.values())


def _to_fsrs(card: CardProgress) -> Card:
    return Card(
        card_id=0,
        state=State(card.state),
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due,
        last_review=card.last_review,
    )


def describe_wait(wait: timedelta) -> str:
    """A wait in words, rounded: "1 minute", "10 minutes", "8 days", "3 months"."""
    minutes = max(round(wait.total_seconds() / 60), 1)
    for minutes_each, at_least, name in ((43_200, 86_400, "month"), (1_440, 1_440, "day"), (60, 60, "hour")):
        if minutes >= at_least:
            return count(round(minutes / minutes_each), name)
    return count(minutes, "minute")
