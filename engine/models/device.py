"""Where a model runs: on a CUDA device where there is one and it gives the same numbers, else on the processor."""

import os
from typing import Any

import numpy as np
import torch
from transformers import PreTrainedModel

from engine.attention.capture import AttentionCapture
from engine.errors import InputError
from engine.measures.computing import blockwise
from engine.measures.computing.survey import survey
from engine.recording.layers import run_recorded
from engine.text.tokens import plain_tokens

DEVICE = "HEADLIGHT_DEVICE"
"""The environment variable that names the device: cpu or cuda. Unset, the numbers decide."""

TOLERANCE = 1e-3
"""Bits, and shares of a row. Two devices' float32 kernels differ by about 1e-5 after dozens of layers."""


def on_best_device(model: PreTrainedModel, inputs: dict[str, Any]) -> PreTrainedModel:
    """The model, moved to CUDA where that is wanted and its statistics on these inputs are those of the processor.

    A device that computes something else, or fails, is not used. InputError where HEADLIGHT_DEVICE asks for one that is
    not there or not right.
    """
    wanted = os.environ.get(DEVICE, "").strip().lower()
    if wanted not in ("", "cpu", "cuda"):
        raise InputError(f"{DEVICE} must be cpu or cuda, or unset; got {wanted!r}.")
    if wanted == "cpu" or (not wanted and not torch.cuda.is_available()):
        return model
    if not torch.cuda.is_available():
        raise InputError(f"{DEVICE} is cuda, but PyTorch finds no CUDA device here. Unset it, or install a driver.")
    try:
        expected = _numbers(model, inputs)
        model.to("cuda")  # type: ignore[arg-type]
        found = _numbers(model, {name: tensor.to("cuda") for name, tensor in inputs.items()})
        same = all(
            np.allclose(a, b, rtol=0, atol=TOLERANCE, equal_nan=True) for a, b in zip(expected, found, strict=True)
        )
    except (RuntimeError, AssertionError, NotImplementedError):  # PyTorch has all three for a device that fails.
        same = False
    if same:
        return model
    model.to("cpu")  # type: ignore[arg-type]
    if wanted:
        raise InputError(f"the CUDA device gives other numbers than the processor, so it is not used. Unset {DEVICE}.")
    return model


def _numbers(model: PreTrainedModel, inputs: dict[str, Any]) -> list[np.ndarray]:
    """What the statistics of every kind of attention say, by each of the ways in which they are computed."""
    numbers = []
    layers_by_kind, _ = run_recorded(model, inputs)
    for kind, layers in layers_by_kind.items():
        queries, keys = (plain_tokens(["token"] * count) for count in (layers[0].n_queries, layers[0].n_keys))
        capture = AttentionCapture(layers, queries, keys, kind)
        rows = survey(capture).rows
        by_blocks = torch.stack([blockwise.entropy(layer) for layer in layers])
        numbers += [rows.entropy_bits, rows.max_weight, by_blocks.cpu().numpy()]
    return numbers
