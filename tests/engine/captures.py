"""Captures for tests: random ones, and ones whose weights are known by construction."""

import math

import numpy as np
import torch

from engine.attention.capture import AttentionCapture, AttentionLayer
from engine.attention.mask import MaskRule
from engine.text.tokens import Token, plain_tokens

LAYERS, HEADS, QUERIES, WIDTH = 2, 6, 37, 8


def random_capture(
    *,
    keys=QUERIES,
    key_heads=HEADS,
    dtype=torch.float32,
    causal=False,
    cells=None,
    spread=2.0,
    key_offset=0.0,
    soft_cap=None,
    bias=None,
    window=None,
    sinks=None,
):
    """2 layers, 6 heads, 37 queries. The first and last token are special; keys of another number are other tokens.

    Words come again, some of several pieces, in the other sequence too.
    """
    generator = torch.Generator().manual_seed(20)

    def normal(*shape):
        return torch.randn(*shape, generator=generator, dtype=torch.float64).to(dtype)

    query_tokens = tuple(
        Token(f"q{i % 9}", special=i in (0, QUERIES - 1), continues=i % 7 == 3) for i in range(QUERIES)
    )
    key_tokens = tuple(Token(f"q{i % 13}", special=i in (2, 5), continues=i % 7 == 4) for i in range(keys))
    layers = tuple(
        AttentionLayer(
            normal(HEADS, QUERIES, WIDTH) * spread,
            normal(key_heads, keys, WIDTH) + key_offset,
            normal(key_heads, keys, 5),
            1 / math.sqrt(WIDTH),
            MaskRule(causal, cells, window),
            soft_cap,
            bias,
            sinks,
        )
        for _ in range(LAYERS)
    )
    return AttentionCapture(layers, query_tokens, query_tokens if keys == QUERIES else key_tokens)


def drawn_cells(keys=QUERIES):
    """A mask drawn by chance, but with two rows that see no key, one that sees one key, and one that sees three."""
    cells = torch.rand(QUERIES, keys, generator=torch.Generator().manual_seed(21)) > 0.4
    cells[[5, 6]] = False
    cells[7] = torch.arange(keys) == 3
    cells[8] = torch.arange(keys) < 3
    return cells


def weights_capture(*heads, causal=False, tokens=None, key_tokens=None):
    """One layer whose heads have these weights [query, key]: queries are their logarithms, keys the unit vectors.

    Under a causal mask the weights of the keys that are left are in the same proportions.
    """
    weights = np.stack(heads)
    n_queries, n_keys = weights.shape[1:]
    # e^-200 is 0 in float32, and finite as a query.
    queries = torch.tensor(np.log(np.maximum(weights, math.exp(-200))), dtype=torch.float32)
    keys = torch.eye(n_keys)[None]
    tokens = tokens or plain_tokens([f"word{i}" for i in range(n_keys)])
    layer = AttentionLayer(queries, keys, keys, 1.0, MaskRule(causal))
    return AttentionCapture((layer,), tokens[:n_queries], key_tokens or tokens)


def bracketed(n_tokens):
    """[CLS], words, [SEP]."""
    words = plain_tokens([f"word{i}" for i in range(n_tokens - 2)])
    return (Token("[CLS]", special=True), *words, Token("[SEP]", special=True))


def one_hot(n_tokens, keys):
    """All of each row's weight on the key of that number; a number outside counts as the nearest end."""
    return np.eye(n_tokens)[np.clip(keys, 0, n_tokens - 1)]


def uniform(n_tokens):
    return np.full((n_tokens, n_tokens), 1 / n_tokens)


def long_layer(n_tokens, **mask):
    """Two heads that share one key head, drawn by chance."""
    generator = torch.Generator().manual_seed(3)
    queries, keys = (torch.randn(count, n_tokens, 16, generator=generator) for count in (2, 1))
    return AttentionLayer(queries * 2, keys, keys, 0.25, MaskRule(**mask))
