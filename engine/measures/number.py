"""What is written of a number: its name, unit, range and meaning, how it comes from the rows, where it is undefined."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from engine.measures.rows import RowStatistics


@dataclass(frozen=True)
class Number:
    """A number of every row; of a head, its mean over all rows where it is defined, unless this record says otherwise.

    name: its column, and its attribute in RowStatistics and HeadStatistics. title: its name on the page. form: how it
    is written there. in_short: its line in --help; numbers that share one are explained together.
    """

    name: str
    title: str
    range: tuple[float, float]
    form: str
    in_short: str
    meaning: str
    unit: str = ""
    """bits, keys or tokens; "" for a number without."""
    tables: tuple[str, ...] = ("heads", "rows")
    on_page: bool = True
    """Whether it stands on the cards of a head and of a row, as far as `tables` has it."""
    only_for: str = ""
    """The models that have it; "" where every model does."""
    least_keys: int = 1
    """A row that sees fewer keys does not define it."""
    one_sequence: bool = False
    """Whether it is undefined where queries and keys are different sequences."""
    or_where: str = ""
    """Where else it is undefined, in words; such a row is measured as NaN."""
    of_rows: Callable[[RowStatistics], Float[np.ndarray, "layer head query"]] | None = None
    """Works it out from the rows when it is asked for; None for a number that is measured and kept."""
    judged: bool = False
    """Whether a head's is taken over the rows that can be judged alone, as its label is."""
    median: bool = False
    """Whether a head's is the median of its rows, and not their mean."""
    weigh: Callable[[RowStatistics], Float[np.ndarray, "layer head query"]] | None = None
    """What each row counts for in a head's mean; None where all count the same."""

    @property
    def over_rows(self) -> str:
        """How a head's comes from its rows, in words."""
        middle = "Median" if self.median else "Mean"
        return f"{middle} over {'the rows that can be judged' if self.judged else 'all rows'}"

    def by_row(self, rows: RowStatistics) -> Float[np.ndarray, "layer head query"]:
        """The number of every row."""
        if self.of_rows is None:
            return getattr(rows, self.name)
        return self.undefined_as_nan(self.of_rows(rows), rows.visible_keys)

    def undefined_as_nan(
        self,
        values: Float[np.ndarray, "layer head query *more"],
        visible_keys: Int[np.ndarray, "layer query"],
        same_sequence: bool = True,
    ) -> Float[np.ndarray, "layer head query *more"]:
        """The values with NaN where this number is undefined; the array itself where it is defined everywhere."""
        if self.one_sequence and not same_sequence:
            return np.full_like(values, np.nan)
        hidden = (visible_keys < self.least_keys)[:, None]
        if not hidden.any():
            return values
        return np.where(hidden.reshape(*hidden.shape, *[1] * (values.ndim - 3)), np.nan, values)

    @property
    def undefined(self) -> str:
        """Where it is undefined, in words."""
        where = ["no key is visible" if self.least_keys == 1 else f"fewer than {self.least_keys} keys are visible"]
        if self.one_sequence:
            where.append("queries and keys are different sequences")
        return "; ".join(filter(None, (*where, self.or_where)))
