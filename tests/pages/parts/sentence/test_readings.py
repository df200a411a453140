"""What visitors share of a text: its pictures, packed; and an example that is behind, read with the model instead."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.reading.examples import EXAMPLES
from engine.reading.job import Wanted
from engine.reading.jobs import Readings
from pages.parts.sentence import readings
from pages.shared.loading import model_loading, start_loading
from tests.engine.new_numbers import HALF_WEIGHT, add_record, measure_half_weight
from tests.patience import PATIENCE_S

SCRIPT = Path(__file__).parents[4] / "pages/sentence.py"


@pytest.fixture
def new_number(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A number that is measured from now on, and that no kept example has."""
    forget()
    add_record(monkeypatch, HALF_WEIGHT)
    measure_half_weight(monkeypatch)
    yield
    forget()


def forget() -> None:
    """Drops what visitors share: readings with and without a number must not meet."""
    for shared in (readings.all_readings, readings.example_reading, readings.example_atlas):
        shared.clear()


def test_the_start_page_reads_an_example_that_lacks_a_number_with_the_model(new_number: None) -> None:
    start_loading("minilm")
    assert model_loading("minilm").ready.wait(PATIENCE_S)
    assert readings.example_reading(EXAMPLES[0].text, "minilm") is None
    app = AppTest.from_file(str(SCRIPT), default_timeout=PATIENCE_S)
    app.query_params["query"] = "3"
    app.run()
    assert not app.exception
    assert app.text_input[0].value == EXAMPLES[0].text
    assert any("Of 72 heads on this input" in text.value for text in app.markdown)
    of_head, of_row = (metric for metric in app.metric if metric.label == HALF_WEIGHT.title)
    for metric in (of_head, of_row):
        assert HALF_WEIGHT.meaning in metric.help
        assert 0 < float(metric.value) <= 0.5


def test_the_start_page_shows_an_example_that_has_every_number_without_reading_it() -> None:
    forget()
    reading = readings.example_reading(EXAMPLES[0].text, "minilm")
    assert reading is not None
    app = AppTest.from_file(str(SCRIPT), default_timeout=PATIENCE_S).run()
    assert not app.exception
    assert HALF_WEIGHT.title not in [metric.label for metric in app.metric]


def test_a_real_text_is_read():
    job = Readings(10**9).ask(Wanted("The cat sat on the mat.", "minilm"))
    assert job.error is None
    assert job.reading.kinds == ("self",)
    assert readings.atlas_of(job, job.wanted, "self")["heads"] == 12
    assert readings.overview_of(job, "self", 0, 0).largest.shape == (9, 9)
