"""Every number of a row and of a head, written once: its name, unit, range and meaning, and where it is undefined.

Tables, --help, the page, the README and what is NaN follow from these records. A new number is a record here; one that
cannot be worked out from the others is measured in engine/measures/computing as well, in `dense` and in `blockwise`.
"""

import math
from collections.abc import Iterable, Mapping

import numpy as np
from jaxtyping import Int

from engine.measures.number import Number
from engine.measures.random_rows import LARGEST_SHARPNESS
from engine.measures.rows import JUDGED_KEYS, RowStatistics

_SHARES_IN_SHORT = "weight on the token itself, its neighbours, special tokens and the first token, 0 to 1"

NUMBERS: tuple[Number, ...] = (
    Number(
        name="entropy_bits",
        title="Entropy",
        range=(0.0, math.inf),
        form="{:.2f} bits",
        in_short="entropy of a row of weights, in bits",
        meaning="How spread out a row of weights is: 0 bits with all weight on one key, log2(n) when n keys share it "
        "evenly.",
        unit="bits",
    ),
    Number(
        name="normalised_entropy",
        title="Normalised entropy",
        range=(0.0, 1.0),
        form="{:.3f}",
        in_short="0 focused on one key, 1 uniform over the visible keys",
        meaning="Entropy divided by the most it could be, log2 of the keys that the row can see: 0 focused, 1 uniform.",
        least_keys=2,
    ),
    Number(
        name="sharpness",
        title="Sharpness",
        range=(0.0, LARGEST_SHARPNESS),
        form="{:.2f}",
        in_short="spread of random scores as sharp as this: under 0.25 uniform, under 1 broad",
        meaning="The spread of random scores that would give this entropy. 1 is how an untrained head with scaled "
        "scores looks; 0 is uniform; it goes up to 64. It compares across lengths.",
        least_keys=JUDGED_KEYS,
    ),
    Number(
        name="effective_keys",
        title="Effective keys",
        range=(1.0, math.inf),
        form="{:.1f}",
        in_short="2 ** entropy of a row: how many keys it really spreads over",
        meaning="2 to the power of the entropy: over how many keys a row really spreads.",
        unit="keys",
        of_rows=lambda rows: rows.effective_keys,
    ),
    Number(
        name="max_weight",
        title="Largest weight",
        range=(0.0, 1.0),
        form="{:.2f}",
        in_short="the largest weight of a row, 0 to 1",
        meaning="The largest weight of a row.",
    ),
    Number(
        name="sink_share",
        title="To the sink",
        range=(0.0, 1.0),
        form="{:.1%}",
        in_short="what goes to them, and to no key; entropy is of the rest",
        meaning="What goes to a score that the model has learned for this head and that belongs to no token: the "
        "weights of a row sum to 1 less this. Entropy is of the weights that are left.",
        only_for="a model with learned sinks",
    ),
    Number(
        name="self_share",
        title="On itself",
        range=(0.0, 1.0),
        form="{:.1%}",
        in_short=_SHARES_IN_SHORT,
        meaning="The share of a row's weight that lies on the token itself.",
        tables=("heads",),
        one_sequence=True,
        of_rows=lambda rows: rows.offset_share(0),
        field="offset_shares",
    ),
    Number(
        name="previous_share",
        title="On previous token",
        range=(0.0, 1.0),
        form="{:.1%}",
        in_short=_SHARES_IN_SHORT,
        meaning="The share of a row's weight on the token before. The first row has none, and counts as 0.",
        tables=("heads",),
        one_sequence=True,
        of_rows=lambda rows: rows.offset_share(-1),
        field="offset_shares",
    ),
    Number(
        name="next_share",
        title="On next token",
        range=(0.0, 1.0),
        form="{:.1%}",
        in_short=_SHARES_IN_SHORT,
        meaning="The share of a row's weight on the token after. The last row has none, and counts as 0.",
        tables=("heads",),
        one_sequence=True,
        of_rows=lambda rows: rows.offset_share(1),
        field="offset_shares",
    ),
    Number(
        name="special_share",
        title="On special tokens",
        range=(0.0, 1.0),
        form="{:.1%}",
        in_short=_SHARES_IN_SHORT,
        meaning="The share of a row's weight on tokens that the model added, such as [CLS] and [SEP].",
        tables=("heads",),
    ),
    Number(
        name="first_share",
        title="On first token",
        range=(0.0, 1.0),
        form="{:.1%}",
        in_short=_SHARES_IN_SHORT,
        meaning="The share of a row's weight on the first token, whatever it is.",
        tables=("heads",),
        on_page=False,
    ),
    Number(
        name="mean_distance",
        title="Distance, tokens",
        range=(0.0, math.inf),
        form="{:.1f}",
        in_short="tokens between a query and what it looks at, the first and special tokens left out",
        meaning="How far away the keys are that a row looks at, by weight. The first token and special tokens are left "
        "out: they soak up weight from anywhere.",
        unit="tokens",
        tables=("heads",),
        one_sequence=True,
        or_where="all weight is on the first token and special ones",
    ),
)
"""In the order of the page; numbers_in has the order of the columns."""

_FIRST_OF_HEADS = ("normalised_entropy", "entropy_bits", "effective_keys", "sharpness")
"""Tables of heads have always begun with these."""


def numbers_in(table: str) -> tuple[Number, ...]:
    """The numbers that stand in the table "heads" or "rows", in the order of its columns; what few models have last."""
    first = _FIRST_OF_HEADS if table == "heads" else ()

    def place(number: Number) -> tuple[bool, int]:
        return bool(number.only_for), first.index(number.name) if number.name in first else len(first)

    return tuple(sorted((number for number in NUMBERS if table in number.tables), key=place))


def numbers_of(rows: RowStatistics) -> tuple[Number, ...]:
    """The numbers that these rows have, in the order of the page: all but what only other models have."""
    return tuple(number for number in NUMBERS if not number.only_for or number.read_from in rows.numbers)


def measured_numbers() -> tuple[Number, ...]:
    """The numbers that are measured and kept; the others are worked out from them."""
    return tuple(number for number in NUMBERS if number.of_rows is None)


def not_measured(names: Iterable[str]) -> tuple[str, ...]:
    """The numbers that are measured for every model, and are not among these names."""
    names = set(names)
    return tuple(one.name for one in measured_numbers() if not one.only_for and one.name not in names)


def with_undefined(
    measured: Mapping[str, np.ndarray], visible_keys: Int[np.ndarray, "layer query"], same_sequence: bool
) -> dict[str, np.ndarray]:
    """The measured arrays, with NaN in each where the number that is read from it is undefined.

    LookupError for an array that no record is about, which would show 0 where nothing is defined, and for a number with
    a record that was not measured.
    """
    about = {number.read_from: number for number in NUMBERS}
    unknown = [name for name in measured if name not in about]
    if unknown:
        raise LookupError(f"{', '.join(unknown)}: measured, but without a record in engine/measures/numbers.py.")
    if missing := not_measured(measured):
        raise LookupError(f"{', '.join(missing)}: in engine/measures/numbers.py, but not measured.")
    return {
        name: about[name].undefined_as_nan(values, visible_keys, same_sequence) for name, values in measured.items()
    }
