"""The readings that visitors share: made once, bounded by their memory, cancelled when nobody waits."""

import threading
import time

import pytest

from engine.errors import InputError
from engine.reading import jobs
from engine.reading.job import _OVERVIEWS, Job, Wanted
from engine.reading.jobs import Readings, memory_limit
from engine.reading.text_reading import TextReading

LONG = "word " * 400


class FakeReading(TextReading):
    """A reading that says how much memory it holds."""

    def __init__(self, n_bytes):
        object.__setattr__(self, "readings", {})
        object.__setattr__(self, "_held", n_bytes)

    @property
    def n_bytes(self):
        return self._held


@pytest.fixture
def read(monkeypatch):
    """What reading a text does, to be replaced; counts its calls."""
    calls = []

    def use(work):
        def counted(job):
            calls.append(job.wanted)
            return work(job)

        monkeypatch.setattr(jobs, "_read", counted)
        monkeypatch.setattr(jobs, "_check", lambda wanted: None)
        monkeypatch.setattr(jobs, "_NO_BAR_YET", 0.0)
        return calls

    return use


def wait_for(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it did not come in a minute"
        time.sleep(0.01)


def test_a_text_is_read_once_for_all_visitors(read):
    calls = read(lambda job: FakeReading(1))
    shared = Readings(100)
    wanted = Wanted("a short text", "minilm")
    first, second = shared.ask(wanted), shared.ask(Wanted("a short text", "minilm"))
    assert first is second
    assert first.done
    assert first.reading is not None
    assert calls == [wanted]


def test_a_short_text_is_ready_at_once_and_a_long_one_says_how_far_it_is(read):
    go_on = threading.Event()

    def work(job):
        job.report(0.4, "Running layer 2 of 5")
        assert go_on.wait(10)
        return FakeReading(1)

    read(work)
    shared = Readings(100)
    job = shared.ask(Wanted(LONG, "minilm"))
    wait_for(lambda: job.share == 0.4)
    assert (job.done, job.step) == (False, "Running layer 2 of 5")
    go_on.set()
    assert job.ready.wait(10)
    assert shared.ask(job.wanted) is job


def test_readings_that_were_not_used_for_longest_make_room(read):
    read(lambda job: FakeReading(40))
    shared = Readings(100)
    first, second = (shared.ask(Wanted(text, "minilm")) for text in ("first", "second"))
    shared.ask(first.wanted)
    shared.ask(Wanted("third", "minilm"))
    assert shared.n_bytes == 80
    assert shared.ask(first.wanted) is first
    assert shared.ask(second.wanted) is not second


def test_a_reading_larger_than_the_memory_is_kept_until_the_next(read):
    read(lambda job: FakeReading(400 if job.wanted.text == "large" else 1))
    shared = Readings(100)
    large = shared.ask(Wanted("large", "minilm"))
    assert large.reading is not None
    assert shared.n_bytes == 400
    shared.ask(Wanted("small", "minilm"))
    assert shared.n_bytes == 1


@pytest.fixture
def endless(read):
    """Reads without end until it is cancelled; what was begun."""

    def work(job):
        while True:
            time.sleep(0.01)
            job.report(0.1, "Running layer 1 of 9")

    return read(work)


def test_a_long_text_is_cancelled_once_its_visitors_ask_for_another_and_begun_anew_when_asked(endless):
    shared = Readings(100)
    job = shared.ask(Wanted(LONG, "smollm2"), "first")
    assert shared.ask(job.wanted, "second") is job
    wait_for(lambda: endless)
    shared.withdraw("first")
    time.sleep(0.1)
    assert not job.cancelled  # The second still waits.
    other = shared.ask(Wanted(f"other {LONG}", "smollm2"), "second")
    wait_for(lambda: job.cancelled)
    assert job.reading is None
    again = shared.ask(job.wanted, "first")
    assert again is not job
    shared.withdraw("first")
    shared.withdraw("second")
    wait_for(lambda: again.cancelled and other.cancelled)


def test_a_text_whose_visitors_are_gone_is_read_on_until_another_one_waits(endless, monkeypatch):
    monkeypatch.setattr(jobs, "_GONE", 0.0)
    here = set()
    shared = Readings(100, is_here=here.__contains__)
    job = shared.ask(Wanted(LONG, "smollm2"), "gone")
    wait_for(lambda: endless)
    time.sleep(0.1)
    assert not job.cancelled
    other = shared.ask(Wanted(f"other {LONG}", "smollm2"), "other")
    wait_for(lambda: job.cancelled)
    shared.withdraw("other")
    wait_for(lambda: other.cancelled)


def test_a_visitor_who_is_here_but_silent_is_waited_for_far_longer(endless, monkeypatch):
    """A tab in the background and a telephone ask once in six seconds, or once in a minute."""
    monkeypatch.setattr(jobs, "_GONE", 0.0)
    shared = Readings(100, is_here=lambda visitor: True)
    job = shared.ask(Wanted(LONG, "smollm2"), "silent")
    other = shared.ask(Wanted(f"other {LONG}", "smollm2"), "other")
    time.sleep(0.1)
    assert jobs._SILENT >= 60
    assert not job.cancelled
    monkeypatch.setattr(jobs, "_SILENT", 0.0)
    wait_for(lambda: job.cancelled)
    shared.withdraw("other")
    wait_for(lambda: other.cancelled)


def test_long_texts_are_read_in_the_order_of_coming_and_say_how_many_come_first(read):
    go_on = threading.Event()

    def work(job):
        assert go_on.wait(60)
        return FakeReading(1)

    calls = read(work)
    shared = Readings(100)
    asked = [shared.ask(Wanted(f"{number} {LONG}", "minilm"), str(number)) for number in range(12)]
    wait_for(lambda: asked[-1].step == "Waiting for 11 other long texts")
    assert asked[1].step == "Waiting for another long text"
    shared.withdraw("5")
    wait_for(lambda: asked[-1].step == "Waiting for 10 other long texts")
    go_on.set()
    for job in asked:
        wait_for(lambda job=job: job.done or job.cancelled)
    assert calls == [job.wanted for job in asked if job is not asked[5]]


def test_a_text_that_cannot_be_read_does_not_wait_for_its_turn(read, monkeypatch):
    go_on = threading.Event()

    def work(job):
        assert go_on.wait(10)
        return FakeReading(1)

    def check(wanted):
        if wanted.text.startswith("bad"):
            raise InputError("too many tokens")

    read(work)
    monkeypatch.setattr(jobs, "_check", check)
    shared = Readings(100)
    first, bad = shared.ask(Wanted(LONG, "minilm")), shared.ask(Wanted(f"bad {LONG}", "minilm"))
    assert bad.ready.wait(10)
    assert str(bad.error) == "too many tokens"
    assert not first.done
    go_on.set()
    assert first.ready.wait(10)


def test_long_texts_wait_for_each_other(read):
    running, most, lock = [0], [0], threading.Lock()

    def work(job):
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.05)
        with lock:
            running[0] -= 1
        return FakeReading(1)

    read(work)
    shared = Readings(100)
    asked = [shared.ask(Wanted(f"{number} {LONG}", "minilm")) for number in range(3)]
    for job in asked:
        assert job.ready.wait(10)
    assert most == [1]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InputError("no word in it"), "no word in it"),
        (MemoryError(), "not enough memory"),
        (RuntimeError("sizes differ"), "minilm failed to read this text (RuntimeError: sizes differ). Shorten"),
        (TypeError("a list"), "minilm failed to read this text (TypeError: a list)"),
        (BaseException("panic"), "minilm failed to read this text (BaseException: panic)"),
    ],
)
def test_what_goes_wrong_is_kept_as_a_message(read, error, said):
    def work(job):
        raise error

    read(work)
    job = Readings(100).ask(Wanted("text", "minilm"))
    assert job.done
    assert said in str(job.error)


