"""Which practice questions there are for a choice of level, subject and kind, and in which order a seed asks them."""

from functools import lru_cache

from engine.course.questions.bank import bank, draw_questions
from engine.course.schema import LEVELS

KINDS = {
    "concept": "Ideas",
    "output": "Compute the output",
    "heads": "Count heads and parameters",
    "entropy": "Read an entropy",
    "debug": "Find the mistake",
    "classify": "Classify a real head",
}
"""What one has to do, by the kind of question."""


RISING = 10
"""So many questions go from easy to hard, then the next as many: as many as a sheet has."""


@lru_cache(maxsize=256)
def practice_ids(seed: int, level: str = "", concept: str = "", kind: str = "") -> tuple[str, ...]:
    """The ids of all questions that fit, in the order of the seed, each ten from easy to hard; "" for any."""
    drawn = draw_questions(
        seed,
        len(bank()),
        levels=(level,) if level else LEVELS,
        concepts=(concept,) if concept else (),
        kinds=(kind,) if kind else (),
    )
    tens = (drawn[start : start + RISING] for start in range(0, len(drawn), RISING))
    return tuple(question.id for ten in tens for question in sorted(ten, key=lambda one: LEVELS.index(one.level)))
