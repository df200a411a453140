"""The challenge that a visitor has come to: its seed and how far it has been played, kept in the link."""

import time

from engine.errors import InputError
from pages.course.challenge import Run, challenge_questions, goes_on_from
from pages.course.challenge_codes import pack_run, unpack_run
from pages.shared.messages import show_problem
from pages.shared.seeds import LARGEST_SEED, other_seed
from pages.shared.selection import choose, keep, kept, whole_number

_FURTHEST = "challenge played furthest"


def chosen_seed(page: str, chosen: dict[str, str]) -> int:
    """The seed of the link; another one, with a message, where that is no number."""
    seed = whole_number(chosen, "seed")
    if seed is None:
        if "seed" in chosen:
            show_problem(
                "The seed in this link is not a number",
                f"it should be a whole number from 0 to {LARGEST_SEED}; got “{chosen['seed'][:60]}”. "
                "Below are five problems of another seed.",
            )
        seed = other_seed()
        choose(page, seed=seed, run=None)
    return seed


def chosen_run(page: str, chosen: dict[str, str], seed: int) -> Run | None:
    """The run of the link, or further on where this session has come further; None before the start."""
    if "run" not in chosen:
        return None
    questions = challenge_questions(seed)
    try:
        run = unpack_run(chosen["run"], seed, questions, time.time())
    except InputError as problem:
        show_problem("This challenge cannot be gone on with", str(problem))
        choose(page, run=None)
        return None
    furthest = kept(_FURTHEST)
    if furthest is not None and goes_on_from(furthest, run):
        # The browser's Back button: tries that were made stay made.
        run = furthest
    keep_run(page, run)
    return run


def keep_run(page: str, run: Run) -> None:
    """Keeps how far a challenge has been played, for the link and for this session."""
    keep(_FURTHEST, run)
    choose(page, seed=run.seed, run=pack_run(run, challenge_questions(run.seed)), check=None)
