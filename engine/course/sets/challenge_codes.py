"""A challenge as text: a run in the link, so that a reload keeps it, and the check code of a finished one.

Neither is secret and neither proves who answered. Their last letters catch slips, and questions that have changed.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine.course.questions.question import Question
from engine.course.sets.challenge import PROBLEMS, ChallengeRun, Turn, is_used_up, tries_of
from engine.errors import InputError
from engine.plain import quote

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals without those that look like others (Crockford's base 32)."""

_RUN = re.compile(r"([CN])((?:\.[0-9a-z]{1,8}-[0-9]{0,2}){1,5})(?:\.F([0-9a-z]{1,8}))?\.([0-9A-Z]{4})")
_CHECK = re.compile(r"([0-9]{1,6})-([CN])-((?:[0-9]{0,2}\.){4}[0-9]{0,2})-([0-9]{8})-([0-9A-Z]{3})([0-9A-Z]{3})")
_EXAMPLE = "7-C-02.1.3.10.2-20261121-QX4FZ1"
_AHEAD_S = 120
"""How far the clocks of two servers may be apart before a time counts as one that is yet to come."""


@dataclass(frozen=True)
class Checked:
    """What a check code says. tries: the options chosen at each problem, counted from 0."""

    seed: int
    timed: bool
    tries: tuple[tuple[int, ...], ...]
    day: date


def pack_run(run: ChallengeRun, questions: Sequence[Question]) -> str:
    """A run for the link."""
    turns = "".join(f".{_base36(turn.opened)}-{_digits(turn.tries)}" for turn in run.turns)
    finished = "" if run.finished is None else f".F{_base36(run.finished)}"
    text = f"{'C' if run.timed else 'N'}{turns}{finished}"
    return f"{text}.{_sum(f'{run.seed}/{text}/{_print_of(questions)}', 4)}"


def unpack_run(text: str, seed: int, questions: Sequence[Question], now: float) -> ChallengeRun:
    """The run of a link. Raises InputError for a link that is broken, or was made for other questions."""
    found = _RUN.fullmatch(text)
    if not found or _sum(f"{seed}/{text.rpartition('.')[0]}/{_print_of(questions)}", 4) != found[4]:
        raise InputError(
            f"the challenge in this link, {quote(text, 60)}, is cut short, was changed, or belongs to another seed. "
            "Open the whole link, or start anew."
        )
    turns = tuple(
        Turn(int(opened, 36), tuple(int(digit) for digit in tries))
        for opened, tries in re.findall(r"([0-9a-z]+)-(\d*)", found[2])
    )
    run = ChallengeRun(seed, found[1] == "C", turns, int(found[3], 36) if found[3] else None)
    _check_tries(tries_of(run), questions)
    times = [*(turn.opened for turn in turns), *([] if run.finished is None else [run.finished])]
    if times != sorted(times) or times[-1] > now + _AHEAD_S or (run.finished and len(turns) < len(PROBLEMS)):
        raise InputError("the times in this link do not follow each other. Start the challenge anew.")
    return run


def pack_check(run: ChallengeRun, questions: Sequence[Question], day: date) -> str:
    """The check code of a finished run."""
    tries = ".".join(_digits(turn.tries) for turn in run.turns)
    text = f"{run.seed}-{'C' if run.timed else 'N'}-{tries}-{day:%Y%m%d}"
    return f"{text}-{_print_of(questions)}{_sum(text, 3)}"


def seed_of(code: str) -> int:
    """The seed that a check code names. Raises InputError for text that is no check code."""
    return int(_read(code)[1])


def unpack_check(code: str, questions: Sequence[Question]) -> Checked:
    """What a check code says. questions: those of its seed. Raises InputError for a code that no badge can have."""
    found = _read(code)
    text = found.string.rpartition("-")[0]
    if _sum(text, 3) != found[6]:
        raise InputError(f"there is a slip in the check code {quote(code.strip(), 60)}. Compare it with the badge.")
    if found[5] != _print_of(questions):
        raise InputError(
            f"this badge was earned with other questions than this version of Headlight asks for seed {found[1]}, "
            "so that its answers cannot be replayed here."
        )
    tries = tuple(tuple(int(digit) for digit in part) for part in found[3].split("."))
    _check_tries(tries, questions)
    try:
        day = date.fromisoformat(found[4])
    except ValueError:
        raise InputError(f"the check code names a day that does not exist: {found[4]}.") from None
    return Checked(int(found[1]), found[2] == "C", tries, day)


def _read(code: str) -> re.Match[str]:
    found = _CHECK.fullmatch("".join(code.split()).upper())
    if not found:
        raise InputError(
            f"a check code looks like {_EXAMPLE}; got {quote(code.strip(), 60)}. Copy it whole from the badge."
        )
    return found


def _check_tries(tries: Sequence[Sequence[int]], questions: Sequence[Question]) -> None:
    for chosen, question in zip(tries, questions, strict=False):
        before = [chosen[:place] for place in range(1, len(chosen))]
        if any(one >= len(question.options) for one in chosen) or any(is_used_up(one, question) for one in before):
            raise InputError("its answers do not fit the questions of its seed.")


def _digits(tries: Sequence[int]) -> str:
    return "".join(str(choice) for choice in tries)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"


def _print_of(questions: Sequence[Question]) -> str:
    """Three letters that change when the questions, their options or the order of these do."""
    return _sum(repr([(one.id, [option.text for option in one.options], one.answer) for one in questions]), 3)


def _sum(text: str, letters: int) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "".join(_LETTERS[byte % 32] for byte in digest[:letters])
