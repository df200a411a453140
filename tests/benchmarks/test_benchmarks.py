"""What the benchmarks compare is the same thing on both sides; their times are not tested."""

import importlib

import pytest
import torch

from benchmarks.classroom import percentile
from benchmarks.shared.sentences import NAMES, sentence_of, short_sentence
from benchmarks.statistics import SHAPES, WAYS, fused_forward, make_capture, materialised
from engine import steps
from engine.models import load_model
from engine.statistics import measure, measure_entropy


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_the_materialised_way_gives_the_same_entropy(shape):
    capture = make_capture(shape, 70)
    # float32 on both sides, and a logarithm of 70 keys: a few roundings of 6 bits.
    torch.testing.assert_close(materialised(capture), measure_entropy(capture)[0], atol=1e-5, rtol=0)
    everything = torch.from_numpy(measure(capture).entropy_bits[0]).float()
    torch.testing.assert_close(materialised(capture), everything, atol=1e-5, rtol=0)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_the_fused_forward_is_the_attention_of_the_capture(shape):
    layer = make_capture(shape, 70).layers[0]
    visible = layer.mask.visible(range(70), 70)
    scores = steps.scale_scores(steps.scores(layer.queries, layer.keys_by_head()), layer.scale)
    weights = steps.softmax_weights(steps.mask_scores(scores, visible))
    wanted = steps.weighted_sum(weights, layer.values_by_head())
    torch.testing.assert_close(fused_forward(make_capture(shape, 70))[0], wanted, atol=1e-5, rtol=0)


def test_every_way_runs_on_a_short_text():
    assert len(WAYS) == 5
    for way in WAYS.values():
        assert way(make_capture(SHAPES[1], 9)) is not None


@pytest.mark.parametrize("n_tokens", [12, 128, 512])
def test_the_texts_have_as_many_tokens_as_their_names_say(n_tokens):
    assert len(load_model("minilm").tokenize(sentence_of(n_tokens))[1]) == n_tokens


def test_every_short_sentence_has_twelve_tokens():
    tokenize = load_model("minilm").tokenize
    assert {len(tokenize(short_sentence(name))[1]) for name in NAMES} == {12}


def test_a_percentile_is_read_from_the_sorted_times():
    times = [float(time) for time in range(101)]
    assert percentile(times[::-1], 50) == 50
    assert percentile(times, 95) == 95


@pytest.mark.parametrize("name", ["atlas", "classroom", "repaint", "statistics", "text"])
def test_a_benchmark_is_a_command_that_says_what_it_prints(name):
    module = importlib.import_module(f"benchmarks.{name}")
    assert callable(module.main)
    assert f"python -m benchmarks.{name}" in module.__doc__
