"""Every number of a row and of a head, written once: its name, unit, range and meaning, and where it is undefined.

Tables, --help, the page, the README and what is NaN follow from these records. A new number is a record here; one that
cannot be worked out from the others is measured in engine/measures/computing as well, in `dense` and in `blockwise`.
"""

import math
from collections.abc import Iterable, Mapping

import numpy as np
from jaxtyping import Int

from engine.measures.destinations import DESTINATIONS, ITSELF, NEXT, OTHER_WORDS, PREVIOUS, SAME_WORD, SINK
from engine.measures.number import Number
from engine.measures.random_rows import LARGEST_SHARPNESS
from engine.measures.rows import JUDGED_KEYS, RowStatistics

_DESTINATIONS_IN_SHORT = "where the weight goes: six shares that sum to 1; of a head, over its judged rows"
_SHARES_IN_SHORT = "weight on special tokens, typed or added, and on the first token, 0 to 1"
_PARTS_IN_SHORT = "what entropy_bits has at sinks, and among the rest: two parts that add up, in bits"


def _destination(number: int, title: str, meaning: str, one_sequence: bool = False) -> Number:
    return Number(
        name="to_" + DESTINATIONS[number].replace(" ", "_"),
        title=title,
        range=(0.0, 1.0),
        form="{:.1%}",
        in_short=_DESTINATIONS_IN_SHORT,
        meaning=meaning,
        one_sequence=one_sequence,
        judged=True,
        of_rows=lambda rows: rows.destinations[..., number],
    )


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
        name="entropy_sink_bits",
        title="Of it, at sinks",
        range=(0.0, math.inf),
        form="{:.2f} bits",
        in_short=_PARTS_IN_SHORT,
        meaning="The part of the entropy that lies in how much goes to sinks, and to which of them. With the part "
        "among the rest it adds up to the entropy.",
        unit="bits",
        of_rows=lambda rows: rows.entropy_bits - rows.entropy_rest_bits,
    ),
    Number(
        name="entropy_rest_bits",
        title="Of it, among the rest",
        range=(0.0, math.inf),
        form="{:.2f} bits",
        in_short=_PARTS_IN_SHORT,
        meaning="The part of the entropy that lies in the choice among keys that are no sinks: their share of the "
        "weight, times the entropy of their weights rescaled to sum to 1.",
        unit="bits",
    ),
    Number(
        name="rest_entropy",
        title="Without sinks",
        range=(0.0, 1.0),
        form="{:.3f}",
        in_short="normalised entropy of what does not lie on sinks",
        meaning="The normalised entropy of the weights on keys that are no sinks, rescaled to sum to 1. A row with "
        "most of its weight on a sink and the rest spread evenly is low in normalised entropy and 1 here.",
        or_where="fewer than 2 of them are no sinks, or under 1% of the weight is off the sinks",
        of_rows=lambda rows: rows.rest_entropy,
    ),
    Number(
        name="sharpness",
        title="Sharpness",
        range=(0.0, LARGEST_SHARPNESS),
        form="{:.2f}",
        in_short="spread of random scores as sharp as this: under 0.25 uniform, under 1 broad; of a head, the median",
        meaning="The spread of random scores that would have this entropy on average. 1 is random scores of unit "
        "spread, 0 is uniform, and it goes up to 64. Heads before training are mostly nearer to 0. It compares across "
        "lengths.",
        least_keys=JUDGED_KEYS,
        judged=True,
        median=True,
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
    _destination(
        SINK,
        "To sinks",
        "The share of the weight on sinks: special tokens, typed or added, a learned sink, "
        "and the first token of a sequence for all rows but its own. Sinks take weight whatever the text says.",
    ),
    _destination(ITSELF, "To itself", "The share of the weight on the token itself.", one_sequence=True),
    _destination(
        PREVIOUS,
        "To the previous token",
        "The share of the weight on the token before, where that is no sink.",
        one_sequence=True,
    ),
    _destination(
        NEXT,
        "To the next token",
        "The share of the weight on the token after, where that is no sink.",
        one_sequence=True,
    ),
    _destination(
        SAME_WORD,
        "To the same word",
        "The share of the weight on the same word elsewhere, and on other pieces of this word, neighbours left out.",
    ),
    _destination(
        OTHER_WORDS,
        "To other words",
        "The share of the weight that is left: on other words that are no "
        "neighbours and no sinks. Of an even row it is as large as the share of such keys.",
    ),
    Number(
        name="special_share",
        title="On special tokens",
        range=(0.0, 1.0),
        form="{:.1%}",
        in_short=_SHARES_IN_SHORT,
        meaning="The share of a row's weight on special tokens such as [CLS] and [SEP], typed or added.",
        tables=("heads",),
        on_page=False,
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
        in_short="tokens between a query and what it looks at, sinks left out",
        meaning="How far away the keys are that a row looks at, by weight. Sinks are left out: they soak up weight "
        "from anywhere. Of a head, each row counts for what it has off the sinks.",
        unit="tokens",
        tables=("heads",),
        one_sequence=True,
        or_where="under 1% of the weight is off the sinks",
        judged=True,
        weigh=lambda rows: np.clip(1 - rows.destinations[..., SINK], 0, 1),
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
    return tuple(number for number in NUMBERS if not number.only_for or number.name in rows.numbers)


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
    about = {number.name: number for number in NUMBERS}
    unknown = [name for name in measured if name not in about]
    if unknown:
        raise LookupError(f"{', '.join(unknown)}: measured, but without a record in engine/measures/numbers.py.")
    if missing := not_measured(measured):
        raise LookupError(f"{', '.join(missing)}: in engine/measures/numbers.py, but not measured.")
    return {
        name: about[name].undefined_as_nan(values, visible_keys, same_sequence) for name, values in measured.items()
    }
