"""How labels of real heads fare when the text changes a little, and how many heads have which: as tables."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, reduce
from operator import add

import torch

from benchmarks.shared.marked import Table
from engine import read
from engine.attention.capture import AttentionCapture
from engine.attention.weights import masked_scores
from engine.measures.evidence import LabelEvidence
from engine.measures.heads import HeadStatistics
from engine.measures.labels import HeadLabel, label_evidence
from engine.models.loading import load_model
from engine.reading.captures import read_capture

MODELS = ("minilm", "smollm2")
NOISE = 1e-3

Labels = list[HeadLabel]


def without_period(sentence: str) -> str:
    return sentence.rstrip(".")


def appended(sentence: str) -> str:
    return sentence.rstrip(".") + " again."


def prepended(sentence: str) -> str:
    return "Today " + sentence[0].lower() + sentence[1:]


CHANGES: dict[str, Callable[[str], str]] = {
    "without the period": without_period,
    "a word appended": appended,
    "a word prepended": prepended,
}


@cache
def evidence_of(sentence: str, model: str) -> LabelEvidence:
    """What the labels of all heads are read from."""
    return read(sentence, model).heads.evidence


def labels_of(evidence: LabelEvidence) -> Labels:
    return [label for layer in label_evidence(evidence) for label in layer]


def pooled(sentences: Sequence[str], model: str) -> Labels:
    """The labels of all heads on several sentences together."""
    return labels_of(reduce(add, (evidence_of(sentence, model) for sentence in sentences)))


def noisy_heads(capture: AttentionCapture, seed: int, share: float = NOISE) -> HeadStatistics:
    """The heads with weights of which `share` is spread as random rows of unit scores are."""
    generator = torch.Generator().manual_seed(seed)
    layers = []
    for layer in capture.layers:
        scores = masked_scores((layer,))[0].double()
        random = torch.randn(scores.shape, generator=generator, dtype=torch.float64).masked_fill(
            scores.isinf(), -torch.inf
        )
        weights = (1 - share) * torch.softmax(scores, -1) + share * torch.softmax(random, -1)
        # The weights themselves, as scores: a masked key is masked again by the layer's own rule.
        nothing = torch.zeros(layer.n_heads, layer.n_queries, 1)
        bias = weights.clamp_min(1e-80).log().float()
        layers.append(replace(layer, queries=nothing, keys=nothing, values=nothing, scale=1.0, position_bias=bias))
    return read_capture(replace(capture, layers=tuple(layers))).heads


def pairs_of(sentences: Sequence[str], model: str) -> dict[str, list[tuple[HeadLabel, HeadLabel]]]:
    """For every change, the label of each head on each sentence before and after it."""

    def pairs(after: Callable[[int, str], Labels]) -> list[tuple[HeadLabel, HeadLabel]]:
        found = []
        for number, sentence in enumerate(sentences):
            found += zip(labels_of(evidence_of(sentence, model)), after(number, sentence), strict=True)
        return found

    def noisy(number: int, sentence: str) -> Labels:
        capture = load_model(model).capture(sentence)
        return [label for layer in noisy_heads(capture, number).labels for label in layer]

    found = {
        name: pairs(lambda _, sentence, change=change: labels_of(evidence_of(change(sentence), model)))
        for name, change in CHANGES.items()
    }
    half = len(sentences) // 2
    halves = zip(pooled(sentences[:half], model), pooled(sentences[half:], model), strict=True)
    return found | {"two halves of the corpus": list(halves), f"noise of {NOISE:g}": pairs(noisy)}


KINDS: dict[str, Callable[[HeadLabel], bool]] = {
    "all": lambda label: True,
    "no close call": lambda label: not label.just,
    "other words": lambda label: label.name.endswith("other words"),
}


def stability(sentences: Sequence[str], name: str) -> Table:
    """The share of labels that stay, with how many there are: of all heads, and of some kinds of them."""
    rows = []
    for model in MODELS:
        for change, pairs in pairs_of(sentences, model).items():
            cells = []
            for counts in KINDS.values():
                same = [before.name == after.name for before, after in pairs if counts(before)]
                cells.append(f"{sum(same) / len(same):.2f} ({len(same):,})" if same else "–")
            rows.append([f"{model}, {change}", *cells])
    return Table(name, ["change", *KINDS], rows)


def label_counts(sentences: Sequence[str], name: str) -> Table:
    """How many heads have which label, on each sentence alone and on all together."""
    columns = {}
    for model in MODELS:
        each = [label.name for sentence in sentences for label in labels_of(evidence_of(sentence, model))]
        columns[f"{model}, each sentence"] = Counter(each)
        columns[f"{model}, pooled"] = Counter(label.name for label in pooled(sentences, model))
    total = sum(columns.values(), Counter[str]())
    rows = [
        [label, *(f"{counts[label]:,}" if counts[label] else "" for counts in columns.values())]
        for label, _ in total.most_common()
    ]
    return Table(name, ["label", *columns], rows)
