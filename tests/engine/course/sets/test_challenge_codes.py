"""A challenge in a link, and the check code on the badge."""

from dataclasses import replace
from datetime import date

import pytest

from engine.course.sets.challenge import ChallengeRun, Turn, challenge_questions, points, tries_of
from engine.course.sets.challenge_codes import pack_check, pack_run, seed_of, unpack_check, unpack_run
from engine.errors import InputError

SEED = 7
QUESTIONS = challenge_questions(SEED)
RIGHT = [question.answer for question in QUESTIONS]
OTHER = [next(place for place in range(len(one.options)) if place != one.answer) for one in QUESTIONS]
OPENED = 1_800_000_000
NOW = OPENED + 1000
DAY = date(2026, 11, 21)

RUNS = {
    "just begun": ChallengeRun(SEED, True, (Turn(OPENED),)),
    "one try made": ChallengeRun(SEED, False, (Turn(OPENED, (OTHER[0],)),)),
    "in the third": ChallengeRun(
        SEED, True, (Turn(OPENED, (RIGHT[0],)), Turn(OPENED + 9), Turn(OPENED + 120, (OTHER[2],)))
    ),
    "finished": ChallengeRun(
        SEED,
        True,
        tuple(Turn(OPENED + 9 * at, (OTHER[at], RIGHT[at]) if at % 2 else (RIGHT[at],)) for at in range(5)),
        finished=OPENED + 60,
    ),
}
CODE = pack_check(RUNS["finished"], QUESTIONS, DAY)


@pytest.mark.parametrize("name", RUNS)
def test_a_run_comes_back_from_its_link(name):
    packed = pack_run(RUNS[name], QUESTIONS)
    assert unpack_run(packed, SEED, QUESTIONS, NOW) == RUNS[name]
    assert packed.replace(".", "").replace("-", "").isalnum()
    assert len(packed) < 100


@pytest.mark.parametrize("name", RUNS)
def test_a_link_that_was_cut_or_changed_is_refused(name):
    packed = pack_run(RUNS[name], QUESTIONS)
    for broken in (packed[:-1], packed[1:], packed.replace("-", "-1", 1), packed.swapcase(), "", "x", packed + "é"):
        with pytest.raises(InputError, match="cut short, was changed"):
            unpack_run(broken, SEED, QUESTIONS, NOW)


def test_a_run_belongs_to_its_seed_and_to_its_questions():
    packed = pack_run(RUNS["in the third"], QUESTIONS)
    with pytest.raises(InputError, match="another seed"):
        unpack_run(packed, 8, QUESTIONS, NOW)
    changed = (replace(QUESTIONS[0], answer=OTHER[0]), *QUESTIONS[1:])
    with pytest.raises(InputError):
        unpack_run(packed, SEED, changed, NOW)


@pytest.mark.parametrize(
    "turns",
    [
        (Turn(NOW + 5000),),
        (Turn(OPENED + 50, (RIGHT[0],)), Turn(OPENED)),
    ],
)
def test_times_that_cannot_be_are_refused(turns):
    with pytest.raises(InputError, match="times"):
        unpack_run(pack_run(ChallengeRun(SEED, True, turns), QUESTIONS), SEED, QUESTIONS, NOW)


def test_a_clock_that_is_a_little_behind_is_no_fault():
    run = ChallengeRun(SEED, True, (Turn(NOW + 30),))
    assert unpack_run(pack_run(run, QUESTIONS), SEED, QUESTIONS, NOW) == run


@pytest.mark.parametrize("tries", [(9,), (RIGHT[0], OTHER[0])])
def test_tries_that_cannot_have_been_made_are_refused(tries):
    with pytest.raises(InputError, match="do not fit"):
        unpack_run(pack_run(ChallengeRun(SEED, True, (Turn(OPENED, tries),)), QUESTIONS), SEED, QUESTIONS, NOW)


def test_a_result_before_the_last_problem_is_refused():
    run = ChallengeRun(SEED, True, (Turn(OPENED, (RIGHT[0],)),), finished=OPENED + 5)
    with pytest.raises(InputError):
        unpack_run(pack_run(run, QUESTIONS), SEED, QUESTIONS, NOW)


def test_a_check_code_replays_to_the_same_score():
    checked = unpack_check(CODE, QUESTIONS)
    assert (checked.seed, checked.timed, checked.day) == (SEED, True, DAY)
    assert points(checked.tries, QUESTIONS) == points(tries_of(RUNS["finished"]), QUESTIONS) == (2, 1, 2, 1, 2)
    assert seed_of(CODE) == SEED


def test_a_code_that_was_typed_with_blanks_and_small_letters_is_understood():
    assert unpack_check(f"  {CODE.lower()} ", QUESTIONS) == unpack_check(CODE, QUESTIONS)


def test_every_single_slip_in_a_code_is_noticed():
    for place, letter in enumerate(CODE):
        slipped = f"{CODE[:place]}{'1' if letter != '1' else '2'}{CODE[place + 1 :]}"
        with pytest.raises(InputError):
            unpack_check(slipped, QUESTIONS)


@pytest.mark.parametrize(
    "text", ["", "7", "hello", CODE[:-3], "7-C-...-20261121-AAAAAA", f"{CODE}\n<b>", "٧" + CODE[1:]]
)
def test_text_that_is_no_code_gets_an_example(text):
    with pytest.raises(InputError, match="looks like 7-C-"):
        seed_of(text)


def test_a_badge_of_other_questions_says_so():
    changed = (*QUESTIONS[:4], replace(QUESTIONS[4], answer=OTHER[4]))
    with pytest.raises(InputError, match="other questions"):
        unpack_check(CODE, changed)
