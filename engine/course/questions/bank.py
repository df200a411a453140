"""All questions of the course in one place, and drawing some of them for a seed."""

from collections.abc import Collection
from functools import cache

from engine.course.questions import choice
from engine.course.questions.heads import sources as head_questions
from engine.course.questions.numeric import sources as numeric_questions
from engine.course.questions.question import Question, Source, dice
from engine.course.schema import LEVELS


@cache
def bank() -> dict[str, Source]:
    """Every source of questions by its id."""
    sources = [*choice.sources(), *numeric_questions.sources(), *head_questions.sources()]
    found = {source.id: source for source in sources}
    if len(found) != len(sources):
        raise ValueError("two questions have the same id")
    return found


def find_question(name: str, seed: int) -> Question | None:
    """The question of an id, asked with a seed; None for an id that does not exist."""
    source = bank().get(name)
    return source.question(seed) if source else None


def draw_questions(
    seed: int,
    count: int,
    *,
    levels: Collection[str] = LEVELS,
    kinds: Collection[str] = (),
    concepts: Collection[str] = (),
) -> tuple[Question, ...]:
    """Different questions at random, the same for the same seed; fewer than count where there are no more.

    kinds, concepts: only these; empty for all. Concepts take turns, so that few questions still cover much.
    """
    chance = dice("draw", seed)
    fitting = [
        source
        for source in sorted(bank().values(), key=lambda source: source.id)
        if source.level in levels
        and (not kinds or source.kind in kinds)
        and (not concepts or source.concept in concepts)
    ]
    chance.shuffle(fitting)
    turns: dict[str, int] = {}
    ranked: list[tuple[int, int, Source]] = []
    for source in fitting:
        turns[source.concept] = turns.get(source.concept, 0) + 1
        ranked.append((turns[source.concept], len(ranked), source))
    return tuple(source.question(seed) for _, _, source in sorted(ranked)[:count])
