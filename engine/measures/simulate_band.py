"""Simulates what rows of unit random scores do by chance, into engine/data/null_band.csv.

Run as `python -m engine.measures.simulate_band` (a minute or two). low, high: the band of normalised entropy that 95%
of rows fall into. uniform, broad, focused, near_one_hot: the shares of rows that meet the rule of that flag. No closed
form is known for single rows, so it is Monte Carlo: a million rows for each number of keys (100,000 above 128, 20,000
above 1,024), which places both ends within 0.001, and shares within 0.001 (0.004 for long rows).
"""

import csv
from pathlib import Path

import numpy as np

from engine.measures.random_rows import expected_entropy
from engine.measures.rows import BROAD_BELOW, HALF, MOST, UNIFORM_BELOW

KEYS = (*range(4, 17), 20, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024, 2048, 4096, 8192, 16384)
COLUMNS = ("low", "high", "uniform", "broad", "focused", "near_one_hot")


def simulate_rows(n_keys: int, n_rows: int, rng: np.random.Generator) -> dict[str, float]:
    """What n_rows rows of normal scores over n_keys keys do: COLUMNS. uniform is counted as broad, too."""
    entropies, largest = [], []
    block = max(1, 2_000_000 // n_keys)
    for start in range(0, n_rows, block):
        scores = rng.standard_normal((min(block, n_rows - start), n_keys))
        exponentials = np.exp(scores)
        total = exponentials.sum(axis=1)
        entropies.append(np.log(total) - (exponentials * scores).sum(axis=1) / total)
        largest.append(exponentials.max(axis=1) / total)
    bits, weights = np.concatenate(entropies) / np.log(2), np.concatenate(largest)
    low, high = np.quantile(bits / np.log2(n_keys), [0.025, 0.975])
    shares = (
        bits > expected_entropy(n_keys, UNIFORM_BELOW),
        bits > expected_entropy(n_keys, BROAD_BELOW),
        weights >= HALF,
        weights >= MOST,
    )
    return dict(zip(COLUMNS, (low, high, *(share.mean() for share in shares)), strict=True))


def main() -> None:
    rng = np.random.default_rng(20261121)
    path = Path(__file__).parents[1] / "data" / "null_band.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["keys", *COLUMNS])
        for n_keys in KEYS:
            n_rows = 1_000_000 if n_keys <= 128 else 100_000 if n_keys <= 1024 else 20_000
            found = simulate_rows(n_keys, n_rows, rng)
            writer.writerow([n_keys, *(f"{found[name]:.5f}" for name in COLUMNS)])


if __name__ == "__main__":
    main()
