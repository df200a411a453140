"""The ready-made sentences and what is kept of them."""

import numpy as np
import pytest

from engine.models.catalogue import CATALOGUE
from engine.reading import examples
from engine.reading.examples import (
    EXAMPLES,
    KEPT_MODELS,
    OF_ONE_MODEL,
    Example,
    examples_for,
    keep_example,
    load_example,
)
from engine.reading.readers import read, read_text
from tests.engine.new_numbers import HALF_WEIGHT, SEEN_KEYS, add_record, measure_half_weight


@pytest.mark.parametrize("model", KEPT_MODELS)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_what_is_kept_of_an_example_is_what_the_model_says_of_it(example, model):
    kept, fresh = load_example(example.text, model), read(example.text, model)
    assert kept.query_tokens == fresh.query_tokens
    assert kept.rows.arrays.keys() == fresh.rows.arrays.keys()
    for name, values in fresh.rows.arrays.items():
        # Another processor's kernels may round the model's float32 another way: 1e-4 is 20 times what was seen.
        np.testing.assert_allclose(kept.rows.arrays[name], values, rtol=1e-3, atol=1e-4, err_msg=name)
    kept_names, fresh_names = (
        [[label.name for label in of_layer] for of_layer in reading.heads.labels] for reading in (kept, fresh)
    )
    assert kept_names == fresh_names
    for layer in range(fresh.n_layers):
        np.testing.assert_allclose(kept.layer_weights(layer), fresh.layer_weights(layer), rtol=0, atol=1e-5)


def test_only_the_very_text_of_an_example_has_a_kept_reading():
    assert load_example(EXAMPLES[0].text + " ", "minilm") is None
    assert load_example(EXAMPLES[0].text, "another") is None


def test_a_reading_kept_of_other_weights_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(examples, "FOLDER", tmp_path)
    path = keep_example(read(EXAMPLES[0].text), EXAMPLES[0], "minilm")
    assert load_example(EXAMPLES[0].text, "minilm") is not None
    with np.load(path) as file:
        kept = dict(file)
    np.savez(path, **(kept | {"sha256": np.array("0" * 64)}))
    assert load_example(EXAMPLES[0].text, "minilm") is None


def test_what_is_kept_of_tokens_is_the_tokens_themselves(tmp_path, monkeypatch):
    monkeypatch.setattr(examples, "FOLDER", tmp_path)
    monkeypatch.setattr(examples, "EXAMPLES", (unknown := Example("unknown", "I 😀 unbelievably.", ""),))
    reading = read(unknown.text)
    keep_example(reading, unknown, "minilm")
    kept = load_example(unknown.text, "minilm").query_tokens
    assert kept == reading.query_tokens
    assert [token.text for token in kept if token.unknown] == ["😀"]


def test_a_reading_kept_before_a_number_came_is_not_used_and_says_how_to_make_it_again(monkeypatch, caplog):
    add_record(monkeypatch, HALF_WEIGHT)
    assert load_example(EXAMPLES[0].text, "minilm") is None
    assert caplog.messages == ["minilm-book.npz was made before there was half_weight: run make examples"]


def test_a_number_that_is_worked_out_or_that_few_models_have_needs_no_example_made_again(monkeypatch, caplog):
    add_record(monkeypatch, SEEN_KEYS)
    add_record(monkeypatch, HALF_WEIGHT, only_for="a model with gates")
    reading = load_example(EXAMPLES[0].text, "minilm")
    assert (reading.heads.seen_keys == len(reading.query_tokens)).all()
    assert not caplog.messages


def test_an_example_made_again_holds_the_new_number(tmp_path, monkeypatch):
    monkeypatch.setattr(examples, "FOLDER", tmp_path)
    add_record(monkeypatch, HALF_WEIGHT)
    measure_half_weight(monkeypatch)
    keep_example(read(EXAMPLES[0].text), EXAMPLES[0], "minilm")
    reading = load_example(EXAMPLES[0].text, "minilm")
    np.testing.assert_allclose(reading.rows.half_weight, reading.rows.max_weight / 2, rtol=1e-6)


def test_examples_have_texts_and_names_of_their_own():
    assert {example.model for example in OF_ONE_MODEL} <= {*CATALOGUE}
    every = (*EXAMPLES, *OF_ONE_MODEL)
    assert len({example.text for example in every}) == len({example.name for example in every}) == len(every)
    assert len({example.text for example in EXAMPLES}) == len({example.name for example in EXAMPLES}) == len(EXAMPLES)


def test_a_model_is_offered_its_own_sentences_first():
    assert examples_for("minilm") == EXAMPLES
    assert [example.model for example in examples_for("smollm2")][:4] == ["smollm2", "smollm2", "smollm2", ""]
    assert {example.model for example in examples_for("dates")} == {"dates"}


@pytest.mark.parametrize(
    ("text", "date"), [("third-of-may", "2021-05-03"), ("handover", "1997-07-01"), ("moon", "1969-07-20")]
)
def test_the_translator_writes_the_dates_of_its_examples(text, date):
    example = next(example for example in OF_ONE_MODEL if example.name == text)
    assert read_text(example.text, "dates").written == date


def test_the_hints_about_smollm2_hold():
    found = read_text("blue cat green dog blue cat green", "smollm2")
    tokens = [token.text for token in found.reading().query_tokens]
    weights = found.reading().weights(18, 6)
    assert tokens[weights[-1].argmax()] == "dog"
    assert found.likeliest(len(tokens) - 1, 1)[0].text == " dog"
    assert read_text("The capital of France is", "smollm2").likeliest(4, 1)[0].text == " Paris"


def test_a_name_that_somebody_typed_is_no_part_of_a_path(tmp_path, monkeypatch):
    monkeypatch.setattr(examples.np, "load", lambda *_, **__: pytest.fail("a file was opened"))
    example = EXAMPLES[0]
    (tmp_path / f"x-{example.name}.npz").write_bytes(b"not ours")
    for model in (str(tmp_path / "x"), "../examples/minilm", "y" * 5_000, "a\0b"):
        assert load_example(example.text, model) is None
