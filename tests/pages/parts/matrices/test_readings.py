"""Readings of matrices on the page: captured once, and kept for whoever comes with the same matrices."""

import numpy as np
import pytest

from engine.matrices import steps as engine_steps
from engine.matrices.links import matrices_to_link
from engine.matrices.presets import PRESETS, preset
from engine.reading.captures import read_capture
from pages.parts.matrices.readings import matrices_reading


@pytest.fixture
def captured(monkeypatch):
    """The matrices that were captured, from an empty cache on."""
    matrices_reading.clear()
    calls = []

    def capture(matrices):
        calls.append(matrices)
        return capture_matrices(matrices)

    capture_matrices = engine_steps.capture_matrices
    monkeypatch.setattr(engine_steps, "capture_matrices", capture)
    return calls


def test_the_measures_and_the_steps_come_from_one_capture(captured):
    matrices = preset("projections").matrices
    reading, steps, atlas = matrices_reading(matrices_to_link(matrices), matrices)
    assert captured == [matrices]
    np.testing.assert_array_equal(reading.weights(0, 0), steps.weights[0])
    wanted = read_capture(engine_steps.capture_matrices(matrices))
    np.testing.assert_array_equal(reading.rows.entropy_bits, wanted.rows.entropy_bits)
    assert (atlas["layers"], atlas["heads"]) == (wanted.n_layers, wanted.n_heads)


def test_equal_matrices_are_captured_once_for_all_visitors_and_others_anew(captured):
    first, second = (one.matrices for one in PRESETS[:2])
    link = matrices_to_link(first)
    kept = matrices_reading(link, first)
    assert matrices_reading(link, preset(PRESETS[0].name).matrices) is kept
    assert matrices_reading(matrices_to_link(second), second) is not kept
    assert captured == [first, second]
