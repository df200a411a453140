"""The challenge as a run of states: the time is handed in, so nothing here waits."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.course.sets.challenge import (
    GRACE_S,
    MOST,
    PROBLEMS,
    TRIES,
    ChallengeRun,
    Turn,
    answer,
    begin,
    challenge_questions,
    go_on,
    goes_on_from,
    is_closed,
    is_late,
    points,
    seconds_left,
    tries_of,
)

ROOT = Path(__file__).parents[4]
QUESTIONS = challenge_questions(7)
RIGHT = [question.answer for question in QUESTIONS]
WRONG = [[place for place in range(len(one.options)) if place != one.answer] for one in QUESTIONS]
NOW = 1_000_000.5


def played(*tries, timed=True):
    """A run in which these tries were made, one problem after the other, and its time."""
    run, now = begin(7, timed, NOW), NOW
    for number, chosen in enumerate(tries):
        if number:
            run = go_on(run, QUESTIONS, now)
        for choice in chosen:
            now += 5
            run = answer(run, QUESTIONS, choice, now)
    return run, now


def test_the_problems_and_their_times_are_those_that_were_asked_for():
    assert [(one.kind, one.seconds) for one in PROBLEMS] == [
        ("output", 120), ("concept", 90), ("heads", 120), ("entropy", 90), ("debug", 150),
    ]  # fmt: skip
    assert TRIES == 2


@pytest.mark.parametrize("seed", [0, 1, 7, 123456, 999_999])
def test_every_seed_has_a_question_of_each_kind(seed):
    found = challenge_questions(seed)
    assert [one.kind for one in found] == [one.kind for one in PROBLEMS]
    assert {one.level for one in found} <= {"medium", "hard"}


def test_the_same_seed_gives_the_same_five_problems_in_another_process():
    code = (
        "from engine.course.sets.challenge import challenge_questions\n"
        "print([(q.id, q.prompt, q.options, q.answer, q.steps) for q in challenge_questions(7)])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "5", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str([(q.id, q.prompt, q.options, q.answer, q.steps) for q in QUESTIONS])


def test_seeds_differ():
    assert len({tuple(one.prompt for one in challenge_questions(seed)) for seed in range(8)}) == 8


def test_a_right_answer_at_the_first_try_gives_two_points_and_closes_the_problem():
    run, now = played([RIGHT[0]])
    assert is_closed(run, QUESTIONS, now)
    assert points(tries_of(run), QUESTIONS) == (2,)


def test_the_second_try_gives_one_point_and_a_third_is_not_taken():
    run, now = played([WRONG[0][0]])
    assert not is_closed(run, QUESTIONS, now)
    assert points(tries_of(answer(run, QUESTIONS, RIGHT[0], now)), QUESTIONS) == (1,)
    lost, now = played([WRONG[0][0], WRONG[0][1], RIGHT[0]])
    assert lost.turns[0].tries == (WRONG[0][0], WRONG[0][1])
    assert points(tries_of(lost), QUESTIONS) == (0,)


def test_the_same_wrong_answer_twice_costs_one_try():
    run, _ = played([WRONG[0][0], WRONG[0][0]])
    assert len(run.turns[0].tries) == 1


def test_an_answer_after_the_time_is_not_taken_but_one_on_its_way_is():
    run = begin(7, True, NOW)
    end = run.turns[0].opened + PROBLEMS[0].seconds
    assert not is_late(run, end - 0.1)
    assert is_late(run, end)
    assert is_closed(run, QUESTIONS, end)
    assert answer(run, QUESTIONS, RIGHT[0], end + GRACE_S / 2).turns[0].tries == (RIGHT[0],)
    assert answer(run, QUESTIONS, RIGHT[0], end + GRACE_S) == run


def test_the_time_runs_from_the_moment_the_problem_was_opened():
    run = begin(7, True, NOW)
    assert seconds_left(run, NOW) == pytest.approx(120, abs=1)
    assert seconds_left(run, NOW + 50) == pytest.approx(70, abs=1)
    assert seconds_left(run, NOW + 5000) == 0
    assert seconds_left(run, NOW - 60) == 120


def test_without_a_clock_nothing_is_ever_late():
    run = begin(7, False, NOW)
    assert seconds_left(run, NOW + 1e6) is None
    assert not is_closed(run, QUESTIONS, NOW + 1e6)
    assert answer(run, QUESTIONS, RIGHT[0], NOW + 1e6).turns[0].tries == (RIGHT[0],)


def test_the_next_problem_opens_only_when_this_one_is_closed():
    run = begin(7, True, NOW)
    assert go_on(run, QUESTIONS, NOW + 10) == run
    later = go_on(run, QUESTIONS, NOW + 200)
    assert later.turns[1] == Turn(int(NOW + 200))
    assert seconds_left(later, NOW + 200) == pytest.approx(PROBLEMS[1].seconds, abs=1)


def test_five_right_answers_give_all_points_and_the_end():
    run, now = played(*[[place] for place in RIGHT])
    assert run.finished is None
    ended = go_on(run, QUESTIONS, now + 3)
    assert ended.finished == int(now + 3)
    assert sum(points(tries_of(ended), QUESTIONS)) == MOST == 10
    assert go_on(ended, QUESTIONS, now + 900) == ended
    assert answer(ended, QUESTIONS, 0, now) == ended


def test_a_run_goes_on_from_an_earlier_state_of_itself_only():
    first, _ = played([])
    tried, _ = played([WRONG[0][0]])
    second, _ = played([RIGHT[0]], [])
    assert goes_on_from(tried, first)
    assert goes_on_from(second, tried)
    assert not goes_on_from(first, tried)
    assert not goes_on_from(tried, tried)
    assert not goes_on_from(second, begin(7, True, NOW + 60))
    assert not goes_on_from(second, replace(first, seed=8))
    assert not goes_on_from(ChallengeRun(7, False, second.turns), first)
