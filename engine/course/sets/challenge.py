"""The challenge: five problems for a seed, a time for each, two tries each, points.

Whoever shows it hands in the time: nothing here looks at a clock, and the same calls always give the same run.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.course.questions.bank import draw_questions
from engine.course.questions.question import Question
from engine.course.schema import Level

TRIES = 2
POINTS = (2, 1)
"""What the right answer gives at the first try, and at the second."""

GRACE_S = 2.0
"""An answer that was given in the last moment takes this long to arrive, and still counts."""

_LEVELS: tuple[Level, ...] = ("medium", "hard")


@dataclass(frozen=True)
class Problem:
    """What each problem asks for, and its time."""

    title: str
    kind: str
    seconds: int


PROBLEMS = (
    Problem("Predict the output", "output", 120),
    Problem("Concept", "concept", 90),
    Problem("Head count", "heads", 120),
    Problem("Reading entropy", "entropy", 90),
    Problem("Debugging", "debug", 150),
)
MOST = POINTS[0] * len(PROBLEMS)

PASS = 6
"""So many points give a badge: as many as three of the five problems at the first try."""


@dataclass(frozen=True)
class Turn:
    """A problem that was opened. opened: the second, counted from 1970; tries: the options chosen, from 0."""

    opened: int
    tries: tuple[int, ...] = ()


@dataclass(frozen=True)
class ChallengeRun:
    """One visitor's challenge. turns: the problems opened so far; finished: the second in which the last was left."""

    seed: int
    timed: bool
    turns: tuple[Turn, ...]
    finished: int | None = None

    @property
    def number(self) -> int:
        """The problem that is open, counted from 0."""
        return len(self.turns) - 1


@lru_cache(maxsize=256)
def challenge_questions(seed: int) -> tuple[Question, ...]:
    """The five problems of a seed, the same on every machine. Raises ValueError where the bank lacks a kind."""
    found = []
    for problem in PROBLEMS:
        drawn = draw_questions(seed, 1, kinds=(problem.kind,), levels=_LEVELS)
        if not drawn:
            raise ValueError(f"the bank has no {problem.kind!r} question of the levels {_LEVELS}")
        found.append(drawn[0])
    return tuple(found)


def begin(seed: int, timed: bool, now: float) -> ChallengeRun:
    """A new challenge, with its first problem open."""
    return ChallengeRun(seed, timed, (Turn(int(now)),))


def seconds_left(run: ChallengeRun, now: float) -> float | None:
    """What is left for the open problem, 0 at least; None without a clock."""
    if not run.timed:
        return None
    whole = PROBLEMS[run.number].seconds
    return float(min(max(run.turns[-1].opened + whole - now, 0), whole))


def is_late(run: ChallengeRun, now: float, grace: float = 0.0) -> bool:
    """Whether the time of the open problem is over."""
    return run.timed and now >= run.turns[-1].opened + PROBLEMS[run.number].seconds + grace


def is_closed(run: ChallengeRun, questions: Sequence[Question], now: float) -> bool:
    """Whether the open problem takes no more answers: solved, out of tries, or out of time."""
    return is_used_up(run.turns[-1].tries, questions[run.number]) or is_late(run, now)


def is_used_up(tries: Sequence[int], question: Question) -> bool:
    """Whether these tries have solved the question, or were the last ones."""
    return question.answer in tries or len(tries) >= TRIES


def answer(run: ChallengeRun, questions: Sequence[Question], choice: int, now: float) -> ChallengeRun:
    """The run with one more try at the open problem; as it was where that takes no more."""
    turn = run.turns[-1]
    is_over = is_used_up(turn.tries, questions[run.number]) or is_late(run, now, GRACE_S)
    if is_over or run.finished is not None or choice in turn.tries:
        return run
    return replace(run, turns=(*run.turns[:-1], replace(turn, tries=(*turn.tries, choice))))


def go_on(run: ChallengeRun, questions: Sequence[Question], now: float) -> ChallengeRun:
    """The next problem opened, or the challenge finished after the last; as it was while the open one is not closed."""
    if run.finished is not None or not is_closed(run, questions, now):
        return run
    if len(run.turns) == len(PROBLEMS):
        return replace(run, finished=int(now))
    return replace(run, turns=(*run.turns, Turn(int(now))))


def points_of(tries: Sequence[int], question: Question) -> int:
    """What tries at a question are worth."""
    return next((POINTS[place] for place, choice in enumerate(tries) if choice == question.answer), 0)


def points(tries: Sequence[Sequence[int]], questions: Sequence[Question]) -> tuple[int, ...]:
    """What each problem that was opened gave."""
    return tuple(points_of(one, question) for one, question in zip(tries, questions, strict=False))


def tries_of(run: ChallengeRun) -> tuple[tuple[int, ...], ...]:
    """The tries at each problem that was opened."""
    return tuple(turn.tries for turn in run.turns)


def goes_on_from(later: ChallengeRun, earlier: ChallengeRun) -> bool:
    """Whether one run is the other one, further on: what Back in a browser brings must not undo a try."""
    if (later.seed, later.timed, later.turns[0].opened) != (earlier.seed, earlier.timed, earlier.turns[0].opened):
        return False
    return _progress(later) > _progress(earlier)


def _progress(run: ChallengeRun) -> tuple[int, int, bool]:
    return len(run.turns), len(run.turns[-1].tries), run.finished is not None
