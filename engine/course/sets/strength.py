"""The strength test: ten questions over three levels and as many concepts as there is room for, and its result."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.course.loading import concepts
from engine.course.questions.bank import bank, draw_questions
from engine.course.questions.question import Question
from engine.course.schema import Level

COUNTS: dict[Level, int] = {"easy": 3, "medium": 4, "hard": 3}
"""How many questions of each level, in the order in which they are asked."""

N_QUESTIONS = sum(COUNTS.values())

_NONE = "-"


@dataclass(frozen=True)
class ConceptResult:
    """How one concept went. lessons: ids to go back to; none where everything was right."""

    concept: str
    right: int
    asked: int
    lessons: tuple[str, ...]


def strength_questions(seed: int) -> tuple[Question, ...]:
    """The ten questions of a seed, the same on every machine: easy ones first, each concept once if possible."""
    found: list[Question] = []
    for level, count in COUNTS.items():
        of_level = draw_questions(seed, len(bank()), levels=(level,))
        asked = {question.concept for question in found}
        new = [question for question in of_level if question.concept not in asked]
        again = [question for question in of_level if question.concept in asked]
        found += [*new, *again][:count]
    return tuple(found)


def pack_answers(answers: Sequence[int | None]) -> str:
    """The places of the chosen options as a word for a link: "20-1------"."""
    return "".join(_NONE if answer is None else str(answer) for answer in answers)


def unpack_answers(text: str, questions: Sequence[Question]) -> tuple[int | None, ...] | None:
    """What pack_answers packed; None where it does not fit these questions."""
    if len(text) != len(questions):
        return None
    answers: list[int | None] = []
    for letter, question in zip(text, questions, strict=True):
        if letter == _NONE:
            answers.append(None)
        elif letter.isascii() and letter.isdigit() and int(letter) < len(question.options):
            answers.append(int(letter))
        else:
            return None
    return tuple(answers)


def count_right(questions: Sequence[Question], answers: Sequence[int | None]) -> int:
    """How many answers are right."""
    return sum(answer == question.answer for question, answer in zip(questions, answers, strict=True))


def concept_results(questions: Sequence[Question], answers: Sequence[int | None]) -> tuple[ConceptResult, ...]:
    """A result for each concept that was asked; those with something to go back to first, else the course's order."""
    asked: dict[str, list[bool]] = {}
    for question, answer in zip(questions, answers, strict=True):
        asked.setdefault(question.concept, []).append(answer == question.answer)
    results = [
        ConceptResult(name, sum(asked[name]), len(asked[name]), () if all(asked[name]) else concept.lessons)
        for name, concept in concepts().items()
        if name in asked
    ]
    return tuple(sorted(results, key=lambda result: not result.lessons))
