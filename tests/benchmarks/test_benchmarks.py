"""What the benchmarks compare is the same thing on both sides; their times are not tested."""

import importlib
import math
from pathlib import Path

import pytest
import torch

from benchmarks import families, first_answer, long, windows
from benchmarks.shared.aims import Aim
from benchmarks.shared.entropy_and_shares import measure_entropy
from benchmarks.shared.sentences import NAMES, sentence_of, short_sentence
from benchmarks.shared.turns import Cost, each_in_its_own, in_one_process
from benchmarks.statistics import SHAPES, WAYS, fused_forward, make_capture, materialised
from benchmarks.visitors.visitor import percentile
from engine.attention import steps
from engine.measures.computing.survey import measure
from engine.measures.labels import HeadLabel
from engine.models.loading import load_model
from engine.reading.captures import read_capture


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


@pytest.fixture(scope="module")
def long_text():
    """What every way of the long benchmark gives for 24 tokens."""
    ids = long.ids_of(24)
    return {name: long.prepare(name, ids)() for name in long.WAYS}


def test_every_way_through_a_long_text_gives_the_same_entropy(long_text):
    found = long_text["one head at a time"].cpu()
    assert found.shape == (30, 9, 24)
    # Two models, whose kernels differ by some roundings in each of 30 layers.
    torch.testing.assert_close(long_text["output_attentions"], found, atol=2e-3, rtol=0)
    # One model and the same queries and keys: a few roundings of 5 bits.
    torch.testing.assert_close(long_text["entropy and shares"]["entropy_bits"].cpu(), found, atol=1e-4, rtol=0)
    everything = torch.from_numpy(long_text["everything"].rows.entropy_bits).float()
    torch.testing.assert_close(everything, found, atol=1e-4, rtol=0)


def test_the_bare_forward_is_of_the_same_text(long_text):
    wanted = long.own_model("eager")(input_ids=torch.tensor([long.ids_of(24)])).last_hidden_state[0]
    torch.testing.assert_close(long_text["bare forward"], wanted, atol=1e-2, rtol=1e-3)


def test_a_long_text_is_repeated_to_its_length():
    ids = long.ids_of(9000)
    assert len(ids) == 9000
    assert ids[:24] == long.ids_of(24)


def test_the_weights_of_8192_tokens_take_72_gigabytes():
    assert 72e9 < long.weights_bytes(8192) < 1.2 * 72e9


@pytest.mark.parametrize("name", families.FAMILIES)
def test_a_model_of_the_families_gives_the_same_output_every_way(name):
    outputs = [way() for way in families.FAMILIES[name](name).ways(40).values()]
    assert len(outputs) == 3
    for output in outputs[1:]:
        torch.testing.assert_close(output, outputs[0], atol=1e-3, rtol=1e-3)


def test_the_window_of_the_benchmark_is_that_part_of_the_materialised_head():
    found, wanted = (windows.prepare(way, 80)() for way in ("window", "materialised head"))
    assert found.shape == (20, 20)
    torch.testing.assert_close(torch.from_numpy(found), wanted, atol=1e-6, rtol=0, equal_nan=True)
    assert 0 < int(wanted.isnan().sum()) < wanted.numel()


def test_every_way_through_a_long_layer_runs():
    assert len(windows.prepare("overviews, all heads", 80)()) == windows.SHAPE.heads
    for way in ("entropy, all heads", "everything, all heads"):
        assert windows.prepare(way, 80)() is not None


def test_ways_take_turns_and_cost_their_own_memory():
    order = []
    costs = in_one_process({"first": lambda: order.append(1), "second": lambda: order.append(2)}, n_runs=2, n_before=1)
    assert order == [1, 2] * 3
    assert all(cost.cpu_s >= 0 and math.isnan(cost.peak_mib) for cost in costs.values())
    found = each_in_its_own(megabytes, {"large": (300,)}, n_runs=2)["large"]
    # Beside the 300 MiB asked for, only what Python itself needs.
    assert 290 < found.peak_mib < 330
    assert found.wall_s > 0


def megabytes(count):
    return lambda: torch.ones(count * 2**18)


def test_an_aim_says_whether_it_holds():
    assert Aim("this to that", 1.5).line(1.4) == "held    this to that: x1.40 (aim: at most x1.50)"
    assert Aim("that to this", 8, at_least=True).line(4).startswith("MISSED  that to this: x4.00 (aim: at least")
    assert Aim("a window", 5, unit="ms").line(5.3) == "MISSED  a window: 5.3 ms (aim: at most 5.0 ms)"


def test_when_each_answer_of_a_long_text_is_there():
    run, shares, everything = (Cost(cpu_s, 2 * cpu_s) for cpu_s in (60.0, 30.0, 90.0))
    found = first_answer.when(run, shares, everything, n_layers=30)
    assert [cost.cpu_s for cost in found.values()] == [150, 90, 180, 63, 105]
    assert [cost.wall_s for cost in found.values()] == [300, 180, 360, 126, 210]


def test_the_first_answer_and_everything_are_measured_of_the_same_layer():
    capture, labels = make_capture(SHAPES[1], 24), []
    costs = first_answer.costs_of_layer(first_answer.one_layer(capture, 0), labels, shares_first=True)
    assert list(costs) == [first_answer.SHARES, first_answer.EVERYTHING]
    assert labels == list(read_capture(capture).heads.labels[0])
    again = first_answer.costs_of_layer(capture, labels, shares_first=False)
    assert list(again) == [first_answer.EVERYTHING, first_answer.SHARES]


def test_the_labels_that_entropy_and_shares_decide_are_counted(capsys):
    names = ["sink", "mixed", "sink, else previous", "column", "broad", "uniform", "chance"]
    first_answer.print_labels([HeadLabel(name, 9, 9, "") for name in names])
    assert "the label of 3 of 7 heads" in capsys.readouterr().out


ROOT = Path(first_answer.__file__).parents[1]
BENCHMARKS = sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_is_a_command_that_says_what_it_prints(name):
    module = importlib.import_module(f"benchmarks.{name}")
    assert callable(module.main)
    assert f"python -m benchmarks.{name}" in module.__doc__
    assert f"python -m benchmarks.{name}" in (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
