"""The steps of attention: by hand, against PyTorch's own attention, and by the properties of softmax."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.attention import steps

# float64 carries 16 digits; a sum of a few products loses at most the last three.
CLOSE = {"rtol": 1e-12, "atol": 1e-12}

A = ([[1, 0]], [[1, 0], [-10, 1]], [[10, 20], [30, 40]])
B = ([[1, 0, 1]], [[1, 0, 1], [0, 1, 0]], [[1, 2], [3, 4]])

SCORES = arrays(float, st.tuples(st.integers(1, 5), st.integers(1, 7)), elements=st.floats(-30, 30))


def matrices(*rows):
    return [torch.tensor(row, dtype=torch.float64) for row in rows]


def equal(found, wanted, **tolerance):
    torch.testing.assert_close(found, torch.as_tensor(wanted, dtype=found.dtype), **(tolerance or CLOSE))


@pytest.mark.parametrize(
    ("example", "scale", "raw", "weights", "output"),
    [
        (A, 1.0, [1, -10], [0.9999832985781520, 1.670142184809518e-05], [10.000334028436964, 20.000334028436964]),
        (
            A,
            1 / math.sqrt(2),
            [1, -10],
            [0.9995813993860605, 4.186006139396039e-04],
            [10.008372012278793, 20.008372012278794],
        ),
        (B, 1 / math.sqrt(3), [2, 0], [0.760368441858021, 0.239631558141979], [1.479263116283959, 2.479263116283958]),
    ],
    ids=["A", "A scaled", "B scaled"],
)
def test_the_worked_examples_come_out(example, scale, raw, weights, output):
    queries, keys, values = matrices(*example)
    found = steps.scores(queries, keys)
    equal(found, [raw])
    found = steps.softmax_weights(steps.mask_scores(steps.scale_scores(found, scale), None))
    equal(found, [weights])
    equal(steps.weighted_sum(found, values), [output])


def test_softmax_of_one_two_three():
    (scores,) = matrices([1, 2, 3])
    total = math.exp(-2) + math.exp(-1) + 1
    equal(steps.softmax_weights(scores[None])[0], [math.exp(-2) / total, math.exp(-1) / total, 1 / total])
    # The numbers as they are printed, so to half of their last digit.
    equal(steps.softmax_weights(scores[None])[0], [0.090031, 0.244728, 0.665241], rtol=0, atol=5e-7)


def test_weights_of_a_tenth_seven_tenths_and_two_tenths_pick_those_parts_of_the_values():
    weights, values = matrices([[0.1, 0.7, 0.2]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    equal(steps.weighted_sum(weights, values), [[0.1, 0.7, 0.2]])


def test_one_key_alone_gets_all_the_weight_whatever_its_score():
    equal(steps.softmax_weights(matrices([[-1e300], [0], [1e300]])[0]), [[1], [1], [1]])


def test_large_scores_do_not_overflow():
    equal(steps.softmax_weights(matrices([[1000, 0], [-1000, -1000]])[0]), [[1, 0], [0.5, 0.5]])


def test_a_masked_key_gets_no_weight_and_the_others_share_it():
    scores, visible = matrices([[1, 2, 3]])[0], torch.tensor([[True, True, False]])
    share = 1 / (1 + math.e)
    equal(steps.softmax_weights(steps.mask_scores(scores, visible)), [[share, 1 - share, 0]])


def test_a_row_that_sees_no_key_is_nan_and_leaves_the_others_alone():
    visible = torch.tensor([[False, False], [True, True]])
    weights = steps.softmax_weights(steps.mask_scores(torch.zeros(2, 2), visible))
    output = steps.weighted_sum(weights, torch.tensor([[1.0], [3.0]]))
    torch.testing.assert_close(output, torch.tensor([[torch.nan], [2.0]]), equal_nan=True)


def test_a_soft_cap_squeezes_the_scores_and_none_changes_nothing():
    scores = matrices([[-1000, 0, 0.001, 5]])[0]
    equal(steps.cap_scores(scores, 2.0), [[-2, 0, 2 * math.tanh(0.0005), 2 * math.tanh(2.5)]])
    assert steps.cap_scores(scores, None) is scores


@pytest.mark.parametrize("mask", ["none", "causal", "cells"])
def test_the_steps_agree_with_pytorchs_own_attention(mask):
    generator = torch.Generator().manual_seed(1)
    shapes = ((2, 3, 5, 4), (2, 3, 7, 4), (2, 3, 7, 6))  # layer head query/key width
    queries, keys, values = (torch.randn(*shape, generator=generator, dtype=torch.float64) for shape in shapes)
    visible = {
        "none": None,
        "causal": torch.ones(5, 7, dtype=torch.bool).tril(),
        "cells": torch.rand(5, 7, generator=generator) > 0.3,
    }[mask]
    wanted = torch.nn.functional.scaled_dot_product_attention(queries, keys, values, attn_mask=visible, scale=0.3)
    scores = steps.mask_scores(steps.scale_scores(steps.scores(queries, keys), 0.3), visible)
    equal(steps.weighted_sum(steps.softmax_weights(scores), values), wanted)


@given(SCORES)
def test_rows_of_weights_are_positive_and_sum_to_one(scores):
    weights = steps.softmax_weights(torch.from_numpy(scores))
    assert (weights > 0).all()
    equal(weights.sum(dim=-1), np.ones(len(scores)))


@given(SCORES, st.floats(-100, 100))
def test_adding_the_same_number_to_a_row_of_scores_changes_no_weight(scores, shift):
    scores = torch.from_numpy(scores)
    # Adding 100 to a score rounds it at 1e-14, and the weight by as much.
    equal(steps.softmax_weights(scores + shift), steps.softmax_weights(scores), rtol=1e-12, atol=0)


@given(SCORES, st.randoms(use_true_random=False))
def test_reordering_the_keys_reorders_the_weights_and_keeps_the_output(scores, random):
    scores = torch.from_numpy(scores)
    order = list(range(scores.shape[1]))
    random.shuffle(order)
    values = torch.randn(len(order), 3, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    weights = steps.softmax_weights(scores)
    equal(steps.softmax_weights(scores[:, order]), weights[:, order])
    equal(steps.weighted_sum(weights[:, order], values[order]), steps.weighted_sum(weights, values))
