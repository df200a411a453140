"""All kinds of attention of one text together."""

import pytest

from engine.reading.captures import read_capture
from engine.reading.text_reading import TextReading
from tests.engine.captures import random_capture

ENCODER, CROSS = read_capture(random_capture()), read_capture(random_capture(keys=23))


def test_the_kind_worth_a_first_look_comes_first():
    found = TextReading({"decoder": ENCODER, "encoder": ENCODER, "cross": CROSS})
    assert found.kinds == ("cross", "encoder", "decoder")
    assert found.reading() is CROSS
    assert found.reading("encoder") is ENCODER
    assert TextReading({"self": ENCODER}).reading() is ENCODER


def test_a_kind_that_the_model_has_not_is_not_there():
    with pytest.raises(KeyError, match="cross"):
        TextReading({"self": ENCODER}).reading("cross")


def test_it_holds_the_memory_of_all_its_kinds():
    assert TextReading({"encoder": ENCODER, "cross": CROSS}).n_bytes == ENCODER.n_bytes + CROSS.n_bytes > 0
