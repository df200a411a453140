"""Attention over entered matrices: the capture that everything is measured on, with every step in numbers."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float

from engine.attention import steps as attention
from engine.attention.capture import AttentionCapture, AttentionLayer
from engine.attention.mask import MaskRule
from engine.matrices.checks import Matrix
from engine.matrices.input import MatrixInput
from engine.text.tokens import plain_tokens

__all__ = [
    "MatrixInput",
    "MatrixSteps",
    "SoftmaxTerms",
    "capture_matrices",
    "cell_products",
    "softmax_terms",
    "trace_matrices",
]


@dataclass(frozen=True, eq=False)
class MatrixSteps:
    """Every step from the matrices to the output, in float64 and unrounded.

    A hidden key has the masked score -infinity and the weight 0. A query that sees no key has NaN weights and NaN
    output, in joined and projected too. x_queries, x_keys and x_values (X W_Q and so on, all heads together) are None
    unless X was given; projected (joined W_O) is None without W_O.
    """

    matrices: MatrixInput
    capture: AttentionCapture
    """What is measured, and what the steps were computed from."""
    x_queries: Float[np.ndarray, "query columns"] | None
    x_keys: Float[np.ndarray, "key columns"] | None
    x_values: Float[np.ndarray, "key value_columns"] | None
    queries: Float[np.ndarray, "head query width"]
    keys: Float[np.ndarray, "head key width"]
    values: Float[np.ndarray, "head key value_width"]
    scores: Float[np.ndarray, "head query key"]
    scaled: Float[np.ndarray, "head query key"]
    masked: Float[np.ndarray, "head query key"]
    weights: Float[np.ndarray, "head query key"]
    output: Float[np.ndarray, "head query value_width"]
    joined: Float[np.ndarray, "query value_columns"]
    projected: Float[np.ndarray, "query output_columns"] | None

    @property
    def n_heads(self) -> int:
        return self.weights.shape[0]

    @property
    def divisor(self) -> float:
        """What the scores were divided by; 1 where scaling is off."""
        return self.matrices.divisor

    @property
    def visible(self) -> Bool[np.ndarray, "query key"]:
        """True where a query may look at a key."""
        return self.matrices.visible

    @property
    def blind_queries(self) -> tuple[int, ...]:
        """The queries that see no key at all, counted from 0."""
        return tuple(int(row) for row in np.flatnonzero(~self.visible.any(axis=1)))


@dataclass(frozen=True, eq=False)
class SoftmaxTerms:
    """One row of softmax: weights = numerators / denominator, numerators = exp(masked scores - largest).

    All NaN (largest: -infinity) for a query that sees no key.
    """

    largest: float
    numerators: Float[np.ndarray, "key"]
    denominator: float


def capture_matrices(m: MatrixInput) -> AttentionCapture:
    """The one data type of every number and picture: one layer, in float64."""
    queries, keys, values = (_by_head(matrix, m.heads) for matrix in _projections(m))
    cells = torch.tensor(m.mask) if isinstance(m.mask, np.ndarray) else None
    layer = AttentionLayer(
        queries=queries,
        keys=keys,
        values=values,
        scale=1 / m.divisor,
        mask=MaskRule(causal=isinstance(m.mask, str) and m.mask == "causal", cells=cells),
    )
    return AttentionCapture((layer,), plain_tokens(m.query_tokens), plain_tokens(m.key_tokens))


def trace_matrices(m: MatrixInput) -> MatrixSteps:
    """Every step for each head, and the capture that they are computed from."""
    capture = capture_matrices(m)
    layer = capture.layers[0]
    visible = layer.mask.visible(range(layer.n_queries), layer.n_keys)
    scores = attention.scores(layer.queries, layer.keys)
    scaled = attention.scale_scores(scores, layer.scale)
    masked = attention.mask_scores(scaled, visible)
    weights = attention.softmax_weights(masked)
    output = attention.weighted_sum(weights, layer.values)
    joined = output.transpose(0, 1).reshape(layer.n_queries, -1)
    projected = None if m.w_o is None else joined @ torch.tensor(m.w_o)
    x_queries, x_keys, x_values = (t.numpy() for t in _projections(m)) if m.projects else (None, None, None)
    return MatrixSteps(
        matrices=m,
        capture=capture,
        x_queries=x_queries,
        x_keys=x_keys,
        x_values=x_values,
        queries=layer.queries.numpy(),
        keys=layer.keys.numpy(),
        values=layer.values.numpy(),
        scores=scores.numpy(),
        scaled=scaled.numpy(),
        masked=masked.numpy(),
        weights=weights.numpy(),
        output=output.numpy(),
        joined=joined.numpy(),
        projected=None if projected is None else projected.numpy(),
    )


def cell_products(steps: MatrixSteps, step: str, head: int, row: int, column: int) -> list[tuple[float, float]]:
    """The pairs of numbers whose products a cell is the sum of, in order.

    step: scores (query x key), output, joined (weight x value), projected (joined x W_O), or x_queries, x_keys,
    x_values (X x W). head is not used where all heads stand together. A NaN weight is in the pairs as it is.
    """
    m = steps.matrices
    if step == "joined":
        width = steps.output.shape[2]
        head, column, step = column // width, column % width, "output"
    if step == "scores":
        left, right = steps.queries[head, row], steps.keys[head, column]
    elif step == "output":
        left, right = steps.weights[head, row], steps.values[head, :, column]
    elif step == "projected" and m.w_o is not None:
        left, right = steps.joined[row], m.w_o[:, column]
    elif step in _PROJECTIONS and m.x is not None:
        left, right = m.x[row], getattr(m, _PROJECTIONS[step])[:, column]
    else:
        raise ValueError(f"no step {step!r} here is a sum of products")
    return list(zip(left.tolist(), right.tolist(), strict=True))


def softmax_terms(steps: MatrixSteps, head: int, row: int) -> SoftmaxTerms:
    """What the weights of one row are made of, as softmax computes them."""
    masked = steps.masked[head, row]
    largest = float(masked.max())
    if largest == -math.inf:
        return SoftmaxTerms(largest, np.full_like(masked, np.nan), math.nan)
    numerators = np.exp(masked - largest)
    return SoftmaxTerms(largest, numerators, float(numerators.sum()))


_PROJECTIONS = {"x_queries": "w_q", "x_keys": "w_k", "x_values": "w_v"}


def _projections(m: MatrixInput) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Q, K and V with the columns of all heads side by side."""
    if m.x is None:
        return _tensor(m.queries), _tensor(m.keys), _tensor(m.values)
    x = torch.tensor(m.x)
    return x @ _tensor(m.w_q), x @ _tensor(m.w_k), x @ _tensor(m.w_v)


def _tensor(matrix: Matrix | None) -> torch.Tensor:
    assert matrix is not None
    return torch.tensor(matrix)


def _by_head(joined: torch.Tensor, heads: int) -> torch.Tensor:
    """Blocks of neighbouring columns as heads, the split of nn.MultiheadAttention."""
    n_rows, n_columns = joined.shape
    return joined.reshape(n_rows, heads, n_columns // heads).transpose(0, 1).contiguous()
