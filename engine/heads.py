"""One line for every head: its mean measures, its label and how many rows agree."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from engine.evidence import LabelEvidence, gather_evidence
from engine.labels import HeadLabel, label_evidence
from engine.rows import RowStatistics
from engine.tokens import Token

if TYPE_CHECKING:
    import pandas as pd

MEASURES = (
    "relative_entropy",
    "entropy_bits",
    "effective_keys",
    "sharpness",
    "max_weight",
    "self_share",
    "previous_share",
    "next_share",
    "special_share",
    "first_share",
    "mean_distance",
)
"""The numbers of a head, in the order of the table."""


@dataclass(frozen=True, eq=False)
class HeadStatistics:
    """The mean of each measure over all query rows of a head, special tokens included: arrays are layer x head.

    Rows where a measure is undefined are left out of its mean (see RowStatistics); NaN where no row defines it.
    A row without a previous (or next) token counts with a share of 0. max_weight is a mean too: the largest weight
    of a row, averaged over the rows.
    """

    relative_entropy: Float[np.ndarray, "layer head"]
    entropy_bits: Float[np.ndarray, "layer head"]
    effective_keys: Float[np.ndarray, "layer head"]
    sharpness: Float[np.ndarray, "layer head"]
    max_weight: Float[np.ndarray, "layer head"]
    self_share: Float[np.ndarray, "layer head"]
    previous_share: Float[np.ndarray, "layer head"]
    next_share: Float[np.ndarray, "layer head"]
    special_share: Float[np.ndarray, "layer head"]
    first_share: Float[np.ndarray, "layer head"]
    mean_distance: Float[np.ndarray, "layer head"]
    evidence: LabelEvidence
    sink_share: Float[np.ndarray, "layer head"] | None = None
    """What goes to learned sink logits instead of any key; None for a model without."""

    @cached_property
    def labels(self) -> tuple[tuple[HeadLabel, ...], ...]:
        """The label of every head, by layer and head."""
        return label_evidence(self.evidence)

    @staticmethod
    def of(rows: RowStatistics, query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...]) -> "HeadStatistics":
        """The means of these rows, and what the labels are read from."""
        means = {}
        for name in measures_of(rows):  # One at a time: a long text has millions of rows.
            by_row = measure_by_row(rows, name)
            defined = ~np.isnan(by_row)
            with np.errstate(invalid="ignore"):  # The mean of no row at all is 0 / 0, NaN, as documented.
                means[name] = np.where(defined, by_row, 0.0).sum(axis=-1) / defined.sum(axis=-1)
        return HeadStatistics(
            **means,
            evidence=gather_evidence(rows, query_tokens, key_tokens),
        )

    def table(self) -> "pd.DataFrame":
        """A line for each head: layer, head, the MEASURES, label and agreement."""
        import pandas as pd  # Here, because the first picture of a page needs no table and should not wait for one.

        n_layers, n_heads = self.entropy_bits.shape
        layer, head = np.divmod(np.arange(n_layers * n_heads), n_heads)
        labels = [label for of_layer in self.labels for label in of_layer]
        return pd.DataFrame(
            {
                "layer": layer,
                "head": head,
                **{name: getattr(self, name).ravel() for name in MEASURES},
                **({} if self.sink_share is None else {"sink_share": self.sink_share.ravel()}),
                "label": [label.name for label in labels],
                "agreement": [label.agreement for label in labels],
            }
        )


_OFFSET_OF = {"self_share": 0, "previous_share": -1, "next_share": 1}


def measures_of(rows: RowStatistics) -> tuple[str, ...]:
    """The names of the numbers that a head with these rows has: MEASURES, and sink_share where there are sinks."""
    return MEASURES if rows.sink_share is None else (*MEASURES, "sink_share")


def measure_by_row(rows: RowStatistics, name: str) -> Float[np.ndarray, "layer head query"]:
    """One of measures_of for every row."""
    return rows.offset_share(_OFFSET_OF[name]) if name in _OFFSET_OF else getattr(rows, name)
