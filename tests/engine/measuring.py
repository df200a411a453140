"""What tests of measuring share: captures of every kind, how exact a measure is, and how much memory it takes."""

import numpy as np
import torch
from torch.profiler import ProfilerActivity, profile

from engine.attention.capture import AttentionCapture, AttentionLayer
from engine.attention.mask import MaskRule
from engine.text.tokens import plain_tokens
from tests.engine.captures import HEADS, QUERIES, drawn_cells

# float32 has 7 digits. A score of size 10 is off by 1e-6, and its weight by that share of itself; a row adds up
# about 40 of them. float64 has 16 digits.
FLOAT32 = {"rtol": 1e-5, "atol": 5e-6}
FLOAT64 = {"rtol": 1e-11, "atol": 1e-12}

CASES = {
    "no mask": {},
    "causal": {"causal": True},
    "cells": {"cells": drawn_cells()},
    "causal and cells": {"cells": drawn_cells(), "causal": True},
    "more keys than queries": {"keys": 50},
    "more keys than queries, causal": {"keys": 50, "causal": True},
    "fewer keys than queries": {"keys": 23},
    "fewer keys than queries, causal": {"keys": 23, "causal": True},
    "fewer keys than queries, cells": {"keys": 23, "cells": drawn_cells(23)},
    "heads that share key heads": {"key_heads": 2},
    "heads that share key heads, causal": {"key_heads": 3, "causal": True},
    "soft-cap": {"soft_cap": 3.0},
    "position bias": {"bias": torch.randn(HEADS, QUERIES, QUERIES, generator=torch.Generator().manual_seed(3))},
    "soft-cap, bias, cells, shared key heads": {
        "soft_cap": 5.0,
        "bias": torch.randn(HEADS, QUERIES, QUERIES, generator=torch.Generator().manual_seed(4)),
        "cells": drawn_cells(),
        "key_heads": 3,
    },
    "window": {"window": 6},
    "window of one": {"window": 1, "causal": True},
    "causal window": {"window": 5, "causal": True},
    "causal window, fewer keys than queries": {"window": 5, "causal": True, "keys": 23},
    "window, fewer keys than queries": {"window": 4, "keys": 23},
    "causal window and cells": {"window": 9, "causal": True, "cells": drawn_cells()},
    "sink logits": {"sinks": torch.linspace(-2, 6, HEADS)},
    "sink logits, causal window": {"sinks": torch.linspace(-2, 6, HEADS), "causal": True, "window": 7, "key_heads": 2},
    "sink logits, keys far from 0": {"sinks": torch.linspace(-2, 6, HEADS), "causal": True, "key_offset": 1.0},
    "sink logits, cells": {"sinks": torch.linspace(-2, 6, HEADS), "cells": drawn_cells()},
    "float64": {"dtype": torch.float64},
    "float64, causal and cells": {"dtype": torch.float64, "cells": drawn_cells(), "causal": True},
    "bfloat16": {"dtype": torch.bfloat16, "causal": True},
    "float16": {"dtype": torch.float16},
}


def tolerance_of(case):
    return FLOAT64 if case.get("dtype") == torch.float64 else FLOAT32


def compare(found, wanted, **tolerance):
    np.testing.assert_allclose(found, wanted, **tolerance)  # NaN equals NaN, and nothing else.


def one_row_capture(scores, dtype=torch.float32):
    """Rows with these scores [query, key] under one head, and sharp keys: unit vectors."""
    scores = torch.as_tensor(scores, dtype=dtype)
    keys = torch.eye(scores.shape[1], dtype=dtype)[None]
    tokens = [
        plain_tokens([f"{name}{i}" for i in range(count)]) for name, count in zip("qk", scores.shape, strict=True)
    ]
    return AttentionCapture((AttentionLayer(scores[None], keys, keys, 1.0),), *tokens)


def peaked_capture():
    """One key ahead by 4 to 40 at a level of 150: where logsumexp(s) - sum(p s) subtracts 150 from 150."""
    ahead = torch.arange(4, 40, 0.5)
    scores = torch.full((len(ahead), 41), 150.0)
    scores[:, 17] += ahead
    # Uneven rests, so that no row is a special case.
    return one_row_capture(scores + torch.linspace(-1, 0, 41))


def largest_allocation(run):
    """The most bytes that PyTorch asked for at once while `run` ran, inside its kernels too."""
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiler:
        run()
    sizes, events = [], list(profiler.profiler.kineto_results.experimental_event_tree())
    while events:
        event = events.pop()
        events += event.children
        sizes.append(getattr(event.extra_fields, "alloc_size", 0))
    return max(sizes)


def long_capture(causal=False):
    generator = torch.Generator().manual_seed(6)
    queries, keys = (torch.randn(3, 4096, 8, generator=generator) for _ in range(2))
    tokens = plain_tokens(["word"] * 4096)
    return AttentionCapture((AttentionLayer(queries, keys, keys, 0.35, MaskRule(causal)),), tokens, tokens)
