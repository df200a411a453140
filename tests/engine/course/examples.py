"""The two examples that the course works through: queries, keys and values."""

import numpy as np

A = [np.array(rows, float) for rows in ([[1, 0]], [[1, 0], [-10, 1]], [[10, 20], [30, 40]])]
B = [np.array(rows, float) for rows in ([[1, 0, 1]], [[1, 0, 1], [0, 1, 0]], [[1, 2], [3, 4]])]

CLOSE = {"rtol": 1e-12, "atol": 1e-12}
"""float64 keeps 16 digits, of which a few sums and powers cost some."""
