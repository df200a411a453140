"""Every exercise of the lab with every combination of its pieces: the numbers decide what is right."""

import re

import numpy as np
import pytest

from engine.course.arithmetic import attend
from engine.course.lab.attempt import (
    attempt,
    chosen_pieces,
    combinations,
    declared_right,
    line_of,
    nothing_chosen,
    read_pieces,
    remember,
    right_letters,
    same_numbers,
    snippet,
)
from engine.course.lab.exercises import exercises
from engine.course.lab.snippet import run_snippet
from engine.course.loading import concepts, misconceptions
from engine.course.mistakes import attend_mistakenly

EVERY = [(exercise.id, letters) for exercise in exercises().values() for letters in combinations(exercise)]
WITH_PIECES = [(name, letters) for name, letters in EVERY if exercises()[name].kind != "predict"]
A = np.array([[1.0, 0.0]]), np.array([[1.0, 0.0], [-10.0, 1.0]]), np.array([[10.0, 20.0], [30.0, 40.0]])


def words(text: str) -> int:
    return len(text.split())


@pytest.mark.parametrize(("name", "letters"), EVERY)
def test_every_combination_runs_and_is_right_exactly_where_the_content_says_so(name, letters):
    exercise = exercises()[name]
    done = attempt(name, letters)
    assert (done.outcome == "right") == declared_right(exercise, letters)
    assert done.feedback
    assert all(done.feedback)
    assert "[[" not in " ".join(done.feedback)
    assert "<<" not in done.run.code
    assert not done.run.error.startswith(("SyntaxError", "NameError", "ImportError", "AttributeError"))
    assert bool(done.run.error) == bool(done.run.error_line)


@pytest.mark.parametrize(("name", "letters"), WITH_PIECES)
def test_a_wrong_combination_shows_its_real_error_or_other_numbers(name, letters):
    exercise, done = exercises()[name], attempt(name, letters)
    if done.outcome == "error":
        assert re.match(r"[A-Z]\w+Error: .", done.run.error)
    if done.outcome == "silent":
        assert not done.run.error
        assert not same_numbers(exercise, done.run, done.right)


@pytest.mark.parametrize("name", exercises())
def test_each_mistake_of_an_exercise_has_feedback_of_its_own(name):
    exercise = exercises()[name]
    texts = {letters: attempt(name, letters).feedback for letters in combinations(exercise)}
    if exercise.kind == "fill" and len(exercise.place) > 1:
        # Which blanks are wrong shows in which texts come; two pieces may not share one.
        pieces = [piece.feedback for place in exercise.place for piece in place.piece]
        assert len(set(pieces)) == len(pieces)
    else:
        assert len(set(texts.values())) == len(texts)


@pytest.mark.parametrize("name", exercises())
def test_every_exercise_can_be_solved_and_can_be_failed(name):
    exercise = exercises()[name]
    outcomes = {letters: attempt(name, letters).outcome for letters in combinations(exercise)}
    assert outcomes[right_letters(exercise)] == "right"
    assert set(outcomes.values()) - {"right"}


@pytest.mark.parametrize("name", exercises())
def test_an_exercises_ids_exist_and_its_texts_are_short(name):
    exercise = exercises()[name]
    assert exercise.concept in concepts()
    pieces = [piece for place in exercise.place for piece in place.piece]
    used = {one.mistake for one in (*pieces, *exercise.forecast)} - {""}
    assert used <= set(misconceptions())
    assert not any(piece.right and piece.mistake for piece in pieces)
    assert 12 <= words(exercise.task) <= 60
    assert 12 <= words(remember(exercise, attempt(name, right_letters(exercise)))) <= 60
    for piece in (*pieces, *exercise.forecast, *exercise.combination):
        assert 4 <= words(piece.feedback) <= 60, piece.feedback
    for text in (exercise.task, exercise.remember, *(one.feedback for one in (*pieces, *exercise.forecast))):
        assert max(map(words, re.split(r"(?<=[.?!]) ", text))) <= 32, text


@pytest.mark.parametrize("name", exercises())
def test_lines_fit_beside_the_pieces(name):
    exercise = exercises()[name]
    for code in (snippet(exercise, nothing_chosen(exercise)), *(one.code for one in exercise.companion)):
        assert max(map(len, code.splitlines())) <= 66
    for letters in combinations(exercise):
        assert max(map(len, snippet(exercise, letters).splitlines())) <= 90
    assert all(len(piece.code) <= 80 for place in exercise.place for piece in place.piece)


@pytest.mark.parametrize(("name", "letters"), EVERY[::7])
def test_a_snippet_gives_the_same_again(name, letters):
    first = attempt(name, letters).run
    again = run_snippet(first.code)
    assert (again.printed, again.error, again.steps) == (first.printed, first.error, first.steps)


AGREEING = [(exercise.id, place) for exercise in exercises().values()
            for place, one in enumerate(exercise.companion) if one.agrees]  # fmt: skip


