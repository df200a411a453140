"""Products of matrices in the wrong order: what NumPy says, or does not say."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from engine.course.arithmetic import Matrix, attend, softmax


@dataclass(frozen=True, eq=False)
class Product:
    """What came of a product: the result, or the error as NumPy words it. Each is empty where the other is not."""

    result: Float[np.ndarray, "_rows _columns"] | None
    error: str = ""


def multiply(first: Matrix, second: Matrix) -> Product:
    """first times second, really tried."""
    try:
        return Product(np.dot(first, second))
    except ValueError as error:
        return Product(None, str(error))


@dataclass(frozen=True, eq=False)
class Factors:
    """Queries, keys and values to multiply. Nothing is scaled, so that the numbers can be followed by hand."""

    queries: Matrix
    keys: Matrix
    values: Matrix

    @property
    def weights(self) -> Matrix:
        """The weights as they should be."""
        found = attend(self.queries, self.keys, self.values, divisor=1.0).weights
        assert found is not None
        return found

    @property
    def output(self) -> Matrix:
        """The output as it should be."""
        return self.weights @ self.values


SQUARE = Factors(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0], [-10.0, 1.0]]), np.array([[10.0, 20.0], [30.0, 40.0]]))
"""Two keys of two numbers: K has as many rows as columns."""

WIDE = Factors(
    np.array([[1.0, 0.0, 1.0]]), np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])
)
"""Two keys of three numbers."""

THREE = Factors(
    np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]]),
    np.array([[1.0, 0.0], [0.0, 1.0], [1.0, -1.0]]),
    np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]),
)
"""Three queries, three keys, values of three numbers: weights and values are both square."""


@dataclass(frozen=True, eq=False)
class Chain:
    """Attention in one order: scores, weights and output as far as it came, and where it ended the error."""

    scores: Float[np.ndarray, "_rows _columns"] | None
    weights: Float[np.ndarray, "_rows _columns"] | None
    output: Float[np.ndarray, "_rows _columns"] | None
    error: str = ""


def chain(factors: Factors, *, transposed: bool) -> Chain:
    """softmax(Q K^T) V with the transpose, or softmax(Q K) V without it."""
    product = multiply(factors.queries, factors.keys.T if transposed else factors.keys)
    if product.result is None:
        return Chain(None, None, None, product.error)
    weights = softmax(product.result)
    output = multiply(weights, factors.values)
    return Chain(product.result, weights, output.result, output.error)


def mix(weights: Matrix, values: Matrix, order: str) -> Product:
    """The product in one of three orders: "weights @ values", "values @ weights" or "weights.T @ values"."""
    if order == "values @ weights":
        return multiply(values, weights)
    return multiply(weights.T if order == "weights.T @ values" else weights, values)


def outside(output: Matrix, values: Matrix) -> float:
    """The share of the output's numbers that lie outside the range of the values in their column; 0 for a mixture.

    A weighted average cannot leave the range of what it averages (1e-9 is left for rounding).
    """
    low, high = values.min(axis=0), values.max(axis=0)
    return float(((output < low - 1e-9) | (output > high + 1e-9)).mean())


def drawn(n_queries: int, n_keys: int, width: int) -> tuple[Matrix, Matrix]:
    """Queries and keys of these shapes: small whole numbers, the same each time."""
    random = np.random.default_rng(n_queries * 100 + n_keys * 10 + width)
    return (
        random.integers(-2, 4, (n_queries, width)).astype(float),
        random.integers(-2, 4, (n_keys, width)).astype(float),
    )
