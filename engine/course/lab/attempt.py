"""Putting an exercise's pieces together, running the snippet, and saying what came of it.

Chosen pieces are letters, as they stand in a link: "ba" is the second piece in the first blank and the first in the
second, "b_" leaves the second blank open. For a wrong line it is the line's letter and then its repair's; for a
prediction the guess's.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Literal

import numpy as np

from engine.course.conditions import Numbers, evaluate, fill
from engine.course.lab.exercises import MOST_PIECES, PLACE, Combination, Exercise, Piece, Place, exercises
from engine.course.lab.snippet import MOST_NUMBERS, SnippetRun, format_numbers, run_snippet

LETTERS = "abcdefgh"
OPEN = "_"
MOST_FLAT = 24
"""Numbers of an array that feedback can quote one by one."""

Outcome = Literal["right", "error", "silent", "missed"]
"""Right; stopped with an error; ran to its end with wrong numbers; another outcome than the one predicted."""


@dataclass(frozen=True)
class Attempt:
    """One filled-in snippet that was run. feedback: one text for each thing that there is to say, as Markdown."""

    run: SnippetRun
    outcome: Outcome
    feedback: tuple[str, ...]
    right: SnippetRun
    companions: tuple[SnippetRun, ...]


def combinations(exercise: Exercise) -> tuple[str, ...]:
    """Every complete choice of pieces."""
    if exercise.kind == "predict":
        return tuple(LETTERS[: len(exercise.forecast)])
    counts = [LETTERS[: len(place.piece)] for place in exercise.place]
    if exercise.kind == "repair":
        return tuple(LETTERS[line] + piece for line, pieces in enumerate(counts) for piece in pieces)
    return tuple("".join(letters) for letters in product(*counts))


def nothing_chosen(exercise: Exercise) -> str:
    """The letters before anything is chosen."""
    return OPEN * len(combinations(exercise)[0])


def read_pieces(exercise: Exercise, text: str) -> str | None:
    """The letters of a link, if they fit the exercise; None otherwise."""
    full = combinations(exercise)
    partial = {"".join(letters) for one in full for letters in product(*((letter, OPEN) for letter in one))}
    if exercise.kind == "repair":
        partial = {letters for letters in partial if not (letters[0] == OPEN and letters[1] != OPEN)}
    return text if text in partial else None


def is_complete(letters: str) -> bool:
    return OPEN not in letters


def chosen_pieces(exercise: Exercise, letters: str) -> dict[str, Piece]:
    """The piece in each place, by the place's name; places that are open, or keep their line, are missing."""
    if exercise.kind == "predict":
        return {}
    if exercise.kind == "repair":
        if not is_complete(letters):
            return {}
        place = chosen_line(exercise, letters)
        assert place is not None
        return {place.name: place.piece[LETTERS.index(letters[1])]}
    return {
        place.name: place.piece[LETTERS.index(letter)]
        for place, letter in zip(exercise.place, letters, strict=True)
        if letter != OPEN
    }


def chosen_line(exercise: Exercise, letters: str) -> Place | None:
    """The line that is taken for the wrong one; None before one is picked."""
    return None if letters[0] == OPEN else exercise.place[LETTERS.index(letters[0])]


def snippet(exercise: Exercise, letters: str) -> str:
    """The code with the chosen pieces; an open blank is a long underscore, with its number where there are several."""
    pieces = chosen_pieces(exercise, letters)
    names = [place.name for place in exercise.place]
    standing = {place.name: place.stands for place in exercise.place}

    def put(name: str) -> str:
        if name in pieces:
            return pieces[name].code
        return standing[name] or ("____" if len(names) == 1 else f"__{names.index(name) + 1}__")

    return PLACE.sub(lambda match: put(match[1]), exercise.code).strip()


def line_of(exercise: Exercise, place: Place) -> int:
    """The line of the snippet that a place is in, counted from 1."""
    before, _, _ = exercise.code.strip().partition(f"<<{place.name}>>")
    return before.count("\n") + 1


def right_letters(exercise: Exercise) -> str:
    """A right choice of pieces: the first one where several are right."""
    if exercise.kind == "predict":
        states = {"yours": flat_numbers(run_snippet(exercise.code.strip()))}
        held = [place for place, guess in enumerate(exercise.forecast) if evaluate(guess.holds, states)]
        if len(held) != 1:
            raise ValueError(f"{exercise.id}: one forecast has to hold, but {len(held)} do")
        return LETTERS[held[0]]
    return next(letters for letters in combinations(exercise) if declared_right(exercise, letters))


