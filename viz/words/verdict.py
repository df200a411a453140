"""The verdict on one input, in words: how spread out its heads are, and what the focused ones look at."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from engine.measures.labels import GROUPS, HeadLabel
from engine.plain import HeadName
from engine.reading.reading import Reading

_MEANINGS = {
    "uniform": "even, as if untrained",
    "broad": "more even than random scores",
    "selective": "sharper, but seldom with half of the weight on one key",
    "focused": "half or more of the weight on one place",
    "not judged": "too few keys to judge",
}


@dataclass(frozen=True)
class Verdict:
    """What is said above the pictures. text: plain sentences. The two heads are links; None where there is none."""

    text: str
    counts: dict[str, int]
    """Heads in each of GROUPS."""
    most_focused_on_content: HeadName | None
    most_uniform: HeadName | None


def give_verdict(reading: Reading) -> Verdict:
    """The verdict on all heads of a reading."""
    labels = {
        (layer, head): label
        for layer, of_layer in enumerate(reading.heads.labels)
        for head, label in enumerate(of_layer)
    }
    counts = {group: sum(label.group == group for label in labels.values()) for group in GROUPS}
    return Verdict(
        text=_sentences(counts, labels),
        counts=counts,
        most_focused_on_content=_most_focused_on_content(reading, labels),
        most_uniform=_most_uniform(reading, counts),
    )


def _sentences(counts: dict[str, int], labels: dict[HeadName, HeadLabel]) -> str:
    n_heads = len(labels)
    if counts["not judged"] == n_heads:
        return (
            f"Too few keys to judge {'this head' if n_heads == 1 else f'these {n_heads} heads'}: with 3 visible keys "
            "or fewer, random scores look focused and uniform alike. The numbers below are exact all the same."
        )
    parts = [f"{counts[group]} {group}" for group in ("uniform", "broad", "selective", "focused")]
    who = "The one head is" if n_heads == 1 else f"Of {n_heads} heads on this input,"
    if n_heads == 1:
        group = next(group for group in GROUPS if counts[group])
        first = f"{who} {group} on this input: {_MEANINGS[group]}."
    else:
        first = f"{who} {', '.join(parts[:-1])} and {parts[-1]}."
    return f"{first} {_what_the_focused_see(labels)}".strip()


def _what_the_focused_see(labels: dict[HeadName, HeadLabel]) -> str:
    focused = [label for label in labels.values() if label.group == "focused"]
    if not focused:
        return ""
    kinds = Counter("position" if label.name not in ("sink", "column", "content") else label.name for label in focused)
    sinks = Counter(label.target for label in focused if label.name == "sink")
    says = []
    if kinds["sink"]:
        where = " and ".join(target for target, _ in sinks.most_common(2))
        says.append((kinds["sink"], f"at a sink ({where}), which soaks up weight whatever the input says"))
    if kinds["column"]:
        says.append((kinds["column"], "at one other token"))
    if kinds["position"]:
        says.append((kinds["position"], "at a fixed place (the previous or next token, say)"))
    if kinds["content"]:
        says.append((kinds["content"], "at content"))
    if len(focused) == 1:
        return f"{'It' if len(labels) == 1 else 'The focused one'} looks {says[0][1]}."
    parts = [f"{count} look{'s' if count == 1 else ''} {where}" for count, where in says]
    most = "most look at a sink: " if kinds["sink"] > len(focused) / 2 else ""
    return f"Of the {len(focused)} focused ones, {most}{'; '.join(parts)}."


def _most_focused_on_content(reading: Reading, labels: dict[HeadName, HeadLabel]) -> HeadName | None:
    """The sharpest of the heads whose label is content, by its mean normalised entropy."""
    candidates = [head for head, label in labels.items() if label.name == "content"]
    return min(candidates, key=lambda head: float(reading.heads.normalised_entropy[head]), default=None)


def _most_uniform(reading: Reading, counts: dict[str, int]) -> HeadName | None:
    spread = reading.heads.normalised_entropy
    if spread.size < 2 or np.isnan(spread).all() or counts["not judged"] == spread.size:
        return None
    layer, head = np.unravel_index(int(np.nanargmax(spread)), spread.shape)
    return int(layer), int(head)
