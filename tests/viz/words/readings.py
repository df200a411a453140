"""Readings of small matrices, whose numbers are known."""

from engine.matrices.input import MatrixInput
from engine.matrices.steps import capture_matrices
from engine.reading.captures import read_capture


def matrices_reading(queries, keys, **more):
    return read_capture(capture_matrices(MatrixInput(queries=queries, keys=keys, values=keys, **more)))
