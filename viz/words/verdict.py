"""The verdict on one input, in words: what its heads do, and what is worth a look."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from engine.measures.labels import FAMILIES, HeadLabel
from engine.measures.worth import Link, head_worth_a_look, strongest_link
from engine.plain import HeadName, count, head_name
from engine.reading.reading import Reading
from viz.shown_text import plain_label


@dataclass(frozen=True)
class Verdict:
    """What is said above the pictures. text: plain sentences. The heads and the link are links of the page."""

    text: str
    counts: dict[str, int]
    """Heads in each of FAMILIES."""
    at_words: HeadName | None
    """The head with the most weight on other words beyond chance; None where no head has more than chance."""
    link: Link | None
    """Where there is no such head, the strongest link between two words."""
    link_words: str
    most_even: HeadName | None


def give_verdict(reading: Reading) -> Verdict:
    """The verdict on all heads of a reading."""
    labels = [label for of_layer in reading.heads.labels for label in of_layer]
    counts = {family: sum(label.family == family for label in labels) for family in FAMILIES}
    at_words = head_worth_a_look(reading.heads)
    link = strongest_link(reading.rows, reading.query_tokens, reading.key_tokens) if at_words is None else None
    return Verdict(
        text=_sentences(counts, labels),
        counts=counts,
        at_words=at_words,
        link=link,
        link_words="" if link is None else _link_words(reading, link),
        most_even=_most_even(reading),
    )


def _sentences(counts: dict[str, int], labels: list[HeadLabel]) -> str:
    n_heads = len(labels)
    if all(label.name == "too few keys" for label in labels):
        return (
            f"Too few keys to judge {'this head' if n_heads == 1 else f'these {n_heads} heads'}: with 3 visible keys "
            "or fewer, random scores look focused and uniform alike. The numbers below are exact all the same."
        )
    sinks = Counter(label.target for label in labels if label.first == "sink")
    at_sinks = f"at a sink ({', '.join(target for target, _ in sinks.most_common(2))})"
    two_jobs = sum(bool(label.second) for label in labels)
    if two_jobs:
        at_sinks += f", {two_jobs} of them with a second job,"
    said = {
        "sink": at_sinks,
        "place": "at a fixed place (the previous token, say)",
        "words": "at words",
        "broad": "broad",
        "uniform": "uniform",
        "mixed": "mixed",
        "not judged": "no more than random scores would show",
    }
    if n_heads == 1:
        family = next(family for family in FAMILIES if counts[family])
        return f"The one head on this input: {said[family]}."
    parts = [f"{counts[family]} {said[family]}" for family in FAMILIES if counts[family]]
    listed = f"{'; '.join(parts[:-1])}; and {parts[-1]}" if len(parts) > 1 else parts[0]
    return f"Of {count(n_heads, 'head')} on this input, {listed}.".replace(",;", ";").replace(",.", ".")


def _link_words(reading: Reading, link: Link) -> str:
    """The link, and how hard it was picked."""
    query, key = (
        f"“{plain_label(token, 24)}”" for token in (reading.query_tokens[link.query], reading.key_tokens[link.key])
    )
    often = f"{link.by_chance:.1f}" if link.by_chance >= 0.05 else "under 0.1"
    return (
        f"{query} → {key}, {link.weight:.2f} in {head_name(*link.head)}: the largest of "
        f"{count(link.looked_at, 'weight')} between two words; random scores would give {often} as large."
    )


def _most_even(reading: Reading) -> HeadName | None:
    spread = reading.heads.normalised_entropy
    judged = any(label.judged_rows for of_layer in reading.heads.labels for label in of_layer)
    if spread.size < 2 or np.isnan(spread).all() or not judged:
        return None
    layer, head = np.unravel_index(int(np.nanargmax(spread)), spread.shape)
    return int(layer), int(head)
