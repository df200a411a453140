"""How far a visitor has played the challenge of a seed, kept in the link."""

import time

from engine.course.sets.challenge import ChallengeRun, challenge_questions, goes_on_from
from engine.course.sets.challenge_codes import pack_run, unpack_run
from engine.errors import InputError
from pages.shared.choices import Choices, keep, kept
from pages.shared.messages import show_problem

_FURTHEST = "challenge played furthest"


def chosen_run(choices: Choices, seed: int) -> ChallengeRun | None:
    """The run of the link, or further on where this session has come further; None before the start."""
    if "run" not in choices:
        return None
    questions = challenge_questions(seed)
    try:
        run = unpack_run(choices.get("run"), seed, questions, time.time())
    except InputError as problem:
        show_problem("This challenge cannot be gone on with", str(problem))
        choices.choose(run=None)
        return None
    furthest = kept(_FURTHEST)
    if furthest is not None and goes_on_from(furthest, run):
        # The browser's Back button: tries that were made stay made.
        run = furthest
    keep_run(choices, run)
    return run


def keep_run(choices: Choices, run: ChallengeRun) -> None:
    """Keeps how far a challenge has been played, for the link and for this session."""
    keep(_FURTHEST, run)
    choices.choose(seed=run.seed, run=pack_run(run, challenge_questions(run.seed)), check=None)
