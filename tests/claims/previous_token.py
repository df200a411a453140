"""What other tools publish on how far a head looks at the token before, each formula written anew from its source.

As in formulas.py: weights [query, key] and which keys are visible in, one number out, the source in the comment above.
"""

import numpy as np

from tests.claims.formulas import real_tokens


def _before(n_tokens: int) -> np.ndarray:
    """1 where the key stands one place before the query."""
    return np.eye(n_tokens, k=-1)


# clarkkev/attention-analysis: General_Analysis.ipynb
# commit c2b73f914121bf45fc7388d3dc4a58fb45f31dc8, 2019-08-08
def clark_previous(weights: np.ndarray, visible: np.ndarray) -> float:
    """The weights on the token before, added up, by the number of rows; over 0.5 a head is said to attend to previous.

    Padding is cut away when the weights are extracted.
    """
    real = real_tokens(visible)
    kept = weights[real][:, real]
    return float((kept * _before(len(kept))).sum() / len(kept))


# TransformerLensOrg/TransformerLens: transformer_lens/head_detector.py
# commit 036a86150a8c3dbb5f7db1050bb31e7f581f386c, 2026-06-15
def lens_previous(weights: np.ndarray, visible: np.ndarray) -> float:
    """The weights on the token before, added up, by all weights added up."""
    return float((weights * _before(len(weights))).sum() / weights.sum())


# TransformerLensOrg/TransformerLens: transformer_lens/head_detector.py
# commit 036a86150a8c3dbb5f7db1050bb31e7f581f386c, 2026-06-15
def lens_previous_without_first(weights: np.ndarray, visible: np.ndarray) -> float:
    """The same with `exclude_bos`: what lies on the first token counts neither above nor below."""
    rest = weights.copy()
    rest[:, 0] = 0
    return float((rest * _before(len(rest))).sum() / rest.sum())


# ajayspatil7/oculi: oculi/analysis/circuits.py
# commit 635d13be2f8b97de233e3fcfa6b1628f4c2427a4, 2026-01-03
def oculi_previous(weights: np.ndarray, visible: np.ndarray) -> float:
    """The mean weight on the token before, from row 2 on; over 0.8 a head is called a previous-token head."""
    return float(np.diagonal(weights, -1).mean())
