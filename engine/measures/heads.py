"""One line for every head: its numbers over the rows, its label and how many rows agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from engine.measures.evidence import LabelEvidence, gather_evidence
from engine.measures.labels import HeadLabel, label_evidence
from engine.measures.number import Number
from engine.measures.numbers import numbers_in, numbers_of
from engine.measures.rows import Numbered, RowStatistics, judged_rows
from engine.text.tokens import Token

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class HeadStatistics(Numbered):
    """Each number over the query rows of a head: arrays are layer x head.

    numbers: by name, those of engine.measures.numbers. Each is an attribute, too: heads.entropy_bits. The mean over all
    rows, special tokens included, unless the number's record says otherwise: the median (sharpness), the rows that can
    be judged alone (destinations, sharpness, distance). Rows where a number is undefined are left out; NaN where no row
    defines it. max_weight is a mean too: the largest weight of a row, averaged over the rows.
    """

    numbers: Mapping[str, Float[np.ndarray, "layer head"]]
    evidence: LabelEvidence

    @property
    def sink_share(self) -> Float[np.ndarray, "layer head"] | None:
        """What goes to learned sink logits instead of any key; None for a model without."""
        return self.numbers.get("sink_share")

    @cached_property
    def labels(self) -> tuple[tuple[HeadLabel, ...], ...]:
        """The label of every head, by layer and head."""
        return label_evidence(self.evidence)

    @staticmethod
    def of(rows: RowStatistics, query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...]) -> "HeadStatistics":
        """The numbers of these rows, and what the labels are read from."""
        return HeadSums.of(rows, query_tokens, key_tokens).statistics()

    def table(self) -> "pd.DataFrame":
        """A line for each head: layer, head, the numbers, label, and how many of how many rows agree."""
        import pandas as pd  # Here, because the first picture of a page needs no table and should not wait for one.

        n_layers, n_heads = self.entropy_bits.shape
        layer, head = np.divmod(np.arange(n_layers * n_heads), n_heads)
        names = [number.name for number in numbers_in("heads") if number.name in self.numbers]
        labels = [label for of_layer in self.labels for label in of_layer]
        return pd.DataFrame(
            {
                "layer": layer,
                "head": head,
                **{name: self.numbers[name].ravel() for name in names},
                "label": [label.name for label in labels],
                "label_rows": [label.rows for label in labels],
                "judged_rows": [label.judged_rows for label in labels],
                "agreement": [label.agreement for label in labels],
            }
        )


@dataclass(frozen=True, eq=False)
class HeadSums:
    """What the numbers of heads are worked out from; it adds up over several texts (`a + b`)."""

    sums: Mapping[str, Float[np.ndarray, "layer head"]]
    counts: Mapping[str, Float[np.ndarray, "layer head"]]
    """What the rows count for together: their number, or the sum of what they weigh."""
    values: Mapping[str, "list[Float[np.ndarray, 'layer head _']]"]
    """Of a median, the values of all rows; NaN on those that do not count."""
    evidence: LabelEvidence

    @staticmethod
    def of(rows: RowStatistics, query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...]) -> "HeadSums":
        """Those of one text."""
        judged = judged_rows(rows.visible_keys, query_tokens)[:, None]
        sums, counts, values = {}, {}, {}
        for number in numbers_of(rows):  # One at a time: a long text has millions of rows.
            by_row = number.by_row(rows)
            if number.judged:
                by_row = np.where(judged, by_row, np.nan)
            if number.median:
                values[number.name] = [by_row]
            else:
                sums[number.name], counts[number.name] = _sum_rows(number, by_row, rows)
        return HeadSums(sums, counts, values, gather_evidence(rows, query_tokens, key_tokens))

    def __add__(self, other: "HeadSums") -> "HeadSums":
        return HeadSums(
            {name: value + other.sums[name] for name, value in self.sums.items()},
            {name: value + other.counts[name] for name, value in self.counts.items()},
            {name: value + other.values[name] for name, value in self.values.items()},
            self.evidence + other.evidence,
        )

    def statistics(self) -> HeadStatistics:
        """The numbers of the heads."""
        with np.errstate(invalid="ignore"):  # The mean of no row at all is 0 / 0, NaN, as documented.
            found = {name: total / self.counts[name] for name, total in self.sums.items()}
        found |= {name: _median(np.concatenate(by_text, axis=-1)) for name, by_text in self.values.items()}
        return HeadStatistics(found, self.evidence)


def _sum_rows(
    number: Number, by_row: Float[np.ndarray, "layer head query"], rows: RowStatistics
) -> tuple[Float[np.ndarray, "layer head"], Float[np.ndarray, "layer head"]]:
    """The sum over the rows that define the number, and what they count for."""
    defined = ~np.isnan(by_row)
    if number.weigh is None:
        return np.where(defined, by_row, 0.0).sum(axis=-1), defined.sum(axis=-1).astype(float)
    weight = np.where(defined, number.weigh(rows), 0.0)
    return np.where(defined, by_row * weight, 0.0).sum(axis=-1), weight.sum(axis=-1)


def _median(values: Float[np.ndarray, "layer head row"]) -> Float[np.ndarray, "layer head"]:
    """The median of the rows that are not NaN; NaN where all are. Rows are NaN for all heads of a layer alike."""
    found = np.full(values.shape[:2], np.nan)
    for layer, of_layer in enumerate(values):
        kept = of_layer[:, ~np.isnan(of_layer).all(axis=0)]
        if kept.shape[1]:
            found[layer] = np.nanmedian(kept, axis=1)
    return found