@pytest.mark.parametrize(("name", "place"), AGREEING)
def test_the_same_in_the_other_library_gives_the_same_numbers(name, place):
    exercise = exercises()[name]
    done = attempt(name, right_letters(exercise))
    run = done.companions[place]
    assert not run.error
    # Single precision on PyTorch's side.
    np.testing.assert_allclose(
        run.values["result"], done.right.values[exercise.companion[place].agrees], rtol=1e-5, atol=1e-6
    )


def test_numpy_and_torch_are_compared_in_many_exercises():
    other = {"NumPy": "import torch", "PyTorch": "import numpy"}
    both = [name for name, place in AGREEING if other[exercises()[name].library]
            in exercises()[name].companion[place].code]  # fmt: skip
    assert len(both) >= 8


def test_the_missing_transpose_of_a_square_key_matrix_is_silent_and_gives_the_engines_wrong_numbers():
    exercise = exercises()["missing-transpose"]
    as_it_stands = run_snippet(snippet(exercise, "__"))
    assert not as_it_stands.error
    np.testing.assert_allclose(
        as_it_stands.values["output"], attend_mistakenly("no-transpose", *A, divisor=1.0).output, rtol=1e-12
    )
    np.testing.assert_allclose(
        attempt("missing-transpose", "ab").run.values["output"], attend(*A, divisor=1.0).output, rtol=1e-12
    )


@pytest.mark.parametrize(
    ("letters", "mistake"),
    [
        ("abc", ""),
        ("bbc", "no-transpose"),
        ("cbc", "divides-by-width"),
        ("aac", "wrong-axis"),
        ("abb", "keys-as-values"),
        ("aba", "transposed-weights"),
        ("acc", "no-softmax"),
    ],
)
def test_the_named_mistakes_of_the_whole_attention_are_those_of_the_engine(letters, mistake):
    run = attempt("whole-attention", letters).run
    q, k, v = (run.values[name] for name in "QKV")
    expected = attend_mistakenly(mistake, q, k, v) if mistake else attend(q, k, v)
    # The snippet counts in single precision.
    np.testing.assert_allclose(run.values["output"], expected.output, rtol=1e-5)


def test_the_errors_that_the_course_quotes_are_the_ones_that_come():
    errors = {attempt(name, letters).run.error for name, letters in EVERY}
    companions = {run.error for run in attempt("shape-mismatch", "c").companions}
    assert "RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x3 and 2x3)" in errors
    assert "ValueError: shapes (1,3) and (2,3) not aligned: 3 (dim 1) != 2 (dim 0)" in companions
    assert "RuntimeError: shape '[2, 10, 16]' is invalid for input of size 2560" in errors
    assert "TypeError: relu() got an unexpected keyword argument 'dim'" in errors
    assert "TypeError: sigmoid() got an unexpected keyword argument 'dim'" in errors


def test_the_worked_numbers_of_the_course_come_out():
    entropy = attempt("entropy-row", "bb").run.values
    np.testing.assert_allclose(
        [entropy[name] for name in ("entropy", "normalised", "effective")], [1.156780, 0.729847, 2.229592], rtol=1e-6
    )
    totals = [float(attempt("normalisers", letter).run.values["total"]) for letter in "bdf"]
    np.testing.assert_allclose(totals, [2.564, 6, 2.721], atol=5e-4)
    assert set(np.unique(attempt("heads-parameters", "b").run.values["last"])) == {66_048.0}


@pytest.mark.parametrize("exercise", exercises().values(), ids=lambda one: one.id)
def test_pieces_of_a_link_are_read_back_and_others_are_not(exercise):
    for letters in combinations(exercise):
        assert read_pieces(exercise, letters) == letters
    assert read_pieces(exercise, nothing_chosen(exercise)) == nothing_chosen(exercise)
    for text in ("", "z", "zz", "A", "__import__", "a" * 40, "é"):
        assert read_pieces(exercise, text) is None


def test_pieces_that_do_not_exist_are_not_run():
    with pytest.raises(ValueError, match="has no pieces 'zz'"):
        attempt("missing-transpose", "zz")


def test_open_blanks_show_and_know_their_lines():
    exercise = exercises()["causal-mask"]
    assert "seen = __1__\nmasked = scores.masked_fill(~seen, __2__)" in snippet(exercise, "__")
    assert '__1__\nmasked = scores.masked_fill(~seen, float("-inf"))' in snippet(exercise, "_b")
    assert [line_of(exercise, place) for place in exercise.place] == [7, 8]
    assert "scores = ____" in snippet(exercises()["complete-score"], "_")


def test_a_line_keeps_standing_until_its_repair_is_chosen():
    exercise = exercises()["missing-transpose"]
    assert snippet(exercise, "__") == snippet(exercise, "a_")
    assert "scores = Q @ K\n" in snippet(exercise, "ba")
    assert chosen_pieces(exercise, "a_") == {}
