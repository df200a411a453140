"""Whatever breaks off becomes one message; what ends the program, or a task that was cancelled, does not."""

import threading

import pytest

from engine.errors import InputError
from engine.failures import failures_told, first_line
from engine.progress import Cancelled


class Panic(BaseException):
    """Like the panics of libraries in Rust, which are no Exception."""


FAILURES = [TypeError("a list"), AttributeError("no such"), Exception("plain"), Panic("unwrap"), RecursionError("deep")]


def told(error: BaseException) -> None:
    with failures_told("./mine", "load", "Choose another model."):
        raise error


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_any_failure_is_one_message_with_the_model_the_kind_and_what_to_do(error):
    with pytest.raises(InputError) as caught:
        told(error)
    assert str(caught.value) == f"./mine failed to load ({first_line(error)}). Choose another model."


def test_a_lack_of_memory_is_said_as_one():
    with pytest.raises(InputError, match=r"not enough memory for \./mine to load\. Choose another model\."):
        told(MemoryError())


@pytest.mark.parametrize("error", [InputError("said already"), Cancelled(), KeyboardInterrupt(), SystemExit(3)])
def test_what_is_said_already_or_ends_the_task_or_the_program_passes(error):
    with pytest.raises(type(error)) as caught:
        told(error)
    assert caught.value is error


def test_what_the_progress_raises_passes_whatever_it_is():
    stopped = RuntimeError("enough")

    def stop(share: float, step: str) -> None:
        raise stopped

    with pytest.raises(RuntimeError) as caught, failures_told("./mine", "load", "", stop) as progress:
        progress(0.5, "half")
    assert caught.value is stopped
    with failures_told("./mine", "load", "") as progress:
        assert progress is None


def test_a_thread_in_the_background_ends_with_a_message_even_where_something_asks_to_exit():
    messages = []

    def work() -> None:
        try:
            told(SystemExit("bye"))
        except InputError as error:
            messages.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert messages == ["./mine failed to load (SystemExit: bye). Choose another model."]


def test_an_error_is_its_kind_and_its_first_line():
    assert first_line(ValueError("wrong size\nand much more")) == "ValueError: wrong size"
    assert first_line(KeyError()) == "KeyError"
    assert first_line(OSError("x" * 1_000)) == f"OSError: {'x' * 300}"