@pytest.mark.parametrize("step", ["_read", "_check"])
@pytest.mark.parametrize("error", [AttributeError("no such"), BaseException("panic"), SystemExit("bye")])
def test_whatever_a_long_text_fails_with_ends_the_wait_of_all_who_ask(read, monkeypatch, step, error):
    def fail(*_):
        raise error

    read(lambda job: FakeReading(1))
    monkeypatch.setattr(jobs, step, fail)
    shared = Readings(100)
    for _ in range(2):
        job = shared.ask(Wanted(LONG, "minilm"))
        assert job.ready.wait(10)
        assert f"minilm failed to read this text ({type(error).__name__}: " in str(job.error)


def test_what_ends_the_program_passes(read):
    def work(job):
        raise KeyboardInterrupt

    read(work)
    with pytest.raises(KeyboardInterrupt):
        Readings(100).ask(Wanted("text", "minilm"))


def test_pictures_are_made_once_and_the_oldest_are_dropped():
    job, made = Job(Wanted("text", "minilm")), []
    for number in (1, 1, 2, 1):
        assert job.keep(number, lambda number=number: made.append(number) or number) == number
    assert made == [1, 2]
    for number in range(100, 100 + _OVERVIEWS):
        job.keep(number, lambda number=number: number)
    job.keep(1, lambda: made.append(1) or 1)
    assert made == [1, 2, 1]


def test_a_picture_may_be_made_of_another_one():
    job = Job(Wanted("text", "minilm"))
    assert job.keep("map", lambda: job.keep("overview", lambda: 5) + 1) == 6


def test_the_memory_limit_is_a_setting():
    assert memory_limit(None) == memory_limit(" ") == 2_000_000_000
    assert memory_limit("300") == 300_000_000
    for wrong in ("0", "-5", "1.5", "much"):
        with pytest.raises(ValueError, match="HEADLIGHT_MEMORY_MB must be a whole number"):
            memory_limit(wrong)


def test_a_real_text_is_read():
    job = Readings(10**9).ask(Wanted("The cat sat on the mat.", "minilm"))
    assert job.error is None
    assert job.reading.kinds == ("self",)
