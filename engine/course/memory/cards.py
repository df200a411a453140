"""The cards of the course, with their numbers in place."""

from collections.abc import Collection
from functools import cache

from pydantic import Field

from engine.course.conditions import fill
from engine.course.loading import FOLDER, concepts, read_toml
from engine.course.questions.question import dice
from engine.course.schema import LEVELS, Content, Level
from engine.course.worked import worked_numbers


class Card(Content):
    """A question to think about, and the answer to compare with; both Markdown."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    concept: str
    level: Level
    question: str
    answer: str


class CardList(Content):
    card: tuple[Card, ...]


@cache
def cards() -> dict[str, Card]:
    """Every card by its id, in the order of the course. Raises ValueError that names what is wrong with one."""
    found: dict[str, Card] = {}
    for card in read_toml(FOLDER / "cards.toml", CardList).card:
        if card.id in found:
            raise ValueError(f"cards.toml: two cards are called {card.id!r}")
        if card.concept not in concepts():
            raise ValueError(f"cards.toml: {card.id!r} is about {card.concept!r}, which concepts.toml does not have")
        found[card.id] = card.model_copy(
            update={name: fill(getattr(card, name), worked_numbers()) for name in ("question", "answer")}
        )
    return found


def choose_cards(
    levels: Collection[str] = LEVELS, concept: str | None = None, seed: int | None = None
) -> tuple[str, ...]:
    """The ids of the cards of these levels, and of one concept where it is given.

    They come easy first, in the order of the course; with a seed in an order of its own, the same for everybody.
    """
    fitting = [one for one in cards().values() if one.level in levels and concept in (None, one.concept)]
    if seed is None:
        return tuple(one.id for one in sorted(fitting, key=lambda one: LEVELS.index(one.level)))
    ids = sorted(one.id for one in fitting)
    dice("cards", seed).shuffle(ids)
    return tuple(ids)
