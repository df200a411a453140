"""What each number and label means, in plain words: one place for every page."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.measures.labels import HeadLabel
from engine.measures.number import Number
from engine.measures.numbers import numbers_of
from engine.measures.rows import RowStatistics
from engine.plain import count, head_name
from engine.reading.reading import Reading
from engine.text.tokens import Token


@dataclass(frozen=True)
class ShownNumber:
    """A number with its name, as it is shown, and its meaning with its exact value."""

    name: str
    shown: str
    meaning: str


FLAG_MEANING = (
    "Near one-hot: one key has 0.9 of the weight or more; focused: half or more, and on what. Selective: sharpness 1 "
    "or more. Broad: under 1, as most random rows are. Uniform: under 0.25, as before training."
)


def head_numbers(reading: Reading, layer: int, head: int) -> list[ShownNumber]:
    """The numbers of one head, each the mean over its rows unless its meaning says otherwise."""
    shown = []
    for number in _on_page(reading.rows, "heads"):
        if number.name == "max_weight":
            shown.append(_largest_weight(number, reading, layer, head))
            continue
        value = float(getattr(reading.heads, number.name)[layer, head])
        said = f"{number.meaning} {number.over_rows}; exactly {exact(value)}."
        shown.append(ShownNumber(number.title, show_number(number.form, value), said))
    return shown


def row_numbers(reading: Reading, head: tuple[int, int], query: int) -> list[ShownNumber]:
    """The numbers of one row."""
    row = reading.rows.part(*head, range(query, query + 1))
    shown = []
    for number in _on_page(row, "rows"):
        value = float(number.by_row(row)[0, 0, 0])
        said = f"{number.meaning} This row: exactly {exact(value)}."
        if number.name == "max_weight":
            said = f"The largest weight of this row. Exactly {exact(value)}."
        shown.append(ShownNumber(number.title, show_number(number.form, value), said))
    return shown


def _on_page(rows: RowStatistics, table: str) -> list[Number]:
    return [number for number in numbers_of(rows) if number.on_page and table in number.tables]


def _largest_weight(number: Number, reading: Reading, layer: int, head: int) -> ShownNumber:
    """The one number of a head that is no mean: where it stands says more."""
    query = _largest_row(reading, layer, head)
    if query is None:
        return ShownNumber(number.title, "–", "No row sees a key.")
    weight = float(reading.rows.max_weight[layer, head, query])
    key = int(reading.rows.max_key[layer, head, query])
    where = f"query {query + 1} at key {key + 1}, both counted from 1"
    return ShownNumber(
        number.title,
        show_number(number.form, weight),
        f"The largest single weight of this head: {where}. Rows with one visible key, which has all of their weight, "
        f"are left out. Exactly {exact(weight)}.",
    )


def largest_weight_place(reading: Reading, layer: int, head: int) -> tuple[Token, Token] | None:
    """The query and the key of the largest weight of a head."""
    query = _largest_row(reading, layer, head)
    if query is None:
        return None
    return reading.query_tokens[query], reading.key_tokens[int(reading.rows.max_key[layer, head, query])]


def _largest_row(reading: Reading, layer: int, head: int) -> int | None:
    """The query with the largest weight of a head; None where no row sees a key.

    A row with one visible key has no choice: it counts only where there is no other.
    """
    weights = reading.rows.max_weight[layer, head]
    choosing = np.where(reading.rows.visible_keys[layer] > 1, weights, np.nan)
    for of_rows in (choosing, weights):
        if not np.isnan(of_rows).all():
            return int(np.nanargmax(of_rows))
    return None


def shared_key_head(reading: Reading, head: int) -> str:
    """Which heads look at the same keys as this one; "" where each head has keys of its own."""
    if reading.key_heads == reading.n_heads:
        return ""
    key_head = reading.key_head(head)
    others = [f"H{other}" for other in range(reading.n_heads) if reading.key_head(other) == key_head and other != head]
    others_said = " and ".join([", ".join(others[:-1]), others[-1]] if len(others) > 1 else others)
    return f"It shares key head {key_head} with {others_said} of its layer: the same keys and values, other queries."


def show_number(form: str, value: float) -> str:
    """The number in its form; a dash where it is undefined."""
    return "–" if np.isnan(value) else form.format(value)


def exact(value: float) -> str:
    """Six significant digits, for a hover."""
    return "undefined" if np.isnan(value) else f"{value:.6g}"


_TITLES = {
    "sink": "at a sink",
    "column": "at one token",
    "itself": "at the token itself",
    "previous": "at the previous token",
    "next": "at the next token",
    "same word": "at the same word",
    "induction": "after an earlier occurrence (induction)",
    "other words": "at other words",
    "uniform": "uniform",
    "broad": "broad",
    "mixed": "mixed",
    "chance": "no more than chance would do",
    "too few keys": "too few keys to judge",
}
_BY_POSITION = "It follows position: the two words need have nothing to do with each other."
_CAUTIONS = {
    "sink": "A sink takes weight that has nowhere better to go; it is no sign that this token matters to the sentence.",
    "column": "That many rows look at one token does not say that the token matters to the output.",
    "itself": "A token that looks at itself hands on its own value; it gathers nothing.",
    "previous": _BY_POSITION,
    "next": _BY_POSITION,
    "offset": _BY_POSITION,
    "local": "It follows position: near words are often related, but the head need not know how.",
    "same word": "It may mark repeats. That is a step of copying, not of meaning.",
    "induction": "What followed the last time is what may follow now: it copies, and needs no meaning for it.",
    "other words": "Being sharp does not mean being right or relevant: weights are not an explanation of the output.",
    "uniform": "No position stands out. That does not make the head weak: an even average can be what is needed.",
    "broad": "It averages over much of the text. Broad heads can be the most important ones of a model.",
    "mixed": "It may have several jobs, or one that this text does not show.",
    "chance": "The numbers are exact, but a longer text is needed to tell this from random scores.",
    "too few keys": "The numbers are exact, but with 3 keys or fewer anything looks like anything.",
}


def label_title(label: HeadLabel) -> str:
    """The label as a heading says it."""
    first = _title(label.first)
    if label.second:
        return f"{first}, else {_title(label.second)} in {label.second_rows} of {label.judged_rows} rows"
    return f"just {first}" if label.just else first


def _title(name: str) -> str:
    kind, _, number = name.partition(" ")
    if kind == "offset":
        return f"{abs(int(number))} places {'back' if int(number) < 0 else 'on'}"
    if kind == "local":
        return f"within {count(int(number), 'place')}"
    return _TITLES[name]


def head_title(reading: Reading, layer: int, head: int) -> str:
    """A head's name and what it does."""
    return f"{head_name(layer, head)}: {label_title(reading.heads.labels[layer][head])}"


def label_caution(label: HeadLabel) -> str:
    """What the label does not mean."""
    name = label.second or label.first
    return _CAUTIONS.get(name) or _CAUTIONS[name.partition(" ")[0]]


def label_agreement(label: HeadLabel) -> str:
    """How many rows agree, in words."""
    if not label.judged_rows or label.name in ("mixed", "chance"):
        return ""
    return f"{label.rows} of {count(label.judged_rows, 'row')} show it by themselves."


def spread_sentence(effective_keys: float, visible_keys: int, noun: str = "tokens") -> str:
    """Over how many keys one query spreads, in words."""
    if visible_keys == 0:
        return "This query sees no key at all: it has no weights."
    if visible_keys == 1:
        return "This query sees one key only, so all weight is there: there is nothing to choose."
    return f"This word spreads over about {effective_keys:.1f} of {visible_keys} visible {noun}."


def token_names(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with their numbers, so that repeated ones stay apart in a list."""
    return [token.after(f"{number}:") for number, token in enumerate(tokens, start=1)]
