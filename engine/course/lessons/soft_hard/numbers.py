"""Soft and hard attention: what each hands on, and what can be learned through it.

Soft attention mixes all values by softmax weights; hard attention takes the value of the best key alone (Xu et al.
2015, section 4). Gradients are PyTorch's own, by automatic differentiation in float64.
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from engine.errors import InputError

WAYS = ("soft", "hard")


@dataclass(frozen=True, eq=False)
class Slope:
    """The loss of one query's output, and how it changes with each score.

    reaches: whether automatic differentiation found any way from the loss back to the scores; gradient is 0 without.
    """

    weights: Float[np.ndarray, " key"]
    output: Float[np.ndarray, " width"]
    loss: float
    gradient: Float[np.ndarray, " key"]
    reaches: bool

    @property
    def size(self) -> float:
        """The length of the gradient: 0 where nothing can be learned."""
        return float(np.linalg.norm(self.gradient))


@dataclass(frozen=True, eq=False)
class Training:
    """What became of a query step by step; the first row is the start."""

    queries: Float[np.ndarray, "step width"]
    losses: Float[np.ndarray, " step"]
    weights: Float[np.ndarray, "step key"]


def choose_weights(scores: Float[Tensor, " key"], way: str, temperature: float = 1.0) -> Float[Tensor, " key"]:
    """softmax(scores / temperature) for soft; 1 for the best key and 0 for the others for hard. InputError else."""
    if way == "soft":
        if not temperature > 0:
            raise InputError(f"the temperature of soft attention is above 0; got {temperature:g}. Raise it.")
        return torch.softmax(scores / temperature, dim=-1)
    if way == "hard":
        return torch.nn.functional.one_hot(scores.argmax(), len(scores)).to(scores.dtype)
    raise InputError(f"attention is soft or hard; got {way!r}.")


def score_slope(
    scores: Float[np.ndarray, " key"],
    values: Float[np.ndarray, "key width"],
    target: Float[np.ndarray, " width"],
    way: str,
    temperature: float = 1.0,
) -> Slope:
    """How the squared distance between the output and a target changes with each score."""
    leaf = torch.tensor(scores, dtype=torch.float64, requires_grad=True)
    # The values are trained too, so that there is always something to differentiate.
    kept = torch.tensor(values, dtype=torch.float64, requires_grad=True)
    weights = choose_weights(leaf, way, temperature)
    output = weights @ kept
    loss = (output - torch.tensor(target, dtype=torch.float64)).square().sum()
    gradient, _ = torch.autograd.grad(loss, (leaf, kept), allow_unused=True)
    return Slope(
        weights.detach().numpy(),
        output.detach().numpy(),
        float(loss.detach()),
        np.zeros(len(scores)) if gradient is None else gradient.numpy(),
        gradient is not None,
    )


def train_query(
    query: Float[np.ndarray, " width"],
    keys: Float[np.ndarray, "key width"],
    values: Float[np.ndarray, "key value_width"],
    target: Float[np.ndarray, " value_width"],
    way: str,
    n_steps: int,
    rate: float,
) -> Training:
    """Gradient descent on the query alone, to bring the output to the target; keys and values stay as they are."""
    learned = torch.tensor(query, dtype=torch.float64)
    fixed_keys = torch.tensor(keys, dtype=torch.float64)
    queries, losses, weights = [], [], []
    for _ in range(n_steps + 1):
        scores = fixed_keys @ learned
        slope = score_slope(scores.numpy(), values, target, way)
        queries.append(learned.numpy())
        losses.append(slope.loss)
        weights.append(slope.weights)
        # The chain rule: each score is a key times the query.
        step = fixed_keys.T @ torch.from_numpy(slope.gradient)
        learned = learned - rate * step
    return Training(np.array(queries), np.array(losses), np.array(weights))
