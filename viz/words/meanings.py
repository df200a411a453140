"""What each number and flag means, in plain words: one place for every page."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.measures.number import Number
from engine.measures.numbers import numbers_of
from engine.measures.random_rows import of_random_rows
from engine.measures.rows import RowStatistics
from engine.plain import count
from engine.reading.reading import Reading
from engine.text.tokens import Token

GROUPS = SPREAD, WHERE = ("Spread", "Where the weight goes")
"""The headings that the numbers of a card stand under."""

_PARTS = ("entropy_sink_bits", "entropy_rest_bits")


@dataclass(frozen=True)
class ShownNumber:
    """A number with its name, as it is shown, and its meaning with its exact value. group: its heading, of GROUPS."""

    name: str
    shown: str
    meaning: str
    group: str


@dataclass(frozen=True)
class _Flag:
    """What a flag says, and what random rows are counted for beside it."""

    says: str
    name: str
    """In engine.measures.random_rows."""
    counted: str
    turned: bool = False
    """Whether the rows that do not meet the rule of that name are counted."""


_FLAGS = {
    "near one-hot": _Flag("0.9 of the weight or more is in one place.", "near_one_hot", "are near one-hot"),
    "focused": _Flag("Half of the weight or more is in one place.", "focused", "are focused"),
    "selective": _Flag("Sharpness is 1 or more.", "broad", "have as much", turned=True),
    "broad": _Flag("Sharpness is under 1.", "broad", "have as little"),
    "uniform": _Flag("Sharpness is under 0.25, as before training in most models.", "uniform", "have as little"),
}


def flag_meaning(flag: str, visible_keys: int) -> str:
    """What the flag of a row says, and how many random rows over as many keys would have it."""
    found = _FLAGS.get(flag.partition(":")[0])
    if found is None:
        return "A row with 3 keys or fewer has no flag: random scores of so few keys look like anything."
    share = float(of_random_rows(found.name, np.array(visible_keys)))
    often = _of_100(1 - share if found.turned else share)
    return f"{found.says} Of {count(visible_keys, 'key')}, {often} of 100 random rows {found.counted}."


def _of_100(share: float) -> str:
    if share < 0.01:
        return "fewer than 1"
    return "more than 99" if share > 0.99 else f"{100 * share:.0f}"


def head_numbers(reading: Reading, layer: int, head: int) -> list[ShownNumber]:
    """The numbers of one head, each the mean over its rows unless its meaning says otherwise."""
    shown = []
    for number in _on_page(reading.rows, "heads"):
        if number.name == "max_weight":
            shown.append(_largest_weight(number, reading, layer, head))
            continue
        value = float(getattr(reading.heads, number.name)[layer, head])
        said = f"{number.meaning} {number.over_rows}; exactly {exact(value)}."
        if number.name == "entropy_bits":
            said += _parts_of_entropy(*(float(getattr(reading.heads, name)[layer, head]) for name in _PARTS))
        shown.append(ShownNumber(number.title, show_number(number.form, value), said, _group(number)))
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
        if number.name == "entropy_bits":
            rest = float(row.entropy_rest_bits[0, 0, 0])
            said += _parts_of_entropy(value - rest, rest)
        shown.append(ShownNumber(number.title, show_number(number.form, value), said, _group(number)))
    return shown


def _group(number: Number) -> str:
    """A number that says nothing of a place says how spread out a row is."""
    return WHERE if number.name.startswith("to_") or number.name in ("sink_share", "mean_distance") else SPREAD


def _parts_of_entropy(at_sinks: float, among_the_rest: float) -> str:
    """Where the entropy comes from, after its own meaning."""
    if np.isnan(at_sinks):
        return ""
    return (
        f" Of it {max(at_sinks, 0):.2f} bits lie in the choice of sinks, {among_the_rest:.2f} in that among the rest."
    )


def _on_page(rows: RowStatistics, table: str) -> list[Number]:
    """The numbers that stand on a card; the parts of the entropy are said with it."""
    return [one for one in numbers_of(rows) if one.on_page and table in one.tables and one.name not in _PARTS]


def _largest_weight(number: Number, reading: Reading, layer: int, head: int) -> ShownNumber:
    """The one number of a head that is no mean: where it stands says more."""
    query = _largest_row(reading, layer, head)
    if query is None:
        return ShownNumber(number.title, "–", "No row sees a key.", SPREAD)
    weight = float(reading.rows.max_weight[layer, head, query])
    key = int(reading.rows.max_key[layer, head, query])
    where = f"query {query + 1} at key {key + 1}, both counted from 1"
    return ShownNumber(
        number.title,
        show_number(number.form, weight),
        f"The largest single weight of this head: {where}. Rows with one visible key, which has all of their weight, "
        f"are left out. Exactly {exact(weight)}.",
        SPREAD,
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
