"""The progress file: what is written comes back, and what is no such file gets its message."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from engine.course.memory.learner import (
    LARGEST_BYTES,
    LearnerProgress,
    check_fits_a_file,
    read_progress,
    write_progress,
)
from engine.course.memory.schedule import rate
from engine.errors import InputError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def progress():
    first, second = rate(None, "good", NOON), rate(None, "easy", NOON)
    return (
        LearnerProgress(guesses={"softmax/rivals": 2}).with_card("softmax-axis", first).with_card("heads-why", second)
    )


def changed(progress, **fields):
    """The file with some fields of its first card, or of the file itself, changed."""
    content = json.loads(write_progress(progress))
    of_card = content["cards"]["softmax-axis"]
    for name, value in fields.items():
        (of_card if name in of_card else content)[name] = value
    return json.dumps(content).encode()


def test_a_written_file_comes_back_as_it_was(progress):
    assert read_progress(write_progress(progress)) == progress
    assert read_progress(write_progress(LearnerProgress())) == LearnerProgress()


def test_a_file_that_was_saved_by_a_windows_editor_is_read(progress):
    text = write_progress(progress).decode().replace("\n", "\r\n")
    assert read_progress(b"\xef\xbb\xbf" + text.encode()) == progress


@pytest.mark.parametrize("share", [0.1, 0.3, 0.9])
def test_a_file_cut_short_is_said_to_be_cut_short(progress, share):
    data = write_progress(progress)
    with pytest.raises(InputError, match="cut short"):
        read_progress(data[: int(len(data) * share)])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not JSON"),
        (b"hello", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "from elsewhere"),
        (b'{"cards": {}}', "from elsewhere"),
        (b'{"format": "anki"}', "from elsewhere"),
        (b"\xff\xfe\x00", "not text"),
        (b" " * (LARGEST_BYTES + 1), "at most 500 kB"),
        (b'{"format": "headlight-progress"}', "version: Field required"),
        (b'{"format": "headlight-progress", "x": ' + b"[" * 100_000, "cut short or damaged"),
        (b'{"format": "headlight-progress", "version": NaN}', "damaged"),
    ],
)
def test_a_file_from_elsewhere_gets_its_message(data, words):
    with pytest.raises(InputError, match=words) as raised:
        read_progress(data)
    assert "has changed" in str(raised.value)


def test_a_file_of_a_newer_version_is_not_guessed_at(progress):
    with pytest.raises(InputError, match="version 2, and this Headlight reads up to version 1"):
        read_progress(changed(progress, version=2))


@pytest.mark.parametrize(
    "fields",
    [
        {"state": 4},
        {"step": None},
        {"state": 2},
        {"step": 7},
        {"stability": 0},
        {"stability": -1},
        {"stability": 1e9},
        {"stability": "NaN"},
        {"difficulty": 11},
        {"due": "yesterday"},
        {"due": "2026-03-01T12:00:00"},
        {"due": "9999-12-31T00:00:00Z"},
        {"last_review": "0001-01-01T00:00:00Z"},
        {"reviews": 0},
        {"guesses": {"softmax/rivals": -1}},
        {"guesses": {"<b>": 1}},
        {"guesses": {"a/b/c": 1}},
        {"surprise": 1},
    ],
)
def test_a_file_changed_by_hand_is_refused_whole(progress, fields):
    with pytest.raises(InputError, match="changed or damaged"):
        read_progress(changed(progress, **fields))


def test_a_file_with_more_entries_than_are_kept_says_how_many(progress):
    for fields, said in (
        ({"guesses": dict.fromkeys(map(str, range(5_001)), 0)}, "5,001 guesses; up to 5,000"),
        ({"cards": {str(n): {"x": 1} for n in range(20_000)}}, "20,000 cards; up to 5,000 can be read"),
    ):
        with pytest.raises(InputError, match=said):
            read_progress(changed(progress, **fields))


def test_what_two_files_would_make_together_must_fit_one(progress):
    card = progress.cards["heads-why"]
    many = [LearnerProgress({f"{side}-{n}": card for n in range(1_500)}) for side in "ab"]
    check_fits_a_file(many[0])
    with pytest.raises(InputError, match=r"there would be \d+ kB; a progress file has at most 500"):
        check_fits_a_file(many[0].joined(many[1]))
    most = LearnerProgress(guesses={f"a/{n}": 0 for n in range(5_001)})
    with pytest.raises(InputError, match="there would be 5,001 guesses"):
        check_fits_a_file(most)


def test_joining_loses_nothing_and_takes_the_later_review(progress):
    later = rate(progress.cards["softmax-axis"], "again", NOON + timedelta(hours=1))
    here = LearnerProgress(guesses={"masks/causal": 0, "softmax/rivals": 1}).with_card("softmax-axis", later)
    joined = here.joined(progress)
    assert joined.cards == {"softmax-axis": later, "heads-why": progress.cards["heads-why"]}
    assert joined.guesses == {"masks/causal": 0, "softmax/rivals": 1}
    assert progress.joined(here).cards == joined.cards


def test_cards_that_the_course_no_longer_has_stay_in_the_file(progress):
    old = progress.with_card("a-card-of-last-year", progress.cards["heads-why"])
    assert "a-card-of-last-year" in read_progress(write_progress(LearnerProgress().joined(old))).cards
