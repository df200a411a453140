"""What the tests of windows and of pooling share: captures of every kind, worked through in small blocks."""

import pytest
import torch

from engine.attention import blocks
from tests.engine.captures import HEADS, QUERIES, drawn_cells, random_capture

CASES = {
    "no mask": {},
    "causal": {"causal": True},
    "cells": {"cells": drawn_cells()},
    "causal window": {"causal": True, "window": 6},
    "window, fewer keys": {"window": 4, "keys": 23},
    "soft-cap and bias": {
        "soft_cap": 3.0,
        "bias": torch.randn(HEADS, QUERIES, QUERIES, generator=torch.Generator().manual_seed(5)),
    },
    "shared key heads": {"key_heads": 2, "causal": True},
    "sink logits": {"sinks": torch.linspace(-2, 6, HEADS), "causal": True},
    "bfloat16": {"dtype": torch.bfloat16},
}


@pytest.fixture(params=CASES)
def capture(request, monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK_CELLS", 700)
    monkeypatch.setattr(blocks, "BLOCK_ROWS", 7)
    return random_capture(**CASES[request.param])
