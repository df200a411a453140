"""The records of the numbers: what they promise is what is measured, and none can be forgotten in silence."""

import numpy as np
import pytest
import torch

from engine.measures import numbers
from engine.measures.computing import blockwise, dense, survey
from engine.measures.computing.survey import measure
from engine.measures.heads import HeadStatistics
from engine.measures.numbers import NUMBERS, measured_numbers, not_measured, numbers_in, numbers_of, with_undefined
from engine.measures.rows import JUDGED_KEYS
from tests.engine.captures import HEADS, QUERIES, drawn_cells, random_capture
from tests.engine.columns import HEAD_NUMBERS
from tests.engine.new_numbers import HALF_WEIGHT, SEEN_KEYS, add_record, measure_half_weight

CAPTURES = {
    "no mask": {},
    "causal": {"causal": True},
    "rows without a key": {"cells": drawn_cells()},
    "another sequence": {"keys": 50},
    "another sequence, rows without a key": {"keys": 23, "cells": drawn_cells(23)},
    "learned sinks": {"sinks": torch.linspace(-2, 6, HEADS), "cells": drawn_cells()},
}
BLIND, ONE_KEY, THREE_KEYS = [5, 6], 7, 8
"""Rows of drawn_cells."""


@pytest.fixture(params=[dense, blockwise], ids=["dense", "blockwise"])
def way(request, monkeypatch):
    monkeypatch.setattr(survey, "DENSE_CELLS", 10**9 if request.param is dense else 0)


@pytest.mark.parametrize("capture", CAPTURES.values(), ids=CAPTURES.keys())
def test_every_number_is_measured_and_in_its_range(capture, way):
    rows = measure(random_capture(**capture))
    had = [number.name for number in NUMBERS if number.name != "sink_share" or "sinks" in capture]
    assert [number.name for number in numbers_of(rows)] == had
    for number in numbers_of(rows):
        values = number.by_row(rows)
        least, most = number.range
        # Weights are float32: a sum of them may be above 1 by a few 1e-7.
        assert np.nanmin(values, initial=least) >= least - 1e-6, number.name
        assert np.nanmax(values, initial=least) <= most + 1e-6, number.name


@pytest.mark.parametrize("capture", CAPTURES.values(), ids=CAPTURES.keys())
def test_a_number_is_nan_where_its_record_says_and_nowhere_else(capture, way):
    given = random_capture(**capture)
    rows = measure(given)
    for number in numbers_of(rows):
        values = number.by_row(rows)
        undefined = np.broadcast_to((rows.visible_keys < number.least_keys)[:, None], values.shape)
        if number.one_sequence and not given.same_sequence:
            undefined = np.ones_like(undefined)
        if number.or_where:
            assert np.isnan(values[undefined]).all(), number.name
        else:
            np.testing.assert_array_equal(np.isnan(values), undefined, err_msg=number.name)


def test_where_a_number_is_undefined_is_said_in_words():
    said = {number.name: number.undefined for number in NUMBERS}
    assert said["entropy_bits"] == "no key is visible"
    assert said["normalised_entropy"] == "fewer than 2 keys are visible"
    assert said["sharpness"] == f"fewer than {JUDGED_KEYS} keys are visible"
    assert said["to_itself"] == "no key is visible; queries and keys are different sequences"
    assert said["mean_distance"].endswith("; under 1% of the weight is off the sinks")


def test_names_are_given_once_and_the_columns_of_heads_keep_their_order():
    assert len({number.name for number in NUMBERS}) == len({number.title for number in NUMBERS}) == len(NUMBERS)
    assert [number.name for number in numbers_in("heads")] == [*HEAD_NUMBERS, "sink_share"]


def test_a_number_whose_record_is_forgotten_is_refused_and_not_0(monkeypatch, way):
    measure_half_weight(monkeypatch)
    with pytest.raises(LookupError, match="half_weight: measured, but without a record"):
        measure(random_capture(cells=drawn_cells()))
    for forgotten in measured_numbers():
        monkeypatch.undo()
        monkeypatch.setattr(numbers, "NUMBERS", tuple(one for one in NUMBERS if one is not forgotten))
        capture = random_capture(cells=drawn_cells(), sinks=torch.zeros(HEADS))
        with pytest.raises(LookupError, match=f"{forgotten.name}: measured, but without a record"):
            measure(capture)


def test_a_number_that_is_not_measured_is_refused(monkeypatch, way):
    add_record(monkeypatch, HALF_WEIGHT)
    with pytest.raises(LookupError, match=r"half_weight: in engine/measures/numbers\.py, but not measured"):
        measure(random_capture())


def test_what_is_not_measured_leaves_out_what_few_models_have_and_what_is_worked_out():
    names = {number.name for number in measured_numbers()}
    assert "sink_share" in names
    assert "effective_keys" not in names
    assert not_measured(names - {"sink_share"}) == ()
    assert not_measured(names - {"sharpness"}) == ("sharpness",)


@pytest.mark.parametrize(
    ("rule", "undefined"),
    [
        ({}, BLIND),
        ({"least_keys": 2}, [*BLIND, ONE_KEY]),
        ({"least_keys": 4}, [*BLIND, ONE_KEY, THREE_KEYS]),
        ({"one_sequence": True}, BLIND),
    ],
    ids=["one key", "two keys", "four keys", "one sequence"],
)
@pytest.mark.parametrize("number", [HALF_WEIGHT, SEEN_KEYS], ids=lambda number: number.name)
def test_a_new_number_is_nan_where_its_record_says(monkeypatch, way, number, rule, undefined):
    add_record(monkeypatch, number, **rule)
    if number is HALF_WEIGHT:
        measure_half_weight(monkeypatch)
    capture = random_capture(cells=drawn_cells())
    rows = measure(capture)
    values = numbers.NUMBERS[-1].by_row(rows)
    wanted = np.isin(np.arange(QUERIES), undefined)
    np.testing.assert_array_equal(np.isnan(values), np.broadcast_to(wanted, values.shape))
    if number is HALF_WEIGHT:
        np.testing.assert_array_equal(rows.half_weight, values)
        np.testing.assert_allclose(values[..., ~wanted], rows.max_weight[..., ~wanted] / 2, rtol=1e-12)
    heads = HeadStatistics.of(rows, capture.query_tokens, capture.key_tokens)
    np.testing.assert_allclose(getattr(heads, number.name), np.nanmean(values, axis=2), rtol=1e-12)


def test_a_new_number_of_one_sequence_is_nan_between_two(monkeypatch, way):
    add_record(monkeypatch, HALF_WEIGHT, one_sequence=True)
    measure_half_weight(monkeypatch)
    assert np.isnan(measure(random_capture(keys=50)).half_weight).all()


def test_marking_what_is_undefined_changes_no_array_that_it_was_given():
    visible_keys = np.array([[0, 1, 4]])
    given = {name: np.zeros((1, 2, 3)) for name in (number.name for number in measured_numbers())}
    marked = with_undefined(given, visible_keys, same_sequence=False)
    assert not any(np.isnan(values).any() for values in given.values())
    assert np.isnan(marked["mean_distance"]).all()
    assert np.isnan(marked["sharpness"]).tolist() == [[[True, True, False]] * 2]
    assert np.isnan(marked["max_weight"]).tolist() == [[[True, False, False]] * 2]
