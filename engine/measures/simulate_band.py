"""Simulates the band that 95% of rows of unit random scores fall into, into engine/data/null_band.csv.

Run as `python -m engine.measures.simulate_band` (under a minute). No closed form is known for single rows, so it is
Monte Carlo: a million rows for each number of keys (100,000 above 128, 20,000 above 1,024), which places both ends
within 0.001.
"""

import csv
from pathlib import Path

import numpy as np

KEYS = (*range(4, 17), 20, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024, 2048, 4096, 8192, 16384)


def simulate_band(n_keys: int, n_rows: int, rng: np.random.Generator) -> tuple[float, float]:
    """The 2.5% and 97.5% quantiles of the normalised entropy of n_rows rows of normal scores over n_keys keys."""
    entropies = []
    block = max(1, 2_000_000 // n_keys)
    for start in range(0, n_rows, block):
        scores = rng.standard_normal((min(block, n_rows - start), n_keys))
        exponentials = np.exp(scores)
        total = exponentials.sum(axis=1)
        entropies.append(np.log(total) - (exponentials * scores).sum(axis=1) / total)
    low, high = np.quantile(np.concatenate(entropies) / np.log(n_keys), [0.025, 0.975])
    return float(low), float(high)


def main() -> None:
    rng = np.random.default_rng(20261121)
    path = Path(__file__).parents[1] / "data" / "null_band.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["keys", "low", "high"])
        for n_keys in KEYS:
            n_rows = 1_000_000 if n_keys <= 128 else 100_000 if n_keys <= 1024 else 20_000
            low, high = simulate_band(n_keys, n_rows, rng)
            writer.writerow([n_keys, f"{low:.5f}", f"{high:.5f}"])


if __name__ == "__main__":
    main()