def declared_right(exercise: Exercise, letters: str) -> bool:
    """Whether the content calls a complete choice right; the tests hold this against the numbers."""
    if exercise.kind == "predict":
        return letters == right_letters(exercise)
    known = _combination(exercise, letters)
    return known.right if known else all(piece.right for piece in chosen_pieces(exercise, letters).values())


@lru_cache(maxsize=512)
def attempt(exercise_id: str, letters: str) -> Attempt:
    """Runs an exercise with a complete choice of pieces. Raises ValueError for any other choice."""
    exercise = exercises()[exercise_id]
    if letters not in combinations(exercise):
        raise ValueError(f"{exercise_id} has no pieces {letters!r}; there are {', '.join(combinations(exercise))}")
    best = right_letters(exercise)
    right = run_snippet(snippet(exercise, best))
    run = right if letters == best else run_snippet(snippet(exercise, letters))
    outcome = _outcome(exercise, letters, run, right)
    states = {"yours": flat_numbers(run), "right": flat_numbers(right)}
    feedback = tuple(fill(text, states) for text in _feedback(exercise, letters, run))
    show_more = outcome == "right" or exercise.kind == "predict"
    companions = tuple(run_snippet(one.code.strip()) for one in exercise.companion) if show_more else ()
    return Attempt(run, outcome, feedback, right, companions)


def remember(exercise: Exercise, done: Attempt) -> str:
    """What to take away, with its numbers in place."""
    return fill(exercise.remember, {"yours": flat_numbers(done.run), "right": flat_numbers(done.right)})


def same_numbers(exercise: Exercise, run: SnippetRun, right: SnippetRun) -> bool:
    """Whether a run gave the right numbers, to 6 digits: snippets in PyTorch count in single precision."""
    return not run.error and all(
        name in run.values
        and run.values[name].shape == right.values[name].shape
        and np.allclose(run.values[name], right.values[name], rtol=1e-5, atol=1e-6, equal_nan=True)
        for name in exercise.results
    )


def wrong_results(exercise: Exercise, done: Attempt) -> tuple[tuple[str, str, str], ...]:
    """The results that came out wrong and are short enough to show: the name, what came, what should have come."""
    found = []
    for name in exercise.results:
        yours, right = done.run.values.get(name), done.right.values[name]
        if yours is None or max(yours.size, right.size) > MOST_NUMBERS:
            continue
        said, wanted = format_numbers(yours), format_numbers(right)
        if said != wanted:
            found.append((name, said, wanted))
    return tuple(found)


def flat_numbers(run: SnippetRun) -> Numbers:
    """What texts can quote of a run: its error, and of each variable the shape ("2x3") and the numbers ("w_0_1")."""
    kind, _, message = run.error.partition(": ")
    numbers: dict[str, float | str | bool] = {
        "error": run.error,
        "error_type": kind,
        "error_message": message,
        "error_line": float(run.error_line),
    }
    for name, value in run.values.items():
        numbers[f"{name}_shape"] = "x".join(map(str, value.shape))
        if value.size <= MOST_FLAT:
            for place in np.ndindex(value.shape):
                numbers["_".join([name, *map(str, place)])] = float(value[place])
    return numbers


def _outcome(exercise: Exercise, letters: str, run: SnippetRun, right: SnippetRun) -> Outcome:
    if exercise.kind == "predict":
        return "right" if letters == right_letters(exercise) else "missed"
    if run.error:
        return "error"
    return "right" if same_numbers(exercise, run, right) else "silent"


def _feedback(exercise: Exercise, letters: str, run: SnippetRun) -> list[str]:
    """What to say: of a combination with words of its own, those; else of each piece that is wrong and was reached."""
    if exercise.kind == "predict":
        return [exercise.forecast[LETTERS.index(letters)].feedback]
    if known := _combination(exercise, letters):
        return [known.feedback]
    pieces = chosen_pieces(exercise, letters)
    wrong = [
        piece.feedback
        for place in exercise.place
        if (piece := pieces.get(place.name))
        and not piece.right
        and not (run.error and line_of(exercise, place) > run.error_line)
    ]
    return wrong or [piece.feedback for piece in pieces.values()]


def _combination(exercise: Exercise, letters: str) -> Combination | None:
    for combination in exercise.combination:
        if all(want in ("?", letter) for want, letter in zip(combination.pieces, letters, strict=True)):
            return combination
    return None


assert len(LETTERS) >= MOST_PIECES
