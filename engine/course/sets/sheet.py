"""What a worksheet holds, before it is printed (viz/course/worksheet.py)."""

from dataclasses import dataclass

from engine.course.memory.cards import Card
from engine.course.pictures import Picture
from engine.course.questions.question import Option, Question

_WITH_WORKING = ("output", "heads", "entropy")


@dataclass(frozen=True)
class Item:
    """Something to answer. options: empty where one writes freely; answer: the place of the right one, or its words.

    steps: the solution. lines: how many lines are left to write on.
    """

    concept: str
    level: str
    prompt: str
    options: tuple[Option, ...]
    answer: int | str
    steps: tuple[str, ...] = ()
    check: str = ""
    picture: Picture | None = None
    lines: int = 0


@dataclass(frozen=True)
class Worksheet:
    """What is printed. about: how it was drawn, so that it can be drawn again; link: where it is on the screen."""

    title: str
    about: str
    items: tuple[Item, ...]
    link: str = ""


def item_of_question(question: Question) -> Item:
    """A choice question on paper."""
    return Item(
        concept=question.concept,
        level=question.level,
        prompt=question.prompt,
        options=question.options,
        answer=question.answer,
        steps=question.steps,
        check=question.check,
        picture=question.picture,
        lines=2 if question.kind in _WITH_WORKING else 0,
    )


def item_of_card(card: Card) -> Item:
    """A recall card on paper."""
    return Item(card.concept, card.level, card.question, options=(), answer=card.answer, lines=4)
