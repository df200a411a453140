"""Dates in words, each with which of its words every digit of the ISO date is read from."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal, NamedTuple

FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2099, 12, 31)

Split = Literal["training", "validation", "test"]

ORDERS = ("day of month, year", "day month year", "month day, year", "month the day, year", "year month day")
DAY_STYLES = ("third", "3rd", "3")
YEAR_STYLES = ("digits", "in twos", "in hundreds")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


UNITS = _words(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")
ORDINALS = _words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
MONTHS = _words("January February March April May June July August September October November December")
SHORT_MONTHS = [[name[:3], "Sept"] if name == "September" else [name[:3]] for name in MONTHS]
WEEKDAYS = _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
OTHER_WORDS = _words(
    "a we met you at was born she letter dated until it began on due in room see him again please arrive before they "
    "left house Paris about noon every guest of the and my sister concert signed by"
)
"""What may stand round a date. All but three of them are unknown to the model, as any other word would be."""


class Part(NamedTuple):
    """A part of a phrase. writes: which characters of YYYY-MM-DD, counted from 0, are read from it."""

    text: str
    writes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Phrase:
    """One date in words. pieces joined are its text; phrasing names its order, styles and surroundings."""

    day: date
    pieces: tuple[Part, ...]
    phrasing: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def iso(self) -> str:
        return self.day.isoformat()

    def sources(self, position: int) -> list[tuple[int, int]]:
        """The spans of text (start, stop) that character `position` of the ISO date is read from."""
        spans, start = [], 0
        for piece in self.pieces:
            stop = start + len(piece.text)
            if position in piece.writes:
                spans.append((start, stop))
            start = stop
        return spans


def split_of(day: date) -> Split:
    """Which part of the data a calendar day belongs to, whole, with all its phrasings.

    By the SHA-256 of its ISO date, modulo 20: 0 is test, 1 validation, all else training.
    """
    place = int.from_bytes(hashlib.sha256(day.isoformat().encode()).digest()) % 20
    return "test" if place == 0 else "validation" if place == 1 else "training"


def days_of(split: Split) -> list[date]:
    """All days of one split from FIRST_DAY to LAST_DAY, in order."""
    days = (FIRST_DAY + timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1))
    return [day for day in days if split_of(day) == split]


def phrases_of(days: list[date], random: Random) -> Iterator[Phrase]:
    """Phrases without end, each of a random day in a random phrasing."""
    while True:
        yield phrase_of(random.choice(days), random)


def phrase_of(day: date, random: Random) -> Phrase:
    """One day in a phrasing drawn at random."""
    order, day_style, year_style = random.choice(ORDERS), random.choice(DAY_STYLES), random.choice(YEAR_STYLES)
    spoken_day = _day_pieces(day.day, day_style, random)
    month = Part(random.choice((MONTHS[day.month - 1], *SHORT_MONTHS[day.month - 1])), (5, 6))
    dot = [Part(".")] if month.text != MONTHS[day.month - 1] and random.random() < 0.3 else []
    year = _year_pieces(day.year, year_style, random)
    comma = Part(random.choice((" ", ", ")))
    space = Part("-" if order == ORDERS[1] and random.random() < 0.1 else " ")
    the = [Part("the ")] if random.random() < 0.7 else []
    pieces = {
        ORDERS[0]: [*the, *spoken_day, Part(" of "), month, *dot, comma, *year],
        ORDERS[1]: [*spoken_day, space, month, *dot, space if space.text == "-" else comma, *year],
        ORDERS[2]: [month, *dot, space, *spoken_day, comma, *year],
        ORDERS[3]: [month, *dot, Part(" the "), *spoken_day, comma, *year],
        ORDERS[4]: [*year, comma, month, *dot, space, *spoken_day],
    }[order]
    if order != ORDERS[4] and random.random() < 0.2:
        pieces = [Part(WEEKDAYS[day.weekday()]), comma, *pieces]
    in_a_sentence = random.random() < 0.3
    if in_a_sentence:
        before, after = (random.choices(OTHER_WORDS, k=random.randint(0, 8)) for _ in range(2))
        pieces = [*(Part(word + " ") for word in before), *pieces, *(Part(" " + word) for word in after)]
    if random.random() < 0.2:
        pieces = [*pieces, Part(".")]
    around = "other words around it" if in_a_sentence else "the date alone"
    return Phrase(day, tuple(pieces), (f"order: {order}", f"day: {day_style}", f"year: {year_style}", around))


def _day_pieces(day: int, style: str, random: Random) -> list[Part]:
    """The day of the month: written with characters 8 and 9 of the ISO date."""
    if style == "third":
        if day <= 20 or day == 30:
            return [Part("thirtieth" if day == 30 else ORDINALS[day - 1], (8, 9))]
        return [Part(TENS[day // 10 - 2], (8,)), _hyphen(random), Part(ORDINALS[day % 10 - 1], (9,))]
    padded = style == "3" and random.random() < 0.2
    numerals = _numerals(f"{day:02}" if padded else str(day), 8)
    if style == "3":
        return numerals
    suffix = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return [*numerals, Part(suffix)]


def _year_pieces(year: int, style: str, random: Random) -> list[Part]:
    """The year: written with characters 0 to 3 of the ISO date."""
    century, rest = divmod(year, 100)
    if style == "digits":
        return _numerals(str(year), 0)
    spoken_rest = _number(rest, 2, random) if rest else []
    if style == "in hundreds" or rest == 0:
        if century == 20:
            hundreds = [Part("two", (0,)), Part(" "), Part("thousand", (1,) if rest else (1, 2, 3))]
        else:
            hundreds = [
                Part(UNITS[century - 1], (0, 1)),
                Part(" "),
                Part("hundred", () if rest else (2, 3)),
            ]
        return [*hundreds, Part(random.choice((" ", " and "))), *spoken_rest] if rest else hundreds
    first = Part("twenty" if century == 20 else UNITS[century - 1], (0, 1))
    if rest < 10:
        zero, unit = Part(random.choice(("oh", "o")), (2,)), Part(UNITS[rest - 1], (3,))
        return [first, Part(" "), zero, Part(random.choice((" ", "-"))), unit]
    return [first, Part(" "), *spoken_rest]


def _number(number: int, start: int, random: Random) -> list[Part]:
    """A number from 1 to 99 in words, which writes two digits from `start` on; "five" writes both of 05."""
    if number < 20:
        return [Part(UNITS[number - 1], (start, start + 1))]
    tens = TENS[number // 10 - 2]
    if number % 10 == 0:
        return [Part(tens, (start, start + 1))]
    return [Part(tens, (start,)), _hyphen(random), Part(UNITS[number % 10 - 1], (start + 1,))]


def _numerals(digits: str, start: int) -> list[Part]:
    """One piece a digit; a day of a single digit writes both places."""
    if len(digits) == 1:
        return [Part(digits, (start, start + 1))]
    return [Part(digit, (start + place,)) for place, digit in enumerate(digits)]


def _hyphen(random: Random) -> Part:
    return Part("-" if random.random() < 0.7 else " ")
