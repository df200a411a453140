"""Heads over several texts together, against the rules applied to the weights themselves."""

from collections import Counter

import numpy as np
import pytest

from engine import Reading, read
from engine.errors import InputError
from engine.matrices.input import MatrixInput
from engine.reading.captures import read_matrices
from engine.reading.several_texts import pool_heads
from tests.engine.columns import HEAD_NUMBERS
from tests.engine.reference import marks_of

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
    previous, n_rows = np.zeros((6, 12)), 0
    for reading in readings[:3]:  # The rows of [CLS] and [SEP] are not judged, and the first word's is before a sink.
        weights = np.stack([reading.layer_weights(layer) for layer in range(6)])
        n_rows += weights.shape[2] - 2
        previous += sum(weights[:, :, row, row - 1] for row in range(2, weights.shape[2] - 1))
    # Weights in float32 here and measured in float32 there: six digits.
    np.testing.assert_allclose(pooled.to_previous, previous / n_rows, atol=1e-6)
    judged = [reading.rows.sharpness[:, :, 1:-1] for reading in readings[:3]]
    np.testing.assert_allclose(pooled.sharpness, np.median(np.concatenate(judged, axis=2), axis=2), **CLOSE)


def test_pooled_labels_are_what_the_rules_say_of_all_rows_together(readings: list[Reading]) -> None:
    """Of labels that are a destination, the rows are counted from the weights; of mixed heads none has half of them."""
    for layer, of_layer in enumerate(pool_heads(readings).labels):
        for head, label in enumerate(of_layer):
            counts, n_rows = _rows_at(readings, layer, head)
            assert label.judged_rows == n_rows
            if label.second in counts:
                assert (label.rows, label.second_rows) == (counts["sink"] + counts[label.second], counts[label.second])
            elif label.name in counts:
                assert label.rows == counts[label.name] >= n_rows / 2
            if label.name == "mixed":
                assert max(counts.values()) < n_rows / 2


def test_pooled_label_counts_are_those_the_rules_were_calibrated_with(readings: list[Reading]) -> None:
    counts = Counter(label.first.split()[0] for layer in pool_heads(readings).labels for label in layer)
    wanted = {"sink": 35, "mixed": 27, "broad": 5, "local": 4, "previous": 1}
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


def _rows_at(readings: list[Reading], layer: int, head: int) -> tuple[dict[str, int], int]:
    """How many ordinary rows (each sees 4 keys or more in these texts) have half of their weight at a destination.

    Other words are left out: their rule asks for more.
    """
    names = ("sink", "itself", "previous", "next", "same word")
    counts, n_rows = dict.fromkeys(names, 0), 0
    for reading in readings:
        weights, tokens = reading.weights(layer, head), reading.key_tokens
        at = marks_of(tokens, tokens)[0]
        for query in (position for position, token in enumerate(tokens) if not token.special):
            shares = [weights[query][at[query] == number].sum() for number in range(6)]
            half = [number for number, share in enumerate(shares) if share >= 0.5 - 1e-5]
            n_rows += 1
            if len(half) == 1 and half[0] < len(names):
                counts[names[half[0]]] += 1
    return counts, n_rows
