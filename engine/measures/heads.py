"""One line for every head: its mean numbers, its label and how many rows agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from engine.measures.evidence import LabelEvidence, gather_evidence
from engine.measures.labels import HeadLabel, label_evidence
from engine.measures.numbers import numbers_in, numbers_of
from engine.measures.rows import Numbered, RowStatistics
from engine.text.tokens import Token

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class HeadStatistics(Numbered):
    """The mean of each number over all query rows of a head, special tokens included: arrays are layer x head.

    numbers: by name, those of engine.measures.numbers. Each is an attribute, too: heads.entropy_bits. Rows where a
    number is undefined are left out of its mean; NaN where no row defines it. A row without a previous (or next) token
    counts with a share of 0. max_weight is a mean too: the largest weight of a row, averaged over the rows.
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
        """The means of these rows, and what the labels are read from."""
        means = {}
        for number in numbers_of(rows):  # One at a time: a long text has millions of rows.
            by_row = number.by_row(rows)
            defined = ~np.isnan(by_row)
            with np.errstate(invalid="ignore"):  # The mean of no row at all is 0 / 0, NaN, as documented.
                means[number.name] = np.where(defined, by_row, 0.0).sum(axis=-1) / defined.sum(axis=-1)
        return HeadStatistics(means, gather_evidence(rows, query_tokens, key_tokens))

    def table(self) -> "pd.DataFrame":
        """A line for each head: layer, head, the numbers, label and agreement."""
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
                "agreement": [label.agreement for label in labels],
            }
        )
