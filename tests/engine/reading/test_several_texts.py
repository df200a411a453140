"""Heads over several texts together, against the rules applied to the weights themselves."""

from collections import Counter

import numpy as np
import pytest

from engine import Reading, read
from engine.errors import InputError
from engine.matrices.input import MatrixInput
from engine.reading.readers import read_matrices
from engine.reading.several_texts import pool_heads
from tests.engine.columns import HEAD_NUMBERS

# Sums of up to 400 float64 terms, added in another order.
CLOSE = {"rtol": 1e-12, "atol": 1e-12}


@pytest.fixture(scope="module")
def readings(sentences: list[str]) -> list[Reading]:
    return [read(sentence) for sentence in sentences]


def test_one_text_pooled_is_that_text(readings: list[Reading]) -> None:
    pooled, alone = pool_heads(readings[:1]), readings[0].heads
    for name in HEAD_NUMBERS:
        np.testing.assert_allclose(getattr(pooled, name), getattr(alone, name), **CLOSE)
    assert pooled.labels == alone.labels


def test_a_pooled_number_is_the_mean_over_all_rows_of_all_texts(readings: list[Reading]) -> None:
    pooled = pool_heads(readings[:3])
    lengths = [len(reading.query_tokens) for reading in readings[:3]]
    assert len(set(lengths)) > 1  # Else the mean of the texts' means would be the same.
    entropy = np.concatenate([reading.rows.entropy_bits for reading in readings[:3]], axis=2)
    np.testing.assert_allclose(pooled.entropy_bits, entropy.mean(axis=2), **CLOSE)
    previous = [
        np.stack([np.diagonal(reading.layer_weights(layer), -1, 1, 2).sum(axis=-1) for layer in range(6)])
        for reading in readings[:3]
    ]
    # Weights in float32 here and measured in float32 there: six digits.
    np.testing.assert_allclose(pooled.previous_share, sum(previous) / sum(lengths), atol=1e-6)


def test_pooled_labels_are_what_the_rules_say_of_all_rows_together(readings: list[Reading]) -> None:
    labels = pool_heads(readings).labels
    for layer in range(6):
        for head in range(12):
            assert labels[layer][head].name == _label(readings, layer, head), (layer, head)


def test_pooled_label_counts_are_those_the_rules_were_calibrated_with(readings: list[Reading]) -> None:
    counts = Counter(label.name for layer in pool_heads(readings).labels for label in layer)
    wanted = {"sink": 32, "mixed": 29, "broad": 6, "content": 3, "previous": 1, "next": 1}
    assert counts.keys() == wanted.keys()
    for name, number in wanted.items():
        assert abs(counts[name] - number) <= 2, counts


def test_a_measure_that_no_row_defines_is_nan() -> None:
    one_key = read_matrices(MatrixInput(queries=np.ones((2, 1)), keys=np.ones((1, 1)), values=np.ones((1, 1))))
    pooled = pool_heads([one_key, one_key])
    assert np.isnan(pooled.normalised_entropy).all()
    assert pooled.entropy_bits.item() == 0
    assert pooled.labels[0][0].name == "too few keys"


def test_pooling_nothing_and_pooling_different_models_are_refused(readings: list[Reading]) -> None:
    with pytest.raises(InputError, match="no text"):
        pool_heads([])
    other = read_matrices(MatrixInput(queries=np.ones((1, 1)), keys=np.ones((1, 1)), values=np.ones((1, 1))))
    with pytest.raises(InputError, match="heads differ"):
        pool_heads([readings[0], other])


def _label(readings: list[Reading], layer: int, head: int) -> str:
    """The label by the rules, from the weights of the ordinary queries (each sees 4 keys or more in these texts)."""
    at_offset: dict[int, list[float]] = {offset: [] for offset in range(-4, 5)}
    at_key: dict[str, list[float]] = {}
    sharpness, largest = [], []
    for reading in readings:
        weights, tokens = reading.weights(layer, head), reading.key_tokens
        for query in (position for position, token in enumerate(tokens) if not token.special):
            for offset, shares in at_offset.items():
                key = query + offset
                if key != 0:
                    shares.append(weights[query, key] if 0 < key < len(tokens) else 0.0)
            for key, token in enumerate(tokens):
                at_key.setdefault(f"sink {token}" if token.special else f"column {key}", []).append(weights[query, key])
            sharpness.append(reading.rows.sharpness[layer, head, query])
            largest.append(weights[query].max())
    offset = max(at_offset, key=lambda offset: np.mean(at_offset[offset]))
    if np.mean(at_offset[offset]) >= 0.5:
        return {-1: "previous", 0: "itself", 1: "next"}.get(offset, f"offset {offset:+d}")
    role = max(at_key, key=lambda role: np.mean(at_key[role]))
    if np.mean(at_key[role]) >= 0.5:
        return role.split()[0]
    if np.mean(sharpness) < 1:
        return "broad" if np.mean(sharpness) >= 0.25 else "uniform"
    return "content" if np.mean(np.array(largest) >= 0.5) >= 0.5 else "mixed"
