"""Loading in the background: however it ends, nobody waits for ever."""

import pytest

import engine.reading.readers  # noqa: F401, so that no module keeps what stands in for load_model below
from engine.models import loading as models
from pages.shared.loading import load_again, start_loading

FAILURES = [TypeError("a list"), AttributeError("no such"), Exception("plain"), BaseException("panic"), SystemExit(1)]


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_whatever_a_model_fails_with_ends_the_wait_of_every_visitor(monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(models, "load_model", fail)
    load_again("./broken")
    for _ in range(2):
        loading = start_loading("./broken")
        assert loading.ready.wait(60)
        assert loading.card is None
        assert loading.error.startswith(f"./broken failed to load ({type(error).__name__}")
        assert loading.error.endswith("Try again, or choose another model.")
    load_again("./broken")
