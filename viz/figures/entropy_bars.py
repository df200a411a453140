"""The normalised entropy of every row as bars beside a heatmap, each on the band of random rows."""

from typing import Any

import numpy as np
from jaxtyping import Float, Int

from engine.measures.rows import JUDGED_KEYS
from engine.plain import count
from viz.theme import Theme


def entropy_bars(
    normalised_entropy: Float[np.ndarray, " query"],
    visible_keys: Int[np.ndarray, " query"],
    band: tuple[Float[np.ndarray, " query"], Float[np.ndarray, " query"]] | None,
    theme: Theme,
    *,
    dense: bool,
) -> list[dict[str, Any]]:
    """The band of random rows, the rows' normalised entropy on it, and a place on each row to point at and click.

    dense: the rows are so many that nothing is left between their bars. On the axes x2 and y.
    """
    rows = np.arange(len(normalised_entropy))
    judged = np.asarray(visible_keys) >= JUDGED_KEYS
    low, high = band if band is not None else (np.full(len(rows), np.nan),) * 2

    def bars(**more: Any) -> dict[str, Any]:
        kept = {"marker": {"opacity": 1}}
        return {
            "type": "bar",
            "y": rows,
            "orientation": "h",
            "xaxis": "x2",
            "selected": kept,
            "unselected": kept,
            **more,
        }

    colours = [theme.entropy if known else theme.grey for known in judged]
    return [
        bars(
            base=low,
            x=np.asarray(high) - low,
            width=1 if dense else 0.86,
            marker={"color": theme.band, "line": {"width": 0}},
            hoverinfo="skip",
        ),
        bars(
            x=normalised_entropy,
            width=1 if dense else 0.42,
            marker={"color": colours, "line": {"width": 0}},
            hoverinfo="skip",
        ),
        {
            # Empty texts, as on the cells. Of invisible bars Plotly would take the last one wherever the pointer is.
            "type": "scatter",
            "mode": "text",
            "x": np.full(len(rows), 0.5),
            "y": rows,
            "xaxis": "x2",
            "customdata": [[int(row), -1] for row in rows],
            "hovertext": [_row_words(*row) for row in zip(normalised_entropy, visible_keys, low, high, strict=True)],
            "hovertemplate": "query %{y}<br>%{hovertext}<extra></extra>",
        },
    ]


def _row_words(entropy: float, visible: int, low: float, high: float) -> str:
    """What the hover of a row's bar says: the exact number and how it compares, or why there is none."""
    keys = count(int(visible), "visible key")
    if visible == 0:
        return "no visible key: everything is masked"
    if np.isnan(entropy):
        return f"{keys}: nothing to choose" if visible == 1 else f"{keys}: no normalised entropy"
    words = f"normalised entropy {entropy:.6g} of {keys}"
    if visible < JUDGED_KEYS:
        return f"{words}<br>{keys}: too few to judge"
    if np.isnan(low) or np.isnan(high):
        return words
    place = "below" if entropy < low else "above" if entropy > high else "within"
    return f"{words}<br>{place} the band of random scores, {low:.3f} to {high:.3f}"
