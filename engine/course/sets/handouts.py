"""What a teacher hands to a class: a set of questions fixed by a seed, as an address and as a worksheet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from engine.course.loading import concepts
from engine.course.memory.cards import cards, choose_cards
from engine.course.questions.bank import bank
from engine.course.schema import LEVELS, Level
from engine.course.sets.challenge import challenge_questions
from engine.course.sets.practice import KINDS, practice_ids
from engine.course.sets.sheet import Item, Worksheet, item_of_card, item_of_question
from engine.course.sets.strength import strength_questions
from engine.errors import InputError
from engine.plain import quote

MOST = 40
"""Questions on one sheet."""

LARGEST_SEED = 999_999


@dataclass(frozen=True)
class Wish:
    """What the teacher asks for. level, concept, kind: None for all of them; count: how many stand on paper.

    Only the seed counts for a test with a fixed number of questions, and cards have no kind.
    """

    seed: int
    count: int = 10
    level: Level | None = None
    concept: str | None = None
    kind: str | None = None


@dataclass(frozen=True)
class Handout:
    """A kind of set. page: where a class finds it; about: what a class gets; is_fixed: it has its own make-up."""

    title: str
    page: str
    about: str
    draw: Callable[[Wish], tuple[Item, ...]]
    is_fixed: bool = False


def _practice(wish: Wish) -> tuple[Item, ...]:
    ids = practice_ids(wish.seed, wish.level or "", wish.concept or "", wish.kind or "")[: wish.count]
    return tuple(item_of_question(bank()[name].question(wish.seed)) for name in ids)


def _cards(wish: Wish) -> tuple[Item, ...]:
    levels = (wish.level,) if wish.level else LEVELS
    return tuple(item_of_card(cards()[name]) for name in choose_cards(levels, wish.concept, wish.seed)[: wish.count])


def _strength(wish: Wish) -> tuple[Item, ...]:
    return tuple(item_of_question(one) for one in strength_questions(wish.seed))


def _challenge(wish: Wish) -> tuple[Item, ...]:
    return tuple(item_of_question(one) for one in challenge_questions(wish.seed))


HANDOUTS: dict[str, Handout] = {
    "practice": Handout(
        "Practice questions",
        "practice",
        "Choice questions, one at a time, each with a hint and a solution in steps.",
        _practice,
    ),
    "strength": Handout(
        "Strength test",
        "strength",
        "Ten questions over three levels, and a result for each subject.",
        _strength,
        is_fixed=True,
    ),
    "challenge": Handout(
        "Challenge",
        "challenge",
        "Five problems against the clock, with a badge at the end. The timers can be switched off.",
        _challenge,
        is_fixed=True,
    ),
    "cards": Handout(
        "Recall cards",
        "cards",
        "Questions to answer from memory, which come back before they are forgotten.",
        _cards,
    ),
}


def link_of(name: str, wish: Wish) -> str:
    """The address of a set, from the app's own on: "practice?seed=7&level=easy"."""
    handout = HANDOUTS[name]
    query: dict[str, str | int] = {"seed": wish.seed}
    if not handout.is_fixed:
        query |= {"level": wish.level} if wish.level else {}
        query |= {"concept": wish.concept} if wish.concept else {}
        query |= {"kind": wish.kind} if wish.kind and name == "practice" else {}
    return f"{handout.page}?{urlencode(query)}"


def make_worksheet(name: str, wish: Wish, base: str = "") -> Worksheet:
    """The set on paper. base: the app's address, with its slash."""
    handout = HANDOUTS[name]
    items = handout.draw(wish)
    parts = [f"seed {wish.seed}", f"{len(items)} questions"]
    if not handout.is_fixed:
        parts += [wish.level] if wish.level else []
        parts += [concepts()[wish.concept].title] if wish.concept else []
        parts += [KINDS[wish.kind]] if wish.kind and name == "practice" else []
    return Worksheet(
        title=handout.title, about=" · ".join(parts), items=items, link=f"{base}{link_of(name, wish)}" if base else ""
    )


def read_wish(typed: Mapping[str, str]) -> Wish:
    """What was typed, or stands in a link. Raises InputError that says what was wanted and what came.

    Only the names that are there are read: one of them alone is checked alone.
    """
    return Wish(
        seed=_number(typed, "seed", "a seed", range(LARGEST_SEED + 1), otherwise=1),
        count=_number(typed, "n", "the number of questions", range(1, MOST + 1), otherwise=10),
        level=cast(Level | None, _one_of(typed, "level", "level", LEVELS)),
        concept=_one_of(typed, "concept", "subject", tuple(concepts())),
        kind=_one_of(typed, "kind", "kind", tuple(KINDS)),
    )


def _number(typed: Mapping[str, str], name: str, called: str, allowed: range, otherwise: int) -> int:
    text = typed.get(name, str(otherwise)).strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    if number not in allowed:
        raise InputError(
            f"{called} is a whole number from {allowed.start} to {allowed.stop - 1:,}; got {quote(text, 40)}."
        )
    return number


def _one_of(typed: Mapping[str, str], name: str, called: str, allowed: tuple[str, ...]) -> str | None:
    text = typed.get(name)
    if text is not None and text not in allowed:
        raise InputError(f"there is no {called} {quote(text, 40)}; there are {', '.join(allowed)}.")
    return text
