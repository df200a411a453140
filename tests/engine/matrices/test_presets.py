"""Each preset shows what its sentence says."""

import numpy as np
import pytest

from engine.matrices.presets import PRESETS, preset
from engine.matrices.steps import trace_matrices


def weights(name):
    return trace_matrices(preset(name).matrices).weights


def normalised_entropy(row):
    return -(row * np.log(row)).sum() / np.log(len(row))


@pytest.mark.parametrize("one", PRESETS, ids=lambda one: one.name)
def test_a_preset_fits_a_page_and_gives_finite_numbers(one):
    one.matrices.check_page_limits()
    steps = trace_matrices(one.matrices)
    assert np.isfinite(steps.weights).all()
    assert np.isfinite(steps.joined).all()
    assert one.title
    assert one.sentence.endswith(".")


def test_names_and_titles_are_all_different():
    assert len({one.name for one in PRESETS}) == len({one.title for one in PRESETS}) == len(PRESETS)
    assert preset("example-a").title == "Worked example A"
    assert preset("no such preset") is None


def test_identity_leads_on_the_diagonal_and_its_output_is_the_weights():
    steps = trace_matrices(preset("identity").matrices)
    assert (steps.weights[0].argmax(axis=1) == range(4)).all()
    assert all(normalised_entropy(row) > 0.95 for row in steps.weights[0])
    np.testing.assert_array_equal(steps.output, steps.weights)


def test_one_row_matches_one_key():
    (head,) = weights("one-match")
    tokens = preset("one-match").matrices.query_tokens
    assert head[tokens.index("it"), tokens.index("cat")] > 0.9
    np.testing.assert_allclose(head[:4], 0.2, rtol=1e-15)


def test_equal_keys_are_uniform():
    steps = trace_matrices(preset("equal-keys").matrices)
    np.testing.assert_array_equal(steps.weights, np.full((1, 4, 4), 0.25))
    np.testing.assert_array_equal(steps.output[0], np.tile(preset("equal-keys").matrices.values.mean(axis=0), (4, 1)))


def test_large_scores_saturate():
    steps = trace_matrices(preset("large-scores").matrices)
    ordered = np.sort(steps.scores[0], axis=1)
    np.testing.assert_array_equal(ordered[:, -1] - ordered[:, -2], 18)
    assert (steps.weights.max(axis=2) > 0.999999).all()
    assert (steps.weights[0].argmax(axis=1) != range(4)).any()


def test_the_causal_preset_hides_the_upper_right():
    (head,) = weights("causal")
    assert (head[np.triu_indices(5, 1)] == 0).all()
    assert (head[np.tril_indices(5)] > 0).all()
    assert head[0, 0] == 1


def test_two_heads_look_at_the_token_before_and_after():
    before, after = weights("two-heads")
    assert before.argmax(axis=1).tolist() == [0, 0, 1, 2]
    assert after.argmax(axis=1).tolist() == [1, 2, 3, 3]
    assert before.max(axis=1).min() > 0.9
    assert after.max(axis=1).min() > 0.9


def test_the_heads_of_the_projected_preset_do_what_its_sentence_says():
    other_kind, own_kind = weights("projections")
    nouns, verb = [0, 3], 1
    assert (other_kind[nouns, verb] > 0.9).all()
    assert (other_kind[verb, nouns] > 0.4).all()
    assert (own_kind[nouns][:, nouns].sum(axis=1) > 0.9).all()
    assert own_kind[verb, verb] > 0.9
    assert trace_matrices(preset("projections").matrices).projected is not None


@pytest.mark.parametrize(
    ("name", "row", "output"),
    [
        ("example-a", [0.9999832985781520, 1.670142184809518e-05], [10.000334028436964, 20.000334028436964]),
        ("example-a-scaled", [0.9995813993860605, 4.186006139396039e-04], [10.008372012278793, 20.008372012278794]),
        ("example-b", [0.760368441858021, 0.239631558141979], [1.479263116283959, 2.479263116283958]),
        ("given-weights", [0.1, 0.7, 0.2], [0.1, 0.7, 0.2]),
        ("one-key", [1], [7, 8, 9]),
    ],
)
def test_a_worked_example_gives_its_worked_numbers(name, row, output):
    steps = trace_matrices(preset(name).matrices)
    # The last digits that float64 has, after a few sums.
    np.testing.assert_allclose(steps.weights, [[row]], rtol=0, atol=1e-12)
    np.testing.assert_allclose(steps.joined, [output], rtol=1e-12)


def test_the_examples_that_are_worked_to_six_digits():
    np.testing.assert_allclose(
        trace_matrices(preset("example-b-unscaled").matrices).joined, [[1.238406, 2.238406]], rtol=0, atol=5e-7
    )
    np.testing.assert_allclose(weights("softmax-123"), [[[0.090031, 0.244728, 0.665241]]], rtol=0, atol=5e-7)
