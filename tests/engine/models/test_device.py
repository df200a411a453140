"""Where a model runs. No CUDA device is needed: one that fails, or computes something else, is what is tested."""

import numpy as np
import pytest
import torch

from engine.errors import InputError
from engine.models import device
from engine.models.device import on_best_device
from engine.models.probe import probe_inputs
from engine.recording.interface import IMPLEMENTATION
from tests.engine.families import FAMILIES


@pytest.fixture(autouse=True)
def nothing_is_asked_for(monkeypatch):
    monkeypatch.delenv(device.DEVICE)


@pytest.fixture
def model():
    return FAMILIES["llama"].model(IMPLEMENTATION)


@pytest.fixture
def a_device(monkeypatch):
    """A machine that says it has CUDA. `moves`: where the model was moved to; nothing really moves."""
    moves = []
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.nn.Module, "to", lambda self, place: moves.append(place) or self)
    tensor_to = torch.Tensor.to
    monkeypatch.setattr(
        torch.Tensor, "to", lambda self, *where, **more: self if where == ("cuda",) else tensor_to(self, *where, **more)
    )
    return moves


def test_without_cuda_a_model_stays_on_the_processor(model, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert on_best_device(model, probe_inputs(model)).device.type == "cpu"


def test_a_device_with_the_same_numbers_is_used(model, a_device):
    on_best_device(model, probe_inputs(model))
    assert a_device == ["cuda"]


def test_a_device_with_other_numbers_is_not(model, a_device, monkeypatch):
    numbers = iter([[np.array([1.0, np.nan])], [np.array([1.01, np.nan])]])
    monkeypatch.setattr(device, "_numbers", lambda *arguments: next(numbers))
    on_best_device(model, probe_inputs(model))
    assert a_device == ["cuda", "cpu"]


def test_a_device_that_fails_is_not_used(model, a_device, monkeypatch):
    calls = []

    def numbers(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise RuntimeError("out of memory")
        return [np.zeros(2)]

    monkeypatch.setattr(device, "_numbers", numbers)
    on_best_device(model, probe_inputs(model))
    assert a_device == ["cuda", "cpu"]
    monkeypatch.setenv(device.DEVICE, "cuda")
    calls.clear()
    with pytest.raises(InputError, match="gives other numbers"):
        on_best_device(model, probe_inputs(model))


def test_the_processor_can_be_asked_for(model, a_device, monkeypatch):
    monkeypatch.setenv(device.DEVICE, "CPU")
    on_best_device(model, probe_inputs(model))
    assert a_device == []


def test_a_device_that_is_not_there_or_unknown_is_said(model, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setenv(device.DEVICE, "cuda")
    with pytest.raises(InputError, match="finds no CUDA device"):
        on_best_device(model, probe_inputs(model))
    monkeypatch.setenv(device.DEVICE, "tpu")
    with pytest.raises(InputError, match="must be cpu or cuda"):
        on_best_device(model, probe_inputs(model))


def test_all_kinds_of_attention_are_compared():
    model = FAMILIES["marian"].model(IMPLEMENTATION)
    assert len(device._numbers(model, probe_inputs(model))) == 9
